import { createHash, randomBytes } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { aWhile, closeAll, joined, twoRooms, until } from "./loopback.fixture.ts";
import type { End } from "./loopback.fixture.ts";
import { holdBytesMax } from "./stream.ts";

afterEach(closeAll);

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

test("whole cables carry bytes and endings both ways, over every path", async () => {
  const world = await twoRooms();
  for (const path of ["x>y:AA", "x>y:BB", "x>y:AB", "x>y:BA", "gateway>y:A", "gateway>y:B"]) {
    const [near, far] = await joined(world, path);
    near.socket.write("question");
    far.socket.write("answer");
    near.socket.end();
    await until(() => far.ending !== null && near.text === "answer", path);
    expect([far.text, far.ending, near.ending]).toEqual(["question", "end", null]);
    far.socket.end();
    await until(() => near.ending !== null, "the second ending");
  }
  await until(() => world.fabric.status().connections === 0, "nothing is left");
});

test("a cable that is cut carries nothing: no bytes, no FIN, no RST", async () => {
  const world = await twoRooms();
  const [near, far] = await joined(world, "x>y:AA");
  const [nearEnded, farOfEnded] = await joined(world, "x>y:AA");
  const [nearReset, farOfReset] = await joined(world, "x>y:AA");
  const [nearOfFarReset, farReset] = await joined(world, "x>y:AA");
  expect(await world.fabric.cut(["x/A"])).toMatchObject({ ok: true, saved: true });
  near.socket.write("lost in the dark");
  far.socket.write("so is this");
  nearEnded.socket.end("bye");
  nearReset.socket.resetAndDestroy();
  farReset.socket.resetAndDestroy();
  await aWhile();
  expect([near.bytes, near.ending, far.bytes, far.ending]).toEqual([0, null, 0, null]);
  expect([farOfEnded.bytes, farOfEnded.ending]).toEqual([0, null]);
  expect(farOfReset.ending).toBe(null);
  expect(nearOfFarReset.ending).toBe(null);
  expect(near.socket.write("the fabric still takes bytes, as a window does")).toBe(true);
});

test("a new connection over a cut cable is accepted and stays silent; healing connects it", async () => {
  const world = await twoRooms();
  await world.fabric.cut(["y/B"]);
  const near = world.dial("x>y:AB");
  near.socket.write("hello");
  await until(() => !near.socket.connecting, "accepted");
  await aWhile();
  expect([world.y.ends.length, near.ending]).toEqual([0, null]);
  await world.fabric.restore(["y/B"]);
  await until(() => world.y.ends[0]?.text === "hello", "the bytes arrive after healing");
});

test("a cut of one cable silences exactly the paths that cross it", async () => {
  const world = await twoRooms();
  const paths = ["x>y:AA", "x>y:BB", "x>y:AB", "x>y:BA", "gateway>y:A", "gateway>y:B"];
  const pairs: (readonly [string, End, End])[] = [];
  for (const path of paths) pairs.push([path, ...(await joined(world, path))] as const);
  const cut = { "x/A": ["x>y:AA", "x>y:AB"], "y/B": ["x>y:BB", "x>y:AB", "gateway>y:B"] };
  for (const [cable, silenced] of Object.entries(cut)) {
    await world.fabric.cut([cable]);
    const before = pairs.map(([, , far]) => far.bytes);
    for (const [, near] of pairs) near.socket.write("x");
    await until(
      () => pairs.every(([path, , far], at) => silenced.includes(path) || far.bytes > before[at]!),
      "others",
    );
    await aWhile();
    const silent = pairs.filter(([, , far], at) => far.bytes === before[at]).map(([path]) => path);
    expect(silent).toEqual(silenced);
    await world.fabric.restore([cable]);
    await until(() => pairs.every(([, , far], at) => far.bytes === before[at]! + 1), "healed");
  }
});

test("healing lets the bytes that were held go on, in order and complete", async () => {
  const world = await twoRooms();
  const [near, far] = await joined(world, "x>y:AA");
  const [question, answer] = [randomBytes(100_000), randomBytes(30_000)];
  near.socket.write(question.subarray(0, 40_000));
  await until(() => far.bytes === 40_000, "the first part");
  await world.fabric.cut(["y/A"]);
  near.socket.write(question.subarray(40_000));
  far.socket.write(answer);
  await aWhile();
  expect([far.bytes, near.bytes]).toEqual([40_000, 0]);
  await world.fabric.restore(["y/A"]);
  await until(() => far.bytes === 100_000 && near.bytes === 30_000, "the rest");
  expect(digest(far.received)).toBe(digest(question));
  expect(digest(near.received)).toBe(digest(answer));
});

