import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createMesh } from "./mesh.ts";
import type { Mesh, MeshNotice, MeshOptions, NodeIdentity, PathAddress } from "./mesh-options.ts";

const showId = "show-1";
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

interface Watched {
  readonly mesh: Mesh;
  readonly messages: string[];
  readonly log: string[];
  readonly notices: MeshNotice[];
}

function node(
  identity: Partial<NodeIdentity> & { id: string },
  more: Partial<MeshOptions> = {},
): Watched {
  const messages: string[] = [];
  const log: string[] = [];
  const notices: MeshNotice[] = [];
  const mesh = createMesh({
    self: { kind: "room", showId, instance: 1, ...identity },
    peers: [],
    accept: () => ({ ok: true }),
    onMessage: (peerId, _kind, bytes) =>
      messages.push(`${peerId}:${Buffer.from(bytes).toString("latin1")}`),
    onPeerUp: (peer, resumed) => log.push(`${peer.id} up${resumed ? " again" : ""}`),
    onPeerDown: (peerId, reason) => log.push(`${peerId} ${reason}`),
    onNotice: (notice) => notices.push(notice),
    ...more,
  });
  open.push(mesh);
  return { mesh, messages, log, notices };
}

async function listening(
  identity: Partial<NodeIdentity> & { id: string },
  more: Partial<MeshOptions> = {},
): Promise<Watched & { readonly port: number }> {
  const watched = node(identity, { listen: { host: "127.0.0.1", port: 0 }, ...more });
  const bound = await watched.mesh.listening();
  return { ...watched, port: bound!.port };
}

