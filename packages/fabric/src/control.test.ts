import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { lastingPort } from "@cablecut/link/lasting-ports";
import { afterEach, expect, test } from "vitest";
import { FabricClient } from "./client.ts";
import type { FabricEvent } from "./control-messages.ts";
import { bodyBytesMax, serveControl, watchersMax } from "./control-server.ts";
import { createFabric } from "./fabric.ts";
import type { Fabric, FabricOptions } from "./fabric.ts";
import { closeAll, onEnd, twoRooms, until } from "./loopback.fixture.ts";

afterEach(closeAll);

interface Controlled {
  readonly fabric: Fabric;
  readonly options: FabricOptions;
  readonly client: FabricClient;
  /** Knows the port only. */
  readonly stranger: FabricClient;
  readonly base: string;
  readonly stop: () => Promise<void>;
}

async function controlled(shown: { readonly token?: string } = {}): Promise<Controlled> {
  const { fabric, options } = await twoRooms();
  const listen = { host: "127.0.0.1", port: await lastingPort() } as const;
  const control = await serveControl(fabric, { ...listen, ...shown });
  onEnd(() => control.close());
  return {
    fabric,
    options,
    client: new FabricClient({ port: control.port, ...shown }),
    stranger: new FabricClient({ port: control.port }),
    base: `http://127.0.0.1:${control.port}`,
    stop: () => control.close(),
  };
}

async function raw(
  base: string,
  path: string,
  options: { method?: string; body?: string; headers?: Record<string, string> },
): Promise<{ status: number; content: unknown }> {
  return new Promise((resolve, reject) => {
    const { method = "POST", headers = {} } = options;
    const request = httpRequest(base + path, { method, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () =>
        resolve({ status: response.statusCode!, content: JSON.parse(text) }),
      );
    });
    request.on("error", reject);
    request.setTimeout(10_000, () => request.destroy(new Error("no answer within 10 s")));
    request.end(options.body);
  });
}

test("a client cuts, sees it in the status, adds faults and restores everything", async () => {
  const { client } = await controlled();
  const cut = await client.cut({ targets: ["x/A", "x/B"], intervalMs: 20 });
  expect(cut).toMatchObject({
    ok: true,
    changes: [{ cable: "x/A" }, { cable: "x/B" }],
    cancelled: [],
    saved: true,
  });
  const slow = { kind: "delay", delayMs: 12, jitterMs: 0 } as const;
  expect(await client.fault({ targets: ["y"], fault: slow })).toMatchObject({ ok: true });
  const status = await client.status();
  expect(status).toMatchObject({
    ok: true,
    cables: [
      { id: "x/A", carries: false },
      { id: "x/B", carries: false },
      { id: "y/A", carries: true, delayMs: 12 },
      { id: "y/B", carries: true, delayMs: 12 },
    ],
    rooms: [
      { id: "x", cablesUp: 0 },
      { id: "y", cablesUp: 2, dark: null },
    ],
  });
  expect(await client.restore({ targets: ["x/A"] })).toMatchObject({ ok: true });
  expect(await client.restoreEverything()).toMatchObject({ ok: true });
  const after = await client.status();
  expect(after.ok && after.cables.every(({ carries, delayMs }) => carries && delayMs === 0)).toBe(
    true,
  );
});

test("a client is told what happened before it came, and how long ago", async () => {
  const { client, fabric } = await controlled();
  await fabric.cut(["x/A"]);
  const history = await client.history();
  expect(history).toMatchObject({
    ok: true,
    events: [{ kind: "cable-cut", cable: "x/A", seq: 1 }],
  });
  const [event] = history.ok ? history.events : [];
  expect(event!.ageMs).toBeGreaterThanOrEqual(0);
  expect(event!.atMs).toBe(fabric.events.after(0)[0]!.atMs);
});

