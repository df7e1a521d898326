import { once } from "node:events";
import { connect as connectPlainly, createServer, type Socket } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { Authority, usualValidity } from "./certificates.ts";
import type { LinkCertificates } from "./encryption.ts";
import type { MeshNotice } from "./mesh-options.ts";
import { probeRoom } from "./probe.ts";
import { cable, closeAll, listening, node, numbered, numbersFrom, onEnd } from "./nodes.fixture.ts";
import { patient, text, until } from "./nodes.fixture.ts";

afterEach(closeAll);
afterEach(() => vi.unstubAllEnvs());

const loopback = "127.0.0.1";
const showId = "show-1";
const now = Date.now();
const validity = usualValidity(now);
const hourMs = 3_600_000;

let authority: Authority;
let other: Authority;
const of = (kind: string, id: string): Promise<LinkCertificates> =>
  authority.certify({ showId, kind, id });

beforeAll(async () => {
  authority = await Authority.create(showId, validity);
  other = await Authority.create(showId, validity);
});
async function room(id = "b") {
  return listening({ id }, { certificates: await of("room", id), timing: patient });
}

/** A gateway that dials b, with these certificates. */
function dialer(port: number, certificates: LinkCertificates | null, id = "gateway-1.7f3a") {
  const peers = [{ id: "b", paths: [{ host: loopback, port }] }];
  return node({ id, kind: "gateway" }, { peers, ...(certificates && { certificates }) });
}

const refused = (reason: string): MeshNotice => ({ kind: "refused", peerId: "b", reason });
const refusing = (reason: string, peerId = "?"): MeshNotice => ({
  kind: "refusing",
  peerId,
  reason,
});

test("nodes of one show speak over TLS, and go on when one of two cables is cut", async () => {
  const b = await room();
  const cables = [await cable(b.port), await cable(b.port)];
  const peers = [{ id: "b", paths: cables.map(({ address }) => address) }];
  const a = node({ id: "a" }, { peers, certificates: await of("room", "a"), timing: patient });
  await until(() => a.log.length > 0 && b.log.length > 0, "up");
  const sending = numbered(a.mesh, "b");
  await until(() => b.messages.length > 100, "some messages");
  cables[0]!.silence(true, true);
  const cutAt = b.messages.length;
  await until(() => b.messages.length > cutAt + 500, "more messages");
  cables[0]!.heal();
  const sent = sending.stop();
  await until(() => b.messages.length === sent, "all");
  expect(b.messages).toEqual(numbersFrom("a", sent));
  expect([a.log, b.log]).toEqual([["b up"], ["a up"]]);
});

test("what crosses the wire can be read by nobody else", async () => {
  const b = await room();
  const heard: Buffer[] = [];
  const overheard = await cable(b.port, (bytes) => heard.push(bytes));
  const peers = [{ id: "b", paths: [overheard.address] }];
  const a = node({ id: "a" }, { peers, certificates: await of("room", "a") });
  await until(() => a.log.length > 0, "up");
  a.mesh.send("b", text("8.88 from Lin to Wang"));
  await until(() => b.messages.length > 0, "the message");
  const wire = Buffer.concat(heard).toString("latin1");
  expect(wire.length).toBeGreaterThan(1_000);
  expect(wire).not.toMatch(/from Lin to|nonce|proof/);
});

test.each([
  ["of another authority", "wrong-authority", () => other.certify(gateway)],
  [
    "that has expired",
    "certificate-expired",
    () => authority.certify(gateway, { ...validity, notAfter: new Date(now - hourMs) }),
  ],
  [
    "that is not valid yet",
    "certificate-not-yet-valid",
    () => authority.certify(gateway, { ...validity, notBefore: new Date(now + hourMs) }),
  ],
])("a node with a certificate %s is refused by name", async (_what, reason, certify) => {
  const b = await room();
  const own = await of("gateway", "gateway-1");
  // It believes in the right authority, so that only its own certificate is wrong.
  const wrong = { ...(await certify()), authority: own.authority };
  const stranger = dialer(b.port, wrong);
  await until(() => stranger.notices.length > 0 && b.notices.length > 0, "the refusal");
  expect([stranger.notices[0], b.notices[0]]).toEqual([refused(reason), refusing(reason)]);
  expect([stranger.log, b.log]).toEqual([[], []]);
});
const gateway = { showId, kind: "gateway", id: "gateway-1" };