/** A cable of the test: a proxy that can stop carrying, each way, and kill its connections. */
async function cable(targetPort: number): Promise<Cable> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  const silent = { out: false, back: false };
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    const join = (from: Socket, to: Socket, way: "out" | "back"): void => {
      from.on("data", (bytes) => {
        if (silent[way]) held.push([way, to, bytes]);
        else to.write(bytes);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        if (!silent.out && !silent.back) to.destroy();
        pairs.delete(pair);
      });
    };
    join(near, far, "out");
    join(far, near, "back");
  });
  const held: (readonly ["out" | "back", Socket, Buffer])[] = [];
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  open.push(server);
  return {
    address: { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    silence: (out, back) => Object.assign(silent, { out, back }),
    heal: () => {
      Object.assign(silent, { out: false, back: false });
      for (const [, to, bytes] of held.splice(0)) to.write(bytes);
    },
    reset: () => {
      for (const [near, far] of pairs) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
  };
}
interface Cable {
  readonly address: PathAddress;
  silence(out: boolean, back: boolean): void;
  heal(): void;
  reset(): void;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited 20 s in vain: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

const text = (content: string): Uint8Array[] => [Buffer.from(content, "latin1")];

/** Sends numbered messages from time to time until told to stop. */
function numbered(from: Mesh, to: string): { stop(): number } {
  let sent = 0;
  const timer = setInterval(() => {
    for (let burst = 0; burst < 5; burst += 1) if (from.send(to, text(String(sent)))) sent += 1;
  }, 2);
  return {
    stop: () => {
      clearInterval(timer);
      return sent;
    },
  };
}

function numbersFrom(peerId: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${peerId}:${index}`);
}

test("messages arrive both ways, in order, whatever their size and pieces", async () => {
  const b = await listening({ id: "b" });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }] },
  );
  await until(() => a.log.length > 0 && b.log.length > 0, "both up");
  expect([a.log, b.log]).toEqual([["b up"], ["a up"]]);
  const sizes = [0, 1, 4_096, 4_097, 65_536, 1_000_000, 3, 8 * 1024 * 1024, 5];
  for (const [index, size] of sizes.entries()) {
    const whole = Buffer.alloc(size, 97 + index);
    const cut = Math.floor(size / 3);
    expect(a.mesh.send("b", [whole.subarray(0, cut), whole.subarray(cut)])).toBe(true);
    expect(b.mesh.send("a", [whole])).toBe(true);
  }
  await until(() => a.messages.length + b.messages.length === sizes.length * 2, "all there");
  const shape = (messages: string[]): string[] =>
    messages.map((message) => `${message.at(-1)}${message.length - 2}`);
  const expected = sizes.map((size, index) =>
    size === 0 ? ":0" : `${String.fromCharCode(97 + index)}${size}`,
  );
  expect(shape(b.messages)).toEqual(expected);
  expect(shape(a.messages)).toEqual(expected);
  await until(() => a.mesh.status()[0]!.unackedMessages === 0, "all acknowledged");
});

test("send refuses an unknown peer, a peer that is not up and a message that is too long", async () => {
  const b = await listening({ id: "b" });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }] },
  );
  expect(a.mesh.send("b", text("early"))).toBe(false);
  await until(() => a.log.length > 0, "up");
  expect(a.mesh.send("nobody", text("x"))).toBe(false);
  expect(a.mesh.send("b", [Buffer.alloc(8 * 1024 * 1024 + 1)])).toBe(false);
  expect(a.mesh.send("b", text("fine"))).toBe(true);
  await until(() => b.messages.length === 1, "the one");
});

test.each([
  ["the first path", 0],
  ["the second path", 1],
])("silence on %s loses, doubles and reorders nothing", async (_name, victim) => {
  const b = await listening({ id: "b" });
  const cables = [await cable(b.port), await cable(b.port)];
  const a = node({ id: "a" }, { peers: [{ id: "b", paths: cables.map((one) => one.address) }] });
  await until(() => a.log.length > 0 && b.log.length > 0, "both up");
  const forth = numbered(a.mesh, "b");
  const back = numbered(b.mesh, "a");
  for (let round = 0; round < 4; round += 1) {
    const cut = cables[(victim + round) % 2]!;
    cut.silence(true, true);
    await new Promise((resolve) => {
      setTimeout(resolve, 400);
    });
    cut.heal();
    await until(() => a.mesh.status()[0]!.paths.every((path) => path.up), "paths back");
  }
  const sent = forth.stop();
  const sentBack = back.stop();
  await until(() => b.messages.length >= sent && a.messages.length >= sentBack, "all there");
  expect(b.messages).toEqual(numbersFrom("a", sent));
  expect(a.messages).toEqual(numbersFrom("b", sentBack));
  expect([a.log, b.log]).toEqual([["b up"], ["a up"]]);
  expect(a.mesh.status()[0]!.switches).toBeGreaterThan(0);
});

test.each([
  ["toward the acceptor", true, false],
  ["toward the dialer", false, true],
])("a path that is dead only %s is left by both sides", async (_name, out, back) => {
  const b = await listening({ id: "b" });
  const cables = [await cable(b.port), await cable(b.port)];
  const a = node({ id: "a" }, { peers: [{ id: "b", paths: cables.map((one) => one.address) }] });
  await until(() => a.mesh.status()[0]!.paths.every((path) => path.up), "all paths up");
  const inUse = Number(a.mesh.status()[0]!.pathInUse);
  cables[inUse]!.silence(out, back);
  const forth = numbered(a.mesh, "b");
  const answers = numbered(b.mesh, "a");
  await until(() => b.messages.length > 100 && a.messages.length > 100, "traffic both ways");
  const sent = forth.stop();
  const sentBack = answers.stop();
  await until(() => b.messages.length >= sent && a.messages.length >= sentBack, "all there");
  expect(b.messages).toEqual(numbersFrom("a", sent));
  expect(a.messages).toEqual(numbersFrom("b", sentBack));
  expect([a.log, b.log]).toEqual([["b up"], ["a up"]]);
});

test("a spare path that is hardly ever pinged is found when it is needed", async () => {
  const b = await listening({ id: "b" }, { timing: { pathTimeoutMs: 60_000 } });
  const cables = [await cable(b.port), await cable(b.port), await cable(b.port)];
  const a = node(
    { id: "a" },
    {
      peers: [{ id: "b", paths: cables.map((one) => one.address) }],
      timing: { pathTimeoutMs: 60_000, peerDownMs: 60_000, sparePingMs: 60_000 },
    },
  );
  await until(() => a.mesh.status()[0]!.paths.every((path) => path.up), "all paths up");
  cables[0]!.silence(true, true);
  cables[1]!.silence(true, true);
  await until(() => a.mesh.status()[0]!.pathInUse === "2", "the third path");
  expect(a.mesh.send("b", text("found"))).toBe(true);
  await until(() => b.messages.length === 1, "the message");
});

test("with all paths silent the peer goes down, and the same session resumes afterwards", async () => {
  const b = await listening({ id: "b" });
  const cables = [await cable(b.port), await cable(b.port)];
  const a = node({ id: "a" }, { peers: [{ id: "b", paths: cables.map((one) => one.address) }] });
  await until(() => a.log.length > 0 && b.log.length > 0, "both up");
  const forth = numbered(a.mesh, "b");
  await until(() => b.messages.length > 20, "traffic");
  for (const one of cables) one.silence(true, true);
  await until(() => a.log.length > 1 && b.log.length > 1, "both down");
  expect(a.mesh.send("b", text("refused"))).toBe(false);
  for (const one of cables) one.heal();
  await until(() => a.log.length > 2 && b.log.length > 2, "both up again");
  await until(() => b.messages.length > 200, "traffic again");
  const sent = forth.stop();
  await until(() => b.messages.length >= sent, "all there");
  expect(b.messages).toEqual(numbersFrom("a", sent));
  expect(a.log).toEqual(["b up", "b silent", "b up again"]);
  expect(b.log).toEqual(["a up", "a silent", "a up again"]);
});

test("resets of random paths lose nothing", async () => {
  const b = await listening({ id: "b" });
  const cables = [await cable(b.port), await cable(b.port)];
  const a = node({ id: "a" }, { peers: [{ id: "b", paths: cables.map((one) => one.address) }] });
  await until(() => a.log.length > 0 && b.log.length > 0, "both up");
  const forth = numbered(a.mesh, "b");
  for (let round = 0; round < 20; round += 1) {
    cables[round % 3 === 0 ? 0 : 1]!.reset();
    if (round % 5 === 0) cables[0]!.reset();
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
  }
  const sent = forth.stop();
  await until(() => b.messages.length >= sent, "all there");
  expect(b.messages).toEqual(numbersFrom("a", sent));
});

test("a restart of the acceptor begins a new session on both sides", async () => {
  const first = await listening({ id: "b", instance: 1 });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: first.port }] }] },
  );
  await until(() => a.log.length > 0, "up");
  expect(a.mesh.send("b", text("one"))).toBe(true);
  await until(() => first.messages.length === 1, "delivered");
  await first.mesh.close();
  await until(() => a.log.length === 2, "down");
  const second = await listening(
    { id: "b", instance: 2 },
    { listen: { host: "127.0.0.1", port: first.port } },
  );
  await until(() => a.log.length === 3, "up again");
  expect(a.log).toEqual(["b up", "b closed", "b up"]);
  expect(a.mesh.send("b", text("two"))).toBe(true);
  await until(() => second.messages.length === 1, "delivered");
  expect(second.messages).toEqual(["a:two"]);
});

test("a newer instance of a dialer supersedes the older, which is refused by name", async () => {
  const b = await listening({ id: "b" });
  const peers = [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }];
  const old = node({ id: "g", kind: "gateway", instance: 1 }, { peers });
  await until(() => b.log.length === 1, "old up");
  const young = node({ id: "g", kind: "gateway", instance: 2 }, { peers });
  await until(() => old.notices.some((notice) => notice.kind === "refused"), "refused");
  expect(b.log).toEqual(["g up", "g replaced", "g up"]);
  expect(old.notices).toContainEqual({ kind: "refused", peerId: "b", reason: "stale-instance" });
  expect(young.mesh.send("b", text("hello"))).toBe(true);
  await until(() => b.messages.length === 1, "the message of the young one");
});

test.each([
  ["another show", { showId: "show-2" }, "other-show"],
  ["a kind that the owner does not want", { kind: "stranger" }, "no-strangers"],
])("%s is refused by name, told once", async (_name, identity, reason) => {
  const b = await listening(
    { id: "b" },
    {
      accept: (hello) =>
        hello.kind === "stranger" ? { ok: false, reason: "no-strangers" } : { ok: true },
    },
  );
  const a = node(
    { id: "a", ...identity },
    {
      peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }],
      timing: { refusedRedialMs: 20 },
    },
  );
  await until(() => a.notices.length > 0, "the refusal");
  await new Promise((resolve) => {
    setTimeout(resolve, 300);
  });
  expect(a.notices.filter((notice) => notice.kind === "refused")).toEqual([
    { kind: "refused", peerId: "b", reason },
  ]);
  expect(b.notices.filter((notice) => notice.kind === "refusing")).toHaveLength(1);
  expect(a.log).toEqual([]);
});

test("whoever dials the wrong node is told so", async () => {
  const c = await listening({ id: "c" });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: c.port }] }] },
  );
  await until(() => a.notices.length > 0, "the refusal");
  expect(a.notices[0]).toEqual({ kind: "refused", peerId: "b", reason: "wrong-addressee" });
});

test("garbage closes the socket and harms nobody else", async () => {
  const b = await listening({ id: "b" });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }] },
  );
  await until(() => a.log.length > 0, "up");
  const garbage = [
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    Buffer.from([0, 0, 0, 0]),
    Buffer.from([0, 0, 0, 3, 99, 1, 2]),
    Buffer.concat([Buffer.from([0, 0, 0, 6, 3]), Buffer.from("{}no!")]),
    Buffer.from([0, 0, 0, 10, 1, 0, 0, 0, 0, 0, 0, 1, 65, 65]),
    Buffer.from([0xff, 0xff, 0xff, 0xff]),
    Buffer.alloc(100_000, 0x41),
  ];
  for (const bytes of garbage) {
    const stranger = connect(b.port, "127.0.0.1");
    const closed = new Promise<void>((resolve) => {
      stranger.on("error", () => undefined).on("close", () => resolve());
    });
    stranger.write(bytes);
    stranger.resume();
    await closed;
  }
  expect(a.mesh.send("b", text("still here"))).toBe(true);
  await until(() => b.messages.length === 1, "the message");
  expect(b.log).toEqual(["a up"]);
});

test("a socket that never says HELLO is closed, and too many of them are not taken", async () => {
  const b = await listening(
    { id: "b" },
    { limits: { handshakesMax: 3 }, timing: { pathTimeoutMs: 200 } },
  );
  const strangers = Array.from({ length: 5 }, () => connect(b.port, "127.0.0.1"));
  await Promise.all(
    strangers.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on("error", () => undefined).on("close", () => resolve());
          socket.resume();
        }),
    ),
  );
  expect(b.notices).toContainEqual({
    kind: "refusing",
    peerId: "?",
    reason: "too-many-handshakes",
  });
});

test("a silent peer fills the window, then send answers false; everything accepted arrives after healing", async () => {
  const b = await listening({ id: "b" });
  const one = await cable(b.port);
  const a = node(
    { id: "a" },
    {
      peers: [{ id: "b", paths: [one.address] }],
      limits: { unackedBytesMax: 1_000_000 },
      timing: { peerDownMs: 60_000 },
    },
  );
  await until(() => a.log.length > 0 && b.log.length > 0, "up");
  one.silence(true, true);
  let accepted = 0;
  while (a.mesh.send("b", [Buffer.alloc(10_000, accepted % 256)])) accepted += 1;
  expect(accepted).toBe(99);
  expect(a.mesh.status()[0]!.unackedBytes).toBeLessThanOrEqual(1_000_000);
  one.heal();
  await until(() => b.messages.length >= accepted, "all there");
  expect(b.messages.map((message) => message.charCodeAt(2))).toEqual(
    Array.from({ length: accepted }, (_, index) => index),
  );
});

test("close is heard at once and frees the port", async () => {
  const b = await listening({ id: "b" });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }] },
  );
  await until(() => a.log.length > 0 && b.log.length > 0, "up");
  await a.mesh.close();
  await until(() => b.log.length === 2, "told");
  expect(b.log).toEqual(["a up", "a closed"]);
  await b.mesh.close();
  await listening({ id: "c" }, { listen: { host: "127.0.0.1", port: b.port } });
});
