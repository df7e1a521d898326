import { seededRandom } from "@cablecut/seeded-random";
import { createHash, randomBytes } from "node:crypto";
import type { Hash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { aWhile, closeAll, joined, pause, twoRooms, until } from "./loopback.fixture.ts";
import type { End } from "./loopback.fixture.ts";

afterEach(closeAll);

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("delay holds every byte back for at least so long, each way", async () => {
  const world = await twoRooms();
  const [near, far] = await joined(world, "x>y:AA");
  await world.fabric.fault(["x/A"], { kind: "delay", delayMs: 80, jitterMs: 0 });
  await world.fabric.fault(["y/A"], { kind: "delay", delayMs: 40, jitterMs: 0 });
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    const startedAt = performance.now();
    from.socket.write("late");
    await until(() => to.bytes > 0, "the delayed bytes");
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(119);
  }
});

test("delay with jitter keeps the order, also of the ending", async () => {
  const world = await twoRooms();
  const [near, far] = await joined(world, "x>y:AA");
  await world.fabric.fault(["x/A"], { kind: "delay", delayMs: 5, jitterMs: 60 });
  let sent = "";
  for (let index = 0; index < 60; index += 1) {
    near.socket.write(`${index},`);
    sent += `${index},`;
    await pause(2);
  }
  near.socket.end();
  await until(() => far.ending !== null, "the ending");
  expect(far.text).toBe(sent);
});

test("taking a delay away releases what was delayed", async () => {
  const world = await twoRooms();
  const [near, far] = await joined(world, "x>y:AA");
  await world.fabric.fault(["x"], { kind: "delay", delayMs: 10_000, jitterMs: 0 });
  near.socket.write("slow");
  await aWhile();
  expect(far.bytes).toBe(0);
  await world.fabric.fault(["x"], { kind: "delay", delayMs: 0, jitterMs: 0 });
  near.socket.write("er");
  await until(() => far.text === "slower", "both");
});

test("a bandwidth limit is shared by the connections of a cable", async () => {
  const world = await twoRooms();
  const [one, farOne] = await joined(world, "x>y:AA");
  const [two, farTwo] = await joined(world, "x>y:AB");
  await world.fabric.fault(["x/A"], { kind: "bandwidth", bytesPerSecond: 400_000 });
  const bytes = randomBytes(100_000);
  const startedAt = performance.now();
  one.socket.write(bytes);
  two.socket.write(bytes);
  await until(() => farOne.bytes + farTwo.bytes === 200_000, "all of it");
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(450);
  expect([sha256(farOne.received), sha256(farTwo.received)]).toEqual([
    sha256(bytes),
    sha256(bytes),
  ]);
});

test("a lost segment is a stall of 200 ms that doubles when it is lost again; no byte is lost", async () => {
  const draws: number[] = [];
  const world = await twoRooms({ random: () => draws.shift() ?? 0 });
  const [near, far] = await joined(world, "x>y:AA");
  await world.fabric.fault(["x/A"], { kind: "loss", rate: 0.5 });
  // Jitter of x/A, lost, lost again, not again.
  draws.push(0, 0.99, 0.1, 0.9);
  const startedAt = performance.now();
  near.socket.write("stalled");
  await until(() => far.text === "stalled", "the bytes");
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(599);
});

test("a reset is seen by both ends, once; new connections work", async () => {
  const world = await twoRooms();
  const crossing = await joined(world, "x>y:AB");
  const beside = await joined(world, "x>y:BA");
  await world.fabric.fault(["y/B"], { kind: "reset" });
  await until(() => crossing.every((end) => end.ending !== null), "both ends");
  expect(crossing.map((end) => end.ending)).toEqual(["ECONNRESET", "ECONNRESET"]);
  expect(beside.map((end) => end.ending)).toEqual([null, null]);
  const [near, far] = await joined(world, "x>y:AB");
  near.socket.write("again");
  await until(() => far.text === "again", "the bytes");
});

test("random faults in random order never lose, double or reorder a byte", async () => {
  const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e9));
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const world = await twoRooms({ random });
  const paths = ["x>y:AA", "x>y:BB", "x>y:AB", "x>y:BA", "gateway>y:A", "gateway>y:B"];
  const streams: { path: string; from: End; to: End; sent: Hash; bytes: number }[] = [];
  for (const path of paths) {
    const [near, far] = await joined(world, path);
    streams.push({ path, from: near, to: far, sent: createHash("sha256"), bytes: 0 });
    streams.push({ path, from: far, to: near, sent: createHash("sha256"), bytes: 0 });
  }
  const cables = ["x/A", "x/B", "y/A", "y/B"];
  for (let step = 0; step < 150; step += 1) {
    for (const stream of streams) {
      if (random() < 0.4 || stream.from.socket.writableLength > 4_000_000) continue;
      const chunk = randomBytes(Math.floor(random() ** 4 * 600_000));
      stream.from.socket.write(chunk);
      stream.sent.update(chunk);
      stream.bytes += chunk.byteLength;
    }
    const cable = cables[Math.floor(random() * cables.length)]!;
    const dice = random();
    if (dice < 0.3) {
      const way = (["both", "toward", "from"] as const)[Math.floor(random() * 3)]!;
      await world.fabric.cut([cable], 0, way);
    } else if (dice < 0.7) await world.fabric.restore([cable]);
    else if (dice < 0.8) {
      await world.fabric.fault([cable], { kind: "delay", delayMs: random() * 20, jitterMs: 20 });
    } else if (dice < 0.9) {
      await world.fabric.fault([cable], { kind: "bandwidth", bytesPerSecond: 5_000_000 });
    } else await world.fabric.restoreEverything();
    await pause(random() * 10);
  }
  await world.fabric.restoreEverything();
  for (const { path, from, to, sent, bytes } of streams) {
    await until(() => to.bytes >= bytes, `${path}: ${to.bytes} of ${bytes}`);
    expect([to.bytes, sha256(to.received)]).toEqual([bytes, sent.digest("hex")]);
    expect(from.ending).toBe(null);
  }
});