test.each([
  ["another gateway", { id: "gateway-2.7f3a", kind: "gateway" }],
  ["a room", { id: "gateway-1", kind: "room" }],
])("a gateway's certificate does not make it %s", async (_who, self) => {
  const b = await room();
  const peers = [{ id: "b", paths: [{ host: loopback, port: b.port }] }];
  const liar = node(self, { peers, certificates: await of("gateway", "gateway-1") });
  await until(() => liar.notices.length > 0 && b.notices.length > 0, "the refusal");
  expect(liar.notices[0]).toEqual(refused("wrong-name"));
  expect(b.notices[0]).toEqual(refusing("wrong-name", self.id));
  expect(b.log).toEqual([]);
});

test("a certificate of another show is refused, though the right authority signed it", async () => {
  const b = await room();
  const elsewhere = { showId: "show-2", kind: "gateway", id: "gateway-1" };
  const stranger = dialer(b.port, await authority.certify(elsewhere));
  await until(() => stranger.notices.length > 0 && b.notices.length > 0, "the refusal");
  expect(stranger.notices[0]).toEqual(refused("wrong-name"));
  expect(b.notices[0]).toEqual(refusing("wrong-name", "gateway-1.7f3a"));
});

test.each([
  ["another room's certificate", "wrong-name", () => of("room", "c")],
  ["that of a gateway of the same name", "wrong-name", () => of("gateway", "b")],
  ["one of another authority", "wrong-authority", () => other.certify(roomB)],
  [
    "one that has expired",
    "certificate-expired",
    () => authority.certify(roomB, { ...validity, notAfter: new Date(now - hourMs) }),
  ],
])("nothing is said to a room that shows %s", async (_what, reason, certify) => {
  const { key, certificate } = await certify();
  const right = await of("room", "b");
  const impostor = await listening(
    { id: "b" },
    { certificates: { authority: right.authority, key, certificate } },
  );
  const a = dialer(impostor.port, await of("gateway", "gateway-1"));
  await until(() => a.notices.length > 0, "found out");
  expect(a.notices[0]).toEqual(refused(reason));
  expect(a.mesh.send("b", text("secret figures"))).toBe(false);
  expect(impostor.log).toEqual([]);
});
const roomB = { showId, kind: "room", id: "b" };

test("nothing is said to an impostor where the environment has programs believe anybody", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const { key, certificate } = await other.certify(roomB);
  const { authority: ca } = await of("room", "b");
  const impostor = await listening(
    { id: "b" },
    { certificates: { authority: ca, key, certificate } },
  );
  const a = dialer(impostor.port, await of("gateway", "gateway-1"));
  await until(() => a.notices.length > 0, "found out");
  expect(a.notices[0]).toEqual(refused("wrong-authority"));
  expect(impostor.log).toEqual([]);
});

test("without a certificate, or over an older TLS, nobody gets in", async () => {
  const b = await room();
  const { authority: ca } = await of("room", "x");
  const bare = shaking(b.port, { ca });
  await until(() => bare.ended, "the end");
  expect(bare.heard()).toContain('{"reason":"no-certificate"}');
  expect(b.notices).toEqual([refusing("no-certificate")]);

  const { certificate: cert, key } = await of("gateway", "gateway-1");
  const old = shaking(b.port, { ca, cert, key, maxVersion: "TLSv1.2" });
  await until(() => old.ended, "the end");
  expect([old.secure(), old.heard()]).toEqual([false, ""]);
  await until(() => b.notices.length > 1, "the refusal");
  expect(b.notices[1]).toEqual(refusing("tls-version"));
});

test("whoever speaks no TLS is refused on either side", async () => {
  const b = await room();
  const plain = connectPlainly(b.port, loopback, () => plain.write("GET / HTTP/1.1\r\n\r\n"));
  watch(plain);
  await until(() => b.notices.length > 0, "the refusal");
  expect(b.notices[0]).toEqual(refusing("not-encrypted"));

  const careless = await listening({ id: "b" });
  const a = dialer(careless.port, await of("gateway", "gateway-1"));
  await until(() => a.notices.length > 0, "found out");
  expect(a.notices[0]).toEqual(refused("not-encrypted"));
  expect(careless.log).toEqual([]);
});