test.each([
  ["unknown-target", 404, "/cut", '{"targets":["mars"]}'],
  ["bad-request", 400, "/cut", '{"targets":[]}'],
  ["bad-request", 400, "/cut", '{"targets":["x"],"intervalMs":-1}'],
  ["bad-request", 400, "/cut", '{"targets":["x"],"surprise":1}'],
  ["bad-request", 400, "/cut", "no json"],
  ["bad-request", 400, "/restore", "[]"],
  ["bad-fault", 400, "/fault", '{"targets":["x"],"fault":{"kind":"earthquake"}}'],
  ["bad-fault", 400, "/fault", '{"targets":["x"],"fault":{"kind":"loss","rate":2}}'],
  ["unknown-path", 404, "/toString", "{}"],
  ["method-not-allowed", 405, "/status", "{}"],
  ["body-too-long", 413, "/cut", " ".repeat(bodyBytesMax + 1)],
])("%s (%i) for %s %s", async (refusal, status, path, body) => {
  const { base, fabric } = await controlled();
  const answer = await raw(base, path, { body });
  expect(answer).toMatchObject({ status, content: { ok: false, refusal } });
  expect(fabric.status().lastEvent).toBe(0);
});

/** As `show-control` has one: of the operator and of the gateways. */
const token = "7a".repeat(16);
const cutOfAll = '{"targets":["all"]}';

test("another program of the machine cuts nothing, restores nothing and hears of nothing; it sees how the cables are", async () => {
  const { base, fabric, stranger, client } = await controlled({ token });
  const { lastEvent } = fabric.status();
  const right = `Bearer ${token}`;
  for (const authorization of [undefined, token, "Bearer ", `Bearer ${"7b".repeat(16)}`]) {
    const headers = authorization === undefined ? {} : { authorization };
    const ask = (path: string, method = "POST") =>
      raw(base, path, { method, headers, ...(method === "POST" ? { body: cutOfAll } : {}) });
    const answers = [
      await ask("/cut"),
      await ask("/restore"),
      await ask("/fault"),
      await ask("/restore-everything"),
      await ask("/history", "GET"),
      await ask("/events", "GET"),
      await ask("/anything"),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 403, content: { ok: false, refusal: "forbidden" } });
    expect(await ask("/status", "GET")).toMatchObject({ status: 200 });
  }
  expect(await stranger.cut({ targets: ["all"] })).toMatchObject({ refusal: "forbidden" });
  expect(await stranger.status()).toMatchObject({ ok: true });
  expect(fabric.status().lastEvent).toBe(lastEvent);

  const headers = { authorization: right };
  expect(await raw(base, "/cut", { headers, body: cutOfAll })).toMatchObject({ status: 200 });
  const heard: FabricEvent[] = [];
  onEnd(client.watch({ onEvent: (event) => heard.push(event) }, 0));
  expect(await client.restoreEverything()).toMatchObject({ ok: true });
  expect(await client.history()).toMatchObject({ ok: true });
  await until(() => heard.length === fabric.status().lastEvent, "all that happened");
});

test("neither a web page nor a foreign host name may ask", async () => {
  const { base, fabric } = await controlled();
  for (const headers of [{ origin: "http://evil.example" }, { host: "evil.example" }]) {
    const answer = await raw(base, "/restore-everything", { body: "{}", headers });
    expect(answer).toMatchObject({ status: 403, content: { refusal: "foreign-origin" } });
  }
  expect(await raw(base, "/cut", { method: "GET" })).toMatchObject({ status: 405 });
  expect(fabric.status().lastEvent).toBe(0);
});

/** What no client of ours asks for, as it stands in the first line of a request. */
const oddTargets = ["//", "///", "http://", "//[", "*", "/%", "/status?after=%", "/events?after=%"];

test.each(oddTargets)(
  "a request for %s is refused by name, and the fabric goes on",
  async (target) => {
    const { base, client } = await controlled();
    const { port } = new URL(base);
    const asked = (headers: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), "127.0.0.1");
        const lines = Object.entries({
          host: `127.0.0.1:${port}`,
          ...headers,
          connection: "close",
        });
        socket.write(
          `GET ${target} HTTP/1.1\r\n${lines.map((line) => line.join(": ")).join("\r\n")}\r\n\r\n`,
        );
        let text = "";
        socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
        socket.on("error", reject);
        socket.on("end", () => resolve(text));
        onEnd(() => socket.destroy());
      });
    // A browser's request for a page of another origin comes as far as one of ours.
    expect(await asked({ origin: "http://evil.example" })).toMatch(/^HTTP\/1.1 403 /);
    expect(await asked({})).toMatch(/^HTTP\/1.1 (200|40[04]) /);
    expect(await client.status()).toMatchObject({ ok: true });
  },
);

