import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { WebSocketServer, WebSocket } from "ws";
import { createBoundedServer, hallFullWords } from "./bounded-server.ts";
import { descriptorBudget } from "./descriptors.ts";
import { GivingWay } from "./giving-way.ts";
import { RequestsAhead } from "./requests-ahead.ts";

/** A busy machine takes its time. */
const patience = { timeout: 60_000 };

/** More than any system takes for somebody who does not read. */
const longAnswer = Buffer.alloc(64 * 1024 * 1024);

const servers: Server[] = [];
const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listening(server: Server): Promise<{ readonly port: number }> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  return { port: (server.address() as AddressInfo).port };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((done) => server.getConnections((_, count) => done(count)));
}

test("whoever asks and does not read the answer is ended, and a WebSocket may be silent for longer", async () => {
  const budget = descriptorBudget(20_000);
  const server = createBoundedServer(budget, { isProxy: () => false }, { stalledMs: 200 });
  const { port } = await listening(server);
  // It is counted from the connection on, and until all is read a machine may stand still for longer.
  server.on("connection", (socket) => socket.setTimeout(60_000));
  for (const read of ["request", "upgrade"])
    server.on(read, ({ socket }: IncomingMessage) => socket.setTimeout(server.timeout));
  const websockets = new WebSocketServer({ server });
  const websocket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(websocket, "open");
  const closed = once(websocket, "close").then(() => "ended");
  const ended = new Promise<void>((done) => {
    server.on("request", (_, response) => {
      response.once("close", () => done());
      response.end(longAnswer);
    });
  });
  const stranger = connect(port, "127.0.0.1").pause();
  stranger.on("error", () => undefined);
  stranger.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await ended;
  websocket.ping();
  const answered = once(websocket, "pong").then(() => "answered");
  expect(await Promise.race([answered, closed])).toBe("answered");
  stranger.destroy();
  websocket.terminate();
  websockets.close();
});

/** A connection that says nothing, or begins to; told when it has ended. */
function silent(of: number, said = ""): { ended: boolean } {
  const watched = { ended: false };
  const socket = connect(of, "127.0.0.1", () => socket.write(said));
  socket.on("error", () => undefined).on("close", () => (watched.ended = true));
  socket.resume();
  open.push(socket);
  return watched;
}

