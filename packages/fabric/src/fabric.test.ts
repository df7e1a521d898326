import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ChangeAnswer } from "./control-messages.ts";
import { createFabric, staggeredMax } from "./fabric.ts";
import type { FabricAnswer } from "./fabric.ts";
import { aWhile, closeAll, dialed, onEnd, twoRooms, until } from "./loopback.fixture.ts";

afterEach(closeAll);

function made(answer: FabricAnswer): ChangeAnswer {
  if (!answer.ok) throw new Error(answer.refusal);
  return answer;
}

test.each([
  ["x/A", ["x/A"]],
  ["x", ["x/A", "x/B"]],
  ["west", ["y/A", "y/B"]],
  ["all", ["x/A", "x/B", "y/A", "y/B"]],
])("the target %s means %s", async (target, cables) => {
  const { fabric } = await twoRooms();
  expect(made(await fabric.cut([target])).changes.map(({ cable }) => cable)).toEqual(cables);
  const dark = fabric.status().cables.filter(({ carries }) => !carries);
  expect(dark.map(({ id }) => id)).toEqual(cables);
});

test("an unknown target refuses the whole request and changes nothing", async () => {
  const { fabric } = await twoRooms();
  expect(await fabric.cut(["x/A", "x/C"])).toMatchObject({ ok: false, refusal: "unknown-target" });
  expect(fabric.status().cables.every(({ carries }) => carries)).toBe(true);
  expect(fabric.status().lastEvent).toBe(0);
});

test("a room is dark from the moment at which it loses its last cable, until it has one again", async () => {
  const { fabric } = await twoRooms();
  await fabric.cut(["x/A"]);
  expect(fabric.status().rooms[0]).toMatchObject({ id: "x", cablesUp: 1, dark: null });
  const [last] = made(await fabric.cut(["x/B"], 0, "toward")).changes;
  expect(fabric.status().rooms[0]).toMatchObject({
    cablesUp: 0,
    dark: { atMs: last!.atMs, wallMs: last!.wallMs },
  });
  await fabric.cut(["x/B"]);
  await fabric.restore(["x"]);
  expect(fabric.status().rooms[0]).toMatchObject({ cablesUp: 2, dark: null });
  expect(
    fabric.events
      .after(0)
      .map((event) => [event.kind, "cable" in event ? event.cable : event.room]),
  ).toEqual([
    ["cable-cut", "x/A"],
    ["cable-cut", "x/B"],
    ["room-dark", "x"],
    ["cable-cut", "x/B"],
    ["cable-restored", "x/A"],
    ["room-lit", "x"],
    ["cable-restored", "x/B"],
  ]);
});

test("what is cut already is not cut again, and says so by its absence", async () => {
  const { fabric } = await twoRooms();
  await fabric.cut(["x/A"]);
  expect(made(await fabric.cut(["x"])).changes.map(({ cable }) => cable)).toEqual(["x/B"]);
  expect(made(await fabric.restore(["y"])).changes).toEqual([]);
});

test("staggered cuts happen in order, at least the interval apart, each at its reported moment", async () => {
  const { fabric } = await twoRooms();
  const order = ["x/A", "y/A", "x/B", "y/B"];
  const { changes } = made(await fabric.cut(order, 50));
  expect(changes.map(({ cable }) => cable)).toEqual(order);
  const [first] = changes;
  for (const [index, { atMs }] of changes.entries()) {
    expect(atMs - first!.atMs).toBeGreaterThanOrEqual(index * 50 - 2);
  }
  const dark = fabric.events.after(0).filter(({ kind }) => kind === "room-dark");
  expect(dark.map(({ atMs }) => atMs)).toEqual([changes[2]!.atMs, changes[3]!.atMs]);
});

test("restore everything stops a staggered cut that is under way", async () => {
  const { fabric } = await twoRooms();
  const cutting = fabric.cut(["x/A", "y/A", "x/B", "y/B"], 60_000);
  await until(() => fabric.status().lastEvent > 0, "the first cut");
  await fabric.restoreEverything();
  const answer = made(await cutting);
  expect([answer.changes.length, answer.cancelled]).toEqual([1, ["y/A", "x/B", "y/B"]]);
  expect(fabric.status().cables.every(({ carries }) => carries)).toBe(true);
});

test("what is restored is not cut any more by a staggered cut that is under way, and everything else is", async () => {
  const { fabric } = await twoRooms();
  const cutting = fabric.cut(["x/A", "y/A", "x/B", "y/B"], 100);
  await until(() => fabric.status().lastEvent > 0, "the first cut");
  expect(made(await fabric.restore(["x"])).changes.map(({ cable }) => cable)).toEqual(["x/A"]);
  const answer = made(await cutting);
  expect(answer.changes.map(({ cable }) => cable)).toEqual(["x/A", "y/A", "y/B"]);
  expect(answer.cancelled).toEqual(["x/B"]);
  const carrying = fabric.status().cables.filter(({ carries }) => carries);
  expect(carrying.map(({ id }) => id)).toEqual(["x/A", "x/B"]);
});

