import { afterEach, expect, test } from "vitest";
import { defaultLinkTiming } from "./limits.ts";
import {
  cable,
  closeAll,
  listening,
  node,
  numbered,
  numbersFrom,
  patient,
  text,
  until,
} from "./nodes.fixture.ts";

afterEach(closeAll);

test.each([
  ["the first path", 0],
  ["the second path", 1],
])("silence on %s loses, doubles and reorders nothing", async (_name, victim) => {
  const b = await listening({ id: "b" }, { timing: patient });
  const cables = [await cable(b.port), await cable(b.port)];
  const peers = [{ id: "b", paths: cables.map((one) => one.address) }];
  const a = node({ id: "a" }, { peers, timing: patient });
  await until(() => a.log.length > 0 && b.log.length > 0, "both up");
  const forth = numbered(a.mesh, "b");
  const back = numbered(b.mesh, "a");
  for (let round = 0; round < 4; round += 1) {
    const at = (victim + round) % 2;
    cables[at]!.silence(true, true);
    await until(() => {
      const { paths, pathInUse } = a.mesh.status()[0]!;
      const silent = !paths[at]!.up || paths[at]!.silentMs! > defaultLinkTiming.switchAfterMs;
      return silent && pathInUse === String(1 - at);
    }, "the silence is noticed and the other path in use");
    cables[at]!.heal();
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
  const b = await listening({ id: "b" }, { timing: patient });
  const cables = [await cable(b.port), await cable(b.port)];
  const peers = [{ id: "b", paths: cables.map((one) => one.address) }];
  const a = node({ id: "a" }, { peers, timing: patient });
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
  await until(() => a.log.at(-1) === "b silent" && b.log.at(-1) === "a silent", "both down");
  expect(a.mesh.send("b", text("refused"))).toBe(false);
  for (const one of cables) one.heal();
  await until(
    () => a.log.at(-1) === "b up again" && b.log.at(-1) === "a up again",
    "both up again",
  );
  await until(() => b.messages.length > 200, "traffic again");
  const sent = forth.stop();
  await until(() => b.messages.length >= sent, "all there");
  expect(b.messages).toEqual(numbersFrom("a", sent));
  // A machine that stands still for a second makes either silent once more; it is never a new session.
  expect([a.log[0], b.log[0]]).toEqual(["b up", "a up"]);
  expect(new Set(a.log.slice(1))).toEqual(new Set(["b silent", "b up again"]));
  expect(new Set(b.log.slice(1))).toEqual(new Set(["a silent", "a up again"]));
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

test("since when a path is silent is known at both ends after it was given up; of one that was never up nothing is", async () => {
  const b = await listening({ id: "b" });
  const cables = [await cable(b.port), await cable(b.port), await cable(b.port)];
  cables[2]!.silence(true, true);
  const names = ["AA", "BB", "AB"];
  const paths = cables.map(({ address }, at) => ({ ...address, name: names[at]! }));
  const a = node({ id: "a" }, { peers: [{ id: "b", paths }] });
  const seen = (from: typeof a, name: string) =>
    from.mesh.status()[0]?.paths.find((path) => path.name === name);
  const isUp = (name: string): boolean => [a, b].every((end) => seen(end, name)?.up === true);
  await until(() => isUp("AA") && isUp("BB"), "two paths are up");
  cables[0]!.silence(true, true);
  const isGivenUp = (): boolean => [a, b].every((end) => seen(end, "AA")?.up === false);
  // A machine that stands still for a second gives up the other one too, for a moment.
  await until(() => isGivenUp() && isUp("BB"), "it is given up");
  for (const end of [a, b]) {
    expect(seen(end, "AA")!.silentMs).toBeGreaterThan(defaultLinkTiming.pathTimeoutMs);
    expect(seen(end, "BB")).toMatchObject({ up: true });
  }
  expect(seen(a, "AB")).toMatchObject({ up: false, silentMs: null });
  cables[0]!.heal();
  await until(() => isUp("AA"), "it is back");
});

test("of a room that has been dark for longer than its session is kept the silence of its paths is still told", async () => {
  let aheadMs = 0;
  const nowMs = (): number => performance.now() + aheadMs;
  const b = await listening({ id: "b" }, { nowMs });
  const cables = [await cable(b.port), await cable(b.port)];
  const paths = cables.map((one, at) => ({ ...one.address, name: ["AA", "BB"][at]! }));
  const a = node({ id: "a" }, { peers: [{ id: "b", paths }] });
  const gateway = node(
    { id: "gateway-1.7f3a", kind: "gateway" },
    { peers: [{ id: "b", paths: [cables[0]!.address] }] },
  );
  const pathsOfA = (): number | undefined =>
    b.mesh.status().find(({ peerId }) => peerId === "a")?.paths.length;
  await until(() => pathsOfA() === 2 && b.log.includes("gateway-1.7f3a up"), "both are up");
  for (const each of cables) each.silence(true, true);
  const missed = ["a silent", "gateway-1.7f3a silent"];
  await until(() => missed.every((line) => b.log.includes(line)), "both are missed");
  await until(() => a.log.includes("b silent") && gateway.log.includes("b silent"), "so is b");
  aheadMs = defaultLinkTiming.forgetPeerMs + 1_000;
  await until(
    () => b.mesh.status().every(({ peerId }) => peerId === "a"),
    "a gateway is forgotten",
  );
  const [link] = b.mesh.status();
  expect(link).toMatchObject({ peerId: "a", up: false, unackedBytes: 0 });
  expect(link!.paths.map(({ name, up }) => [name, up])).toEqual([
    ["AA", false],
    ["BB", false],
  ]);
  for (const path of link!.paths) expect(path.silentMs).toBeGreaterThan(aheadMs);
  // Cities lie apart: more than a tick goes by until a new session is agreed.
  for (const each of cables) each.delay(40);
  for (const each of cables) each.heal();
  const isUpAnew = (log: readonly string[], line: string): boolean => log.lastIndexOf(line) > 1;
  await until(() => isUpAnew(b.log, "a up") && isUpAnew(gateway.log, "b up"), "new sessions");
  const sending = numbered(a.mesh, "b");
  await until(() => b.messages.length > 20, "messages");
  const sent = sending.stop();
  await until(() => b.messages.length >= sent, "all of them");
  expect(b.messages).toEqual(numbersFrom("a", sent));
});