test("a certificate alone is not enough: the show's secret is asked for as well", async () => {
  const b = await room();
  const peers = [{ id: "b", paths: [{ host: loopback, port: b.port }] }];
  const certificates = await of("gateway", "gateway-1");
  const secret = "a secret that a stranger has guessed, wrongly";
  const stranger = node({ id: "gateway-1", kind: "gateway" }, { peers, certificates, secret });
  await until(() => stranger.notices.length > 0, "the refusal");
  expect(stranger.notices[0]).toEqual(refused("wrong-secret"));
});

test("those who never finish a handshake cannot keep a node from being reached", async () => {
  const timing = { handshakeTimeoutMs: 300 };
  const limits = { handshakesMax: 4 };
  const b = await listening({ id: "b" }, { certificates: await of("room", "b"), timing, limits });
  const reasons = () => new Set(b.notices.map((notice) => "reason" in notice && notice.reason));
  // Where the machine stands still between them, the first have had their time before the last have come.
  while (!reasons().has("too-many-handshakes")) {
    const silent = Array.from({ length: 6 }, () => watch(connectPlainly(b.port, loopback)));
    await until(() => silent.every(({ ended }) => ended), "all are gone");
  }
  expect(reasons()).toEqual(new Set(["too-many-handshakes", "no-handshake"]));
  const a = dialer(b.port, await of("gateway", "gateway-1"));
  await until(() => a.log.length > 0, "up");
});

test("those who say nothing make room for whoever comes, however patient a node is", async () => {
  const timing = { handshakeTimeoutMs: 600_000, pathTimeoutMs: 600_000 };
  const limits = { handshakesMax: 3 };
  const certificates = await of("room", "b");
  for (const own of [{}, { certificates }]) {
    const b = await listening({ id: "b" }, { timing, limits, ...own });
    const silent = Array.from({ length: 5 }, () => watch(connectPlainly(b.port, loopback)));
    await until(() => silent.filter(({ ended }) => ended).length === 2, "the first have gone");
    expect(silent.map(({ ended }) => ended)).toEqual([true, true, false, false, false]);
    const a = dialer(b.port, "certificates" in own ? await of("gateway", "gateway-1") : null);
    await until(() => a.log.length > 0, "up");
  }
});

/** Linux answers at every address of 127.0.0.0/8, macOS at the first alone. */
async function lacksFurtherLoopbacks(): Promise<boolean> {
  const server = createServer().listen(0, "127.0.0.2");
  try {
    await once(server, "listening");
    return false;
  } catch {
    return true;
  } finally {
    server.close();
  }
}

test("one address that connects without end takes the place of its own connections, and of nobody else's", async ({
  skip,
}) => {
  skip(await lacksFurtherLoopbacks(), "there is no 127.0.0.2");
  const timing = { handshakeTimeoutMs: 600_000, pathTimeoutMs: 600_000 };
  const limits = { handshakesMax: 4 };
  const certificates = await of("room", "b");
  for (const own of [{}, { certificates }]) {
    const b = await listening({ id: "b" }, { timing, limits, ...own });
    const slow = watch(connectPlainly(b.port, loopback));
    await until(() => slow.connected, "the slow one is there");
    const flood = Array.from({ length: 12 }, () =>
      watch(connectPlainly({ port: b.port, host: loopback, localAddress: "127.0.0.2" })),
    );
    const all = [slow, ...flood];
    await until(() => all.filter(({ ended }) => ended).length === 9, "the first have gone");
    expect(slow.ended).toBe(false);
  }
});