test("what is cut is not restored any more by a staggered restoring, and two cuts do not keep each other from it", async () => {
  const { fabric } = await twoRooms();
  await fabric.cut(["all"]);
  const restoring = fabric.restore(["x/A", "x/B"], 100);
  await until(() => fabric.status().cables[0]!.carries, "the first restoring");
  const first = fabric.cut(["x/B", "x/A"], 100);
  const second = fabric.cut(["x/A", "x/B"], 100);
  expect(made(await restoring).cancelled).toEqual(["x/B"]);
  const changes = [...made(await first).changes, ...made(await second).changes];
  expect(changes.map(({ cable }) => cable)).toEqual(["x/A"]);
  expect(fabric.status().cables.some(({ carries }) => carries)).toBe(false);
});

test("what a cut under way is still to take is told of, until it is taken or somebody wants it to carry", async () => {
  const { fabric } = await twoRooms();
  const ahead = () => fabric.status().cables.flatMap(({ id, cutAhead }) => (cutAhead ? [id] : []));
  const cutting = fabric.cut(["x/A", "y/A", "x/B", "y/B"], 60_000);
  await until(() => fabric.status().lastEvent > 0, "the first cut");
  expect(ahead()).toEqual(["x/B", "y/A", "y/B"]);
  await fabric.restore(["y/A"]);
  expect(ahead()).toEqual(["x/B", "y/B"]);
  await fabric.restoreEverything();
  expect(ahead()).toEqual([]);
  await cutting;
  // A restoring takes nothing.
  const restoring = fabric.restore(["x", "y"], 60_000);
  expect(ahead()).toEqual([]);
  await fabric.restoreEverything();
  await restoring;
});

test("a fabric that is closed saves nothing any more", async () => {
  const { fabric, options } = await twoRooms();
  const cuts = ["x/A", "y/A", "x/B"].map((cable) => fabric.cut([cable]));
  await fabric.close();
  const folder = dirname(options.stateFile);
  await rm(folder, { recursive: true });
  await mkdir(folder);
  await Promise.all(cuts);
  await aWhile();
  expect(await readdir(folder)).toEqual([]);
});

test("of two cuts at once each cable is told of once, by whichever came to it first, and a room is dark once", async () => {
  const { fabric } = await twoRooms();
  const [ctl, consoles] = await Promise.all([
    fabric.cut(["x/A", "x/B"], 20),
    fabric.cut(["x/B", "x/A"], 20),
  ]);
  const kinds = fabric.events.after(0).map(({ kind }) => kind);
  expect(kinds).toEqual(["cable-cut", "cable-cut", "room-dark"]);
  const taken = [made(ctl), made(consoles)].map(({ changes }) => changes.map(({ cable }) => cable));
  expect(taken).toEqual([["x/A"], ["x/B"]]);
});

test("only so many staggered requests are taken at once", async () => {
  const { fabric } = await twoRooms();
  const cutting = Array.from({ length: staggeredMax }, () => fabric.cut(["x/A", "y/A"], 10_000));
  expect(await fabric.cut(["x/A", "y/A"], 10_000)).toMatchObject({ ok: false, refusal: "busy" });
  expect(await fabric.cut(["y/B"])).toMatchObject({ ok: true });
  await fabric.restoreEverything();
  expect(fabric.status().cables.every(({ carries }) => carries)).toBe(true);
  for (const answer of await Promise.all(cutting)) expect(made(answer).cancelled).toEqual(["y/A"]);
});

test("restore everything takes away every fault", async () => {
  const world = await twoRooms();
  const { fabric } = world;
  await fabric.cut(["x/A"], 0, "from");
  await fabric.fault(["all"], { kind: "delay", delayMs: 500, jitterMs: 100 });
  await fabric.fault(["y"], { kind: "loss", rate: 0.5 });
  await fabric.fault(["y"], { kind: "bandwidth", bytesPerSecond: 1_000 });
  await fabric.restoreEverything();
  for (const cable of fabric.status().cables) {
    expect(cable).toMatchObject({
      carries: true,
      delayMs: 0,
      jitterMs: 0,
      lossRate: 0,
      bytesPerSecond: null,
    });
  }
});

test("a restart keeps cuts and faults: listeners come up silent, the darkness keeps its moment", async () => {
  const world = await twoRooms();
  await world.fabric.cut(["x"]);
  await world.fabric.fault(["y/A"], { kind: "delay", delayMs: 7, jitterMs: 3 });
  const { dark } = world.fabric.status().rooms[0]!;
  await world.fabric.close();

  const again = await createFabric(world.options);
  onEnd(() => again.close());
  expect(again.status().cables.map(({ id, carries, delayMs }) => [id, carries, delayMs])).toEqual([
    ["x/A", false, 0],
    ["x/B", false, 0],
    ["y/A", true, 7],
    ["y/B", true, 0],
  ]);
  expect(again.status().rooms[0]!.dark).toEqual(dark);
});

