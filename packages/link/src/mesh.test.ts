import { connect } from "node:net";
import { encodeControl, frameType } from "./frame.ts";
import { afterEach, expect, test } from "vitest";
import { lastingPort } from "./testing/lasting-ports.ts";
import { cable, closeAll, listening, node, patient, text, until } from "./nodes.fixture.ts";

afterEach(closeAll);

test("messages arrive both ways, in order, whatever their size and pieces", async () => {
  const b = await listening({ id: "b" }, { timing: patient });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }], timing: patient },
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

test("a restart of the acceptor begins a new session on both sides", async () => {
  const listen = { host: "127.0.0.1", port: await lastingPort() };
  const first = await listening({ id: "b", instance: 1 }, { listen, timing: patient });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: first.port }] }], timing: patient },
  );
  await until(() => a.log.length > 0, "up");
  expect(a.mesh.send("b", text("one"))).toBe(true);
  await until(() => first.messages.length === 1, "delivered");
  await first.mesh.close();
  await until(() => a.log.length === 2, "down");
  const second = await listening({ id: "b", instance: 2 }, { listen, timing: patient });
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
  await until(() => b.log.length === 3 && young.log.length === 1, "the young one up on both sides");
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
  const counted = await cable(b.port);
  const a = node(
    { id: "a", ...identity },
    { peers: [{ id: "b", paths: [counted.address] }], timing: { refusedRedialMs: 20 } },
  );
  // By the sixth dial at least four refusals have been heard.
  await until(() => counted.dials() > 5, "more dials");
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
  const b = await listening({ id: "b" }, { timing: patient });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }], timing: patient },
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

test("what was kept for a silent peer comes behind the word that it is up again", async () => {
  const heard: string[] = [];
  const b = await listening(
    { id: "b" },
    {
      onPeerUp: (peer, resumed) => heard.push(`${peer.id} up${resumed ? " again" : ""}`),
      onPeerDown: (peerId, reason) => heard.push(`${peerId} ${reason}`),
      onMessage: (_peerId, _kind, bytes) => heard.push(Buffer.from(bytes).toString()),
    },
  );
  const one = await cable(b.port);
  const a = node({ id: "a" }, { peers: [{ id: "b", paths: [one.address] }] });
  await until(() => a.log.length > 0 && heard.length > 0, "up");
  one.silence(true, true);
  expect(a.mesh.send("b", text("kept"))).toBe(true);
  await until(() => a.log.at(-1) === "b silent" && heard.at(-1) === "a silent", "silent");
  expect(a.mesh.send("b", text("not taken"))).toBe(false);
  one.heal();
  await until(() => heard.includes("kept"), "what was kept");
  expect(heard.slice(-2)).toEqual(["a up again", "kept"]);
});

test("close is heard at once and frees the port", async () => {
  const listen = { host: "127.0.0.1", port: await lastingPort() };
  const b = await listening({ id: "b" }, { listen });
  const a = node(
    { id: "a" },
    { peers: [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }] },
  );
  await until(() => a.log.length > 0 && b.log.length > 0, "up");
  await a.mesh.close();
  await until(() => b.log.length === 2, "told");
  expect(b.log).toEqual(["a up", "a closed"]);
  await b.mesh.close();
  await listening({ id: "c" }, { listen });
});

test("a HELLO of another protocol version is refused by that name, whatever its form", async () => {
  const b = await listening({ id: "b" });
  const stranger = connect(b.port, "127.0.0.1");
  let heard = Buffer.alloc(0);
  const closed = new Promise<void>((resolve) => {
    stranger.on("data", (bytes: Buffer) => (heard = Buffer.concat([heard, bytes])));
    stranger.on("error", () => undefined).on("close", () => resolve());
  });
  const hello = Buffer.from(JSON.stringify({ protocol: 1, somethingElse: true }));
  stranger.write(encodeControl(frameType.hello, hello));
  await closed;
  expect(heard.toString()).toMatch(/\{"reason":"protocol-mismatch"\}$/);
});

test("with the table of peers full a newcomer is refused, until one of them is down", async () => {
  const b = await listening({ id: "b" }, { limits: { peersMax: 2 } });
  const peers = [{ id: "b", paths: [{ host: "127.0.0.1", port: b.port }] }];
  const timing = { refusedRedialMs: 20 };
  const [g1] = [node({ id: "g1" }, { peers }), node({ id: "g2" }, { peers })];
  await until(() => b.log.length === 2, "both up");
  const g3 = node({ id: "g3" }, { peers, timing });
  await until(() => g3.notices.length > 0, "the refusal");
  expect(g3.notices[0]).toEqual({ kind: "refused", peerId: "b", reason: "too-many-peers" });
  await g1.mesh.close();
  await until(() => g3.log.length > 0, "up in its place");
});
