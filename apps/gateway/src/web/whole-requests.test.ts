import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { barePages } from "./testing/bare-pages.ts";

let web: string;
let server: Server;
let port: number;
const open: Socket[] = [];
/** Over which connections it was somebody's turn, in that order. */
const turnsOf: object[] = [];
const failures: unknown[] = [];
beforeEach(async () => {
  turnsOf.length = 0;
  failures.length = 0;
  const turns = { run: (way: object, task: () => void) => (turnsOf.push(way), task(), true) };
  const bare = barePages((told) => failures.push(told), { turns });
  web = bare.web;
  server = createServer(bare.pages);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
  rmSync(web, { recursive: true });
});

interface Begun {
  readonly socket: Socket;
  /** As the gateway has it. */
  readonly request: IncomingMessage;
}

/** A request that the gateway has parsed as far as it goes. */
async function begin(path: string, said: string): Promise<Begun> {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  open.push(socket);
  socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\n${said}`);
  const [request] = (await once(server, "request")) as [IncomingMessage];
  return { socket, request };
}

async function statusOf({ socket }: Begun): Promise<number> {
  const [heard] = (await once(socket, "data")) as [Buffer];
  return Number(/^HTTP\/1\.1 (\d+)/.exec(heard.toString())?.[1]);
}

/** By then whoever came before has had its turn, if it is to have one. */
async function othersAreServed(): Promise<void> {
  for (let time = 0; time < 5; time += 1) await (await fetch(`http://127.0.0.1:${port}/`)).text();
}

const failure = JSON.stringify({ message: "x is undefined", place: "index.js:1:2" });
const [half, rest] = [failure.slice(0, 20), failure.slice(20)];

test.each<[string, string, string, string, number]>([
  ["nothing", "/page-failed", `content-length: ${failure.length}\r\n\r\n`, failure, 204],
  ["a part", "/page-failed", `content-length: ${failure.length}\r\n\r\n${half}`, rest, 204],
  [
    "no last chunk",
    "/page-failed",
    `transfer-encoding: chunked\r\n\r\n${failure.length.toString(16)}\r\n${failure}\r\n`,
    "0\r\n\r\n",
    204,
  ],
  ["nothing", "/", "content-length: 2000\r\n\r\n", "x".repeat(2_000), 405],
])(
  "whoever has sent %s of the body of a request for %s takes nobody's turn, and has its own when all of it is here",
  async (_, path, said, further, status) => {
    const begun = await begin(path, said);
    await othersAreServed();
    expect(turnsOf).not.toContain(begun.request.socket);
    begun.socket.write(further);
    expect(await statusOf(begun)).toBe(status);
    expect(turnsOf.filter((way) => way === begun.request.socket)).toHaveLength(1);
    expect(failures).toHaveLength(status === 204 ? 1 : 0);
  },
);

test("whoever says more than a page has to say is not waited for, and told so", async () => {
  const head = "content-length: 90000\r\n\r\n";
  const begun = await begin("/page-failed", `${head}${"x".repeat(3_000)}`);
  while (!turnsOf.includes(begun.request.socket)) await othersAreServed();
  begun.socket.write("x".repeat(87_000));
  expect(await statusOf(begun)).toBe(413);
});

test("whoever goes in the middle of a request never has a turn", async () => {
  const { socket, request } = await begin("/page-failed", "content-length: 2000\r\n\r\nx");
  const { socket: there } = request;
  const gone = new Promise<void>((done) => void there.once("close", () => done()));
  socket.destroy();
  await gone;
  await othersAreServed();
  expect(turnsOf).not.toContain(there);
});