test("a cut stops a flood as a full window does, and loses none of it", async () => {
  const world = await twoRooms();
  const [near, far] = await joined(world, "x>y:BB");
  await world.fabric.cut(["x/B"]);
  const flood = randomBytes(40_000_000);
  near.socket.write(flood);
  await aWhile();
  expect(near.socket.writableLength).toBeGreaterThan(0);
  const [status] = world.fabric.status().cables.filter(({ id }) => id === "x/B");
  expect(status).toMatchObject({ carries: false, connections: 1, bytesFrom: 0 });
  await world.fabric.restore(["x/B"]);
  await until(() => far.bytes === flood.byteLength, "all of it");
  expect(digest(far.received)).toBe(digest(flood));
});

test.each(["from", "toward"] as const)(
  "silence %s a room leaves the other direction",
  async (way) => {
    const world = await twoRooms();
    const [near, far] = await joined(world, "x>y:AA");
    await world.fabric.cut(["x/A"], 0, way);
    near.socket.write("from x");
    far.socket.write("toward x");
    const [open, shut] = way === "from" ? [near, far] : [far, near];
    await until(() => open.bytes > 0, "the open direction");
    await aWhile();
    expect(shut.bytes).toBe(0);
    await world.fabric.restore(["x/A"]);
    await until(() => shut.bytes > 0, "the other after healing");
    expect([far.text, near.text]).toEqual(["from x", "toward x"]);
  },
);

test.each([
  ["little", 1_000],
  ["more than the fabric holds", holdBytesMax * 4],
])(
  "who closes during the cut is reset on healing; %s that it had sent is discarded",
  async (_name, bytes) => {
    const world = await twoRooms();
    const [near, far] = await joined(world, "x>y:AA");
    await world.fabric.cut(["x/A"]);
    near.socket.end(Buffer.alloc(bytes));
    await aWhile();
    expect([far.bytes, far.ending]).toEqual([0, null]);
    await world.fabric.restore(["x/A"]);
    await until(() => far.ending !== null, "the reset");
    expect([far.bytes, far.ending]).toEqual([0, "ECONNRESET"]);
    await until(() => world.fabric.status().connections === 0, "nothing is left");
  },
);

test("who closed during the cut is found out, also where the fabric is given no processor as it heals", async () => {
  const world = await twoRooms();
  const [near, far] = await joined(world, "x>y:AA");
  await world.fabric.cut(["x/A"]);
  near.socket.end(Buffer.alloc(holdBytesMax * 4));
  await aWhile();
  const restored = world.fabric.restore(["x/A"]);
  // As if others had the processor between every two turns of the event loop.
  let turns = 20;
  const stall = (): void => {
    const awakeAtMs = performance.now() + 30;
    while (performance.now() < awakeAtMs);
    if (turns-- > 0) setImmediate(stall);
  };
  stall();
  await restored;
  await until(() => far.ending !== null, "the reset");
  expect([far.bytes, far.ending]).toEqual([0, "ECONNRESET"]);
});

test("a dial that was given up during the cut never reaches the room", async () => {
  const world = await twoRooms();
  await world.fabric.cut(["x/A"]);
  const near = world.dial("x>y:AA");
  near.socket.write("hello");
  await until(() => !near.socket.connecting, "accepted");
  near.socket.destroy();
  await aWhile();
  await world.fabric.restore(["x/A"]);
  await until(() => world.fabric.status().connections === 0, "nothing is left");
  expect(world.y.ends).toEqual([]);
});

test("a room that refuses connections is seen to refuse them", async () => {
  const rooms = ["x", "y"].map((id) => ({ id, city: `${id}-city`, host: "127.0.0.1", port: 1 }));
  const world = await twoRooms({ rooms });
  const near = world.dial("x>y:AA");
  await until(() => near.ending !== null, "the refusal");
  expect(near.ending).toBe("ECONNRESET");
});