/** A request of which only so much has come. */
function begun(base: string, path: string, body: string): Socket {
  const { port } = new URL(base);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => undefined);
  onEnd(() => socket.destroy());
  const head = [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, "content-length: 100"];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  return socket;
}

test.each(["", "{"])("half a request changes nothing: %j", async (body) => {
  const { base, client, fabric } = await controlled();
  await fabric.cut(["x/A"]);
  begun(base, "/restore-everything", body).end();
  // What comes later is answered later.
  for (let time = 0; time < 5; time += 1) expect(await client.status()).toMatchObject({ ok: true });
  expect(fabric.status().lastEvent).toBe(1);
});

test("whoever has said half a request is not waited for at the end", async () => {
  const { base, client, stop } = await controlled();
  const half = begun(base, "/restore-everything", "{");
  const ended = once(half, "close");
  expect(await client.status()).toMatchObject({ ok: true });
  await stop();
  await ended;
});

test("a watcher hears every event once and in order, also what happened before it came back", async () => {
  const { client, fabric } = await controlled();
  await fabric.cut(["x"]);
  const all: FabricEvent[] = [];
  const onlyNew: FabricEvent[] = [];
  let connected = 0;
  const onConnected = (): void => void (connected += 1);
  onEnd(client.watch({ onEvent: (event) => all.push(event), onConnected }, 0));
  onEnd(client.watch({ onEvent: (event) => onlyNew.push(event), onConnected }));
  await until(() => connected === 2, "both connected");
  await fabric.restore(["x/A"]);
  await until(() => all.length === 5 && onlyNew.length === 2, "the events");
  expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(all).toEqual(fabric.events.after(0));
  expect(onlyNew).toEqual(fabric.events.after(3));
});

test("a watcher notices a restart of the fabric and hears the events of the new one", async () => {
  const first = await controlled();
  const log: string[] = [];
  const port = Number(new URL(first.base).port);
  onEnd(
    first.client.watch({
      onEvent: (event) => log.push(`${event.seq} ${event.kind}`),
      onConnected: (_started, restarted) => log.push(restarted ? "restarted" : "connected"),
      onLost: () => log.push("lost"),
    }),
  );
  await until(() => log.length === 1, "connected");
  await first.fabric.cut(["x/A"]);
  await until(() => log.length === 2, "the first event");
  await Promise.all([first.stop(), first.fabric.close()]);
  await until(() => log.length === 3, "lost");
  const again = await createFabric(first.options);
  onEnd(() => again.close());
  const control = await serveControl(again, { host: "127.0.0.1", port });
  onEnd(() => control.close());
  await again.restore(["x/A"]);
  await until(() => log.length === 5, "the event of the new one");
  expect(log).toEqual(["connected", "1 cable-cut", "lost", "restarted", "1 cable-restored"]);
});

test("only so many watchers are taken", async () => {
  const { base } = await controlled();
  const stop = new AbortController();
  onEnd(() => stop.abort());
  // Held to the end of the test: fetch gives up the connection of a response that nobody holds as
  // soon as it is collected, and that watcher's place is free again.
  const watchers: Response[] = [];
  for (let index = 0; index < watchersMax; index += 1) {
    watchers.push(await fetch(`${base}/events`, { signal: stop.signal }));
  }
  expect(watchers.map(({ status }) => status)).toEqual(Array(watchersMax).fill(200));
  const answer = await raw(base, "/events", { method: "GET" });
  expect(answer).toMatchObject({ status: 429, content: { refusal: "too-many-watchers" } });
  expect(watchers.every(({ body }) => body?.locked === false)).toBe(true);
});

test("a fabric that is not there is unreachable, as a value", async () => {
  const { client, stop } = await controlled();
  await stop();
  expect(await client.status()).toMatchObject({ ok: false, refusal: "unreachable" });
  expect(await client.cut({ targets: ["x"] })).toMatchObject({ ok: false, refusal: "unreachable" });
});