test("a restart keeps what happened, with its ages; the events of the new process count from 1", async () => {
  const clock = { ms: 50_000, boot: "this run" };
  const timed = {
    monotonicMs: () => clock.ms,
    wallMs: () => 1_790_000_000_000 + clock.ms,
    get boot() {
      return clock.boot;
    },
  };
  const world = await twoRooms({ clock: timed });
  await world.fabric.cut(["x"]);
  await world.fabric.close();
  clock.ms += 7_000;
  const again = await createFabric(world.options);
  clock.ms += 500;
  await again.restore(["x/A"]);
  clock.ms += 30;
  const told = again.events.history().events.map(({ kind, ageMs, atMs }) => [kind, ageMs, atMs]);
  expect(told).toEqual([
    ["cable-cut", 7_530, 50_000],
    ["cable-cut", 7_530, 50_000],
    ["room-dark", 7_530, 50_000],
    ["cable-restored", 30, 57_500],
    ["room-lit", 30, 57_500],
  ]);
  expect(again.events.after(0).map(({ seq }) => seq)).toEqual([1, 2]);
  await again.close();

  // The machine was started anew: its clock says nothing of what was before.
  clock.boot = "another run";
  clock.ms = 90_000;
  const later = await createFabric(world.options);
  onEnd(() => later.close());
  expect(later.events.history().events.map(({ ageMs }) => ageMs)).toEqual(Array(5).fill(null));
});

test("a state that an earlier build saved opens: what is dark since then is, nobody knows for how long", async () => {
  const world = await twoRooms();
  await world.fabric.cut(["x"]);
  await world.fabric.close();
  const file = world.options.stateFile;
  const { cables, dark } = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ format: 1, cables, dark }));
  const again = await createFabric(world.options);
  onEnd(() => again.close());
  expect(again.status().rooms[0]).toMatchObject({ cablesUp: 0 });
  expect(again.events.history().events).toMatchObject([
    { kind: "room-dark", room: "x", ageMs: null },
  ]);
});

test("after a restart a dial over a cut cable stays silent until the cable is restored", async () => {
  const world = await twoRooms();
  await world.fabric.cut(["x"]);
  await world.fabric.close();
  const again = await createFabric(world.options);
  onEnd(() => again.close());
  const near = dialed(again, "x>y:BB");
  near.socket.write("patience");
  await aWhile();
  expect(world.y.ends).toEqual([]);
  await again.restore(["x/B"]);
  await until(() => world.y.ends[0]?.text === "patience", "the bytes");
});

test("a damaged state file is an error that names the file, never a silent healing", async () => {
  const world = await twoRooms();
  await world.fabric.cut(["x"]);
  await world.fabric.close();
  const file = world.options.stateFile;
  const whole = await readFile(file, "utf8");
  const endless = whole + " ".repeat(8 * 1024 * 1024);
  const changed = whole.replace('"toward":true', '"toward":7');
  for (const damaged of ["", whole.slice(0, -5), changed, endless]) {
    await writeFile(file, damaged);
    await expect(createFabric(world.options)).rejects.toThrow(file);
  }
});

test("a disk that fails does not stop a cut, and the answer says that it is not saved", async () => {
  const { fabric } = await twoRooms({ stateFile: "/proc/nowhere/cables.json" });
  expect(await fabric.cut(["x"])).toMatchObject({ ok: true, saved: false });
  expect(fabric.status().rooms[0]).toMatchObject({ cablesUp: 0 });
});

test("a cut that the disk did not take is saved once it does, so that a fabric that is killed later does not end it", async () => {
  const world = await twoRooms();
  const { stateFile } = world.options;
  const folder = dirname(stateFile);
  await rm(folder, { recursive: true });
  expect(await world.fabric.cut(["x"])).toMatchObject({ ok: true, saved: false });
  // Asked for once more it changes nothing, and is no more saved than before.
  expect(await world.fabric.cut(["x"])).toMatchObject({ ok: true, changes: [], saved: false });
  expect(world.fabric.status().behind).toBe(true);
  await mkdir(folder);
  await until(() => existsSync(stateFile), "the state to be saved");
  expect(await world.fabric.cut(["x"])).toMatchObject({ ok: true, changes: [], saved: true });
  // Not closed: killed.
  const next = await createFabric(world.options);
  onEnd(() => next.close());
  expect(next.status().rooms[0]).toMatchObject({ id: "x", cablesUp: 0 });
});

test("what the disk has not taken when a fabric is stopped it is given once more", async () => {
  const { fabric, options } = await twoRooms();
  const folder = dirname(options.stateFile);
  await rm(folder, { recursive: true });
  expect(await fabric.cut(["x"])).toMatchObject({ saved: false });
  await mkdir(folder);
  await fabric.close();
  expect(JSON.parse(await readFile(options.stateFile, "utf8"))).toHaveProperty(["dark", "x"]);
});

test("a port that is taken is an error, and the others are given back", async () => {
  const world = await twoRooms();
  const taken = world.fabric.plan.listeners[3]!.listen.port;
  const ports = [0, 0, 0, taken, 0, 0, 0, 0];
  const options = { ...world.options, ports: { host: "127.0.0.1", ports } };
  await expect(createFabric(options)).rejects.toThrow(/EADDRINUSE/);
});