test("when all descriptors are taken whoever has said nothing for longest makes room, and nobody who is served", async () => {
  const few = createBoundedServer({ local: 4, anybody: 3, phones: 1 }, { isProxy: () => true });
  const { port: of } = await listening(few);
  let begun = 0;
  few.on("request", (request, response) => {
    if (request.url !== "/slow") return response.end("page");
    begun += 1;
    return response.write("begun");
  });
  const slow = silent(of, "GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
  const first = silent(of);
  const second = silent(of, "GET / HTTP/1.1\r\nx-slow: ");
  await vi.waitUntil(async () => begun === 1 && (await connectionsOf(few)) === 3, patience);
  const page = await fetch(`http://127.0.0.1:${of}/`, { headers: { connection: "close" } });
  expect([page.status, await page.text()]).toEqual([200, "page"]);
  await vi.waitUntil(() => first.ended, patience);
  expect([slow.ended, second.ended]).toEqual([false, false]);
});

test("where all are served whoever comes is told that the hall is full", async () => {
  const few = createBoundedServer({ local: 4, anybody: 2, phones: 1 }, { isProxy: () => true });
  const { port: of } = await listening(few);
  let begun = 0;
  few.on("request", (_, response) => {
    begun += 1;
    response.write("begun");
  });
  const ask = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  const served = [silent(of, ask), silent(of, ask)];
  await vi.waitUntil(() => begun === 2, patience);
  const refused = await fetch(`http://127.0.0.1:${of}/`);
  expect(refused.status).toBe(503);
  expect(await refused.text()).toBe(hallFullWords);
  expect(served.map(({ ended }) => ended)).toEqual([false, false]);
});

/** Asks so many times in one breath, and reads nothing. */
function askedAhead(of: number, times: number, path = "/"): { ended: boolean } {
  return silent(of, `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(times));
}

test.each(["/", "/socket.io/?EIO=4&transport=websocket"])(
  "of a thousand requests for %s in one breath no more than a few are ever parsed, and their connection is ended",
  async (path) => {
    const ahead = new RequestsAhead();
    let parsed = 0;
    class Counted extends ahead.IncomingMessage {
      constructor(socket: Socket) {
        super(socket);
        parsed += 1;
      }
    }
    Object.assign(ahead, { IncomingMessage: Counted });
    const server = createBoundedServer(
      descriptorBudget(20_000),
      { isProxy: () => true },
      { ahead },
    );
    const { port } = await listening(server);
    const upgrades: unknown[] = [];
    server.on("upgrade", (request) => upgrades.push(request));
    const asked = new Set<unknown>();
    server.on("request", ({ socket }) => asked.add(socket));
    const flood = askedAhead(port, 1_000, path);
    await vi.waitUntil(() => flood.ended, patience);
    expect(asked.size).toBe(1);
    expect(parsed).toBeGreaterThan(1);
    expect(parsed).toBeLessThanOrEqual(5);
    expect(upgrades).toEqual([]);
  },
);

test("who is answered may ask for ever, and what was asked a few times ahead is answered", async () => {
  const server = createBoundedServer(descriptorBudget(20_000), { isProxy: () => true });
  const { port } = await listening(server);
  server.on("request", (_, response) => response.end("page"));
  const socket = connect(port, "127.0.0.1");
  open.push(socket);
  let heard = "";
  socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
  for (let breath = 1; breath <= 10; breath += 1) {
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(3));
    await vi.waitUntil(() => heard.split("\r\n\r\n").length > breath * 3, patience);
  }
  expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(30);
});

test("a connection of an offender's address is looked at later, with all that it has said; of one that is gone by then nothing is parsed", async () => {
  const waiting: (() => void)[] = [];
  const server = createBoundedServer(
    descriptorBudget(20_000),
    { isProxy: () => true },
    { conduct: { isOffender: () => true }, later: (task) => waiting.push(task) },
  );
  const asked: string[] = [];
  server.on("request", (request, response) => {
    asked.push(request.url ?? "");
    request.on("data", (chunk: Buffer) => asked.push(chunk.toString()));
    request.on("end", () => response.end("here"));
  });
  const websockets = new WebSocketServer({ server });
  const { port } = await listening(server);
  const gone = Array.from({ length: 20 }, () => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write("GET /gone HTTP/1.1\r\nhost: a\r\n\r\n");
    return socket;
  });
  await vi.waitUntil(() => waiting.length === 20, patience);
  for (const socket of gone) socket.resetAndDestroy();
  await vi.waitUntil(async () => (await connectionsOf(server)) === 0, patience);
  waiting.length = 0;
  const ended = Array.from({ length: 20 }, () => connect(port, "127.0.0.1").end());
  await Promise.all(ended.map(async (socket) => once(socket, "finish")));
  await vi.waitUntil(() => waiting.length === 20, patience);
  // Its end is here, and nobody has asked for it.
  await new Promise((read) => setTimeout(read, 50));
  for (const look of waiting.splice(0)) look();
  // Not only when headers have been waited for, which is 12 s.
  await vi.waitUntil(async () => (await connectionsOf(server)) === 0, { timeout: 10_000 });
  const page = fetch(`http://127.0.0.1:${port}/page`, { method: "POST", body: "said" });
  const websocket = new WebSocket(`ws://127.0.0.1:${port}/`);
  const opened = once(websocket, "open");
  await vi.waitUntil(() => waiting.length === 2, patience);
  for (const look of waiting) look();
  expect(await (await page).text()).toBe("here");
  await opened;
  expect(asked).toEqual(["/page", "said"]);
  websocket.terminate();
  websockets.close();
});

test("bodies that do not end, however many one address begins, do not keep a screen of another address out", async () => {
  const clock = { nowMs: 0 };
  const giving = new GivingWay(4, () => clock.nowMs);
  const budget = { local: 5, anybody: 4, phones: 1 };
  const few = createBoundedServer(budget, { isProxy: () => true }, { giving });
  const { port } = await listening(few);
  let begun = 0;
  few.on("request", ({ method }, response) => {
    begun += 1;
    if (method === "GET") response.end("page");
  });
  const post = "POST /page-failed HTTP/1.1\r\nhost: a\r\ncontent-length: 2000\r\n\r\n";
  const bodies = Array.from({ length: 4 }, () => silent(port, post));
  await vi.waitUntil(() => begun === 4, patience);
  const screen = async (): Promise<number> => {
    const elsewhere = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.2" });
    open.push(elsewhere);
    elsewhere.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    const [said] = (await once(elsewhere, "data")) as [Buffer];
    return Number(/^HTTP\/1\.1 (\d+)/.exec(said.toString())?.[1]);
  };
  expect(await screen()).toBe(200);
  await vi.waitUntil(() => bodies.filter(({ ended }) => ended).length === 1, patience);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
});