test("of many addresses with one connection each the oldest goes, and not one of whoever has two", async ({
  skip,
}) => {
  skip(await lacksFurtherLoopbacks(), "there is no 127.0.0.2");
  const timing = { handshakeTimeoutMs: 600_000, pathTimeoutMs: 600_000 };
  const limits = { handshakesMax: 8 };
  const certificates = await of("room", "b");
  for (const own of [{}, { certificates }]) {
    const b = await listening({ id: "b" }, { timing, limits, ...own });
    const from = async (localAddress: string) => {
      const stranger = watch(connectPlainly({ port: b.port, host: loopback, localAddress }));
      await until(() => stranger.connected, "it is there");
      return stranger;
    };
    const many: Awaited<ReturnType<typeof from>>[] = [];
    for (let at = 0; at < 6; at += 1) many.push(await from(`127.0.1.${at + 1}`));
    const two = [await from(loopback), await from(loopback)];
    for (let at = 6; at < 9; at += 1) many.push(await from(`127.0.1.${at + 1}`));
    const all = [...many, ...two];
    await until(() => all.filter(({ ended }) => ended).length === 3, "the first have gone");
    expect(two.map(({ ended }) => ended)).toEqual([false, false]);
    expect(many.slice(0, 3).map(({ ended }) => ended)).toEqual([true, true, true]);
  }
});

test("a path that has shown its certificate is no handshake any more, and takes nobody's room", async () => {
  const limits = { handshakesMax: 1 };
  // A busy machine is silent for a while, and that ends no path here.
  const timing = { pathTimeoutMs: 600_000 };
  const own = { certificates: await of("room", "b"), limits, timing };
  const b = await listening({ id: "b" }, own);
  const paths = [0, 1, 2].map(() => ({ host: loopback, port: b.port }));
  const peers = [{ id: "b", paths }];
  const a = node({ id: "a" }, { peers, certificates: await of("room", "a"), timing });
  const isUp = (): boolean =>
    [a, b].every(({ mesh }) => mesh.status()[0]?.paths.filter(({ up }) => up).length === 3);
  await until(isUp, "all three");
  // Which of them is in use may change: one slow answer is enough.
  const told = () => b.notices.filter(({ kind }) => kind !== "path-in-use");
  const before = told();
  // They stay.
  const sending = numbered(a.mesh, "b");
  await until(() => b.messages.length > 200, "messages");
  const sent = sending.stop();
  await until(() => b.messages.length === sent, "all");
  expect(isUp()).toBe(true);
  expect(told()).toEqual(before);
});

function watch(socket: Socket): { connected: boolean; ended: boolean; heard: () => string } {
  let heard = "";
  const watched = { connected: false, ended: false, heard: () => heard };
  socket.on("connect", () => (watched.connected = true));
  socket.on("data", (bytes) => (heard += bytes.toString("latin1")));
  socket.on("error", () => undefined).on("close", () => (watched.ended = true));
  onEnd(() => socket.destroy());
  return watched;
}

/** Somebody who tries a handshake of their own. */
function shaking(port: number, options: ConnectionOptions) {
  const socket = connect({
    host: loopback,
    port,
    checkServerIdentity: () => undefined,
    ...options,
  });
  let secure = false;
  socket.on("secureConnect", () => (secure = true));
  return Object.assign(watch(socket), { secure: () => secure });
}

test("a probe tells what a way to a room is like, and begins no session", async () => {
  const b = await room();
  const certificates = await of("gateway", "gateway-1");
  const probe = (port: number, id = "b") =>
    probeRoom({ address: { host: loopback, port }, id, showId, certificates, timeoutMs: 60_000 });
  const found = await probe(b.port);
  if (found.kind !== "answers") throw new Error(found.kind);
  // Both clocks are this machine's, and how long the answer took is all that can be wrong.
  expect(Math.abs(found.clockAheadMs ?? Infinity)).toBeLessThanOrEqual(found.rttMs + 1);
  expect(await probe(b.port, "c")).toEqual({ kind: "refused", reason: "wrong-name" });
  const deaf = await cable(b.port);
  deaf.silence(true, true);
  const hush = { address: deaf.address, id: "b", showId, certificates, timeoutMs: 100 };
  expect(await probeRoom(hush)).toEqual({ kind: "silent" });
  await b.mesh.close();
  expect(await probe(b.port)).toEqual({ kind: "nothing-listens" });
  expect([b.log, b.notices]).toEqual([[], []]);
});
