import { asCents, asShardId, defaultTopology, type RoomIndex } from "@cablecut/protocol";
import { cables } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { planStory } from "../../model/story/plan.ts";
import { HallPainter, type PaintedHall } from "./paint-hall.ts";
import { LightPainter } from "./paint-lights.ts";

const plan = planStory(defaultTopology);

/** A canvas that writes down what is filled and stroked. */
function canvas() {
  const filled: { colour: string; x: number; y: number; side: number }[] = [];
  const strokes: { points: [number, number][]; alpha: number }[] = [];
  const context = {
    fillStyle: "",
    strokeStyle: "",
    globalAlpha: 1,
    fillRect: (x: number, y: number, side: number) =>
      filled.push({ colour: context.fillStyle, x, y, side }),
    strokeRect: () => {},
    beginPath: () => strokes.push({ points: [], alpha: context.globalAlpha }),
    moveTo: (x: number, y: number) => strokes.at(-1)?.points.push([x, y]),
    lineTo: (x: number, y: number) => strokes.at(-1)?.points.push([x, y]),
    stroke: () => {},
    arc: () => {},
    fill: () => {},
  };
  return { context: context as unknown as CanvasRenderingContext2D, filled, strokes };
}

type Look = "lit" | "arrived" | "unreachable";
function hall(room: number, look: Look, booked: readonly number[] = []): PaintedHall {
  const box = plan.buildings[room]!;
  // One at the roof, one at the foot.
  const windows = [box.y + 12, box.y + box.height - 20].map((y, key) => ({
    key,
    shard: asShardId(room),
    room: room as RoomIndex,
    look,
    synthetic: false,
    accounts: [key],
    booked: booked.includes(key),
    x: box.x + 20,
    y,
  }));
  return {
    pitch: { pitch: 12, window: 8, peopleEach: 1 },
    windows,
    booked: new Set(booked),
    isColourless: false,
  };
}
const lamp = "rgb(247 235 200)";
const dark = "#7a6236";

function painted(painter: HallPainter, atMs: number) {
  const { context, filled } = canvas();
  const moves = painter.paint(context, atMs);
  return { filled, moves, colours: filled.map(({ colour }) => colour) };
}

test("a window whose payment was booked is white for a moment, and no other one", () => {
  const painter = new HallPainter(true);
  painter.show(hall(0, "lit"), plan.buildings, 0);
  expect(painted(painter, 1).colours).toEqual([lamp, lamp]);
  painter.show(hall(0, "lit", [1]), plan.buildings, 10);
  expect(painted(painter, 10).colours).toEqual([lamp, "rgb(255 255 255)"]);
  expect(painted(painter, 700)).toMatchObject({ colours: [lamp, lamp], moves: false });
});

test("a lost room goes dark from its foot up, in 300 ms; a page that is loaded later shows it dark", () => {
  const painter = new HallPainter(true);
  painter.show(hall(0, "lit"), plan.buildings, 0);
  painter.show(hall(0, "unreachable"), plan.buildings, 1_000);
  expect(painted(painter, 1_100).colours).toEqual([lamp, dark]);
  expect(painted(painter, 1_300).colours).toEqual([dark, dark]);
  const later = new HallPainter(true);
  later.show(hall(0, "unreachable"), plan.buildings, 1_000);
  expect(painted(later, 1_000)).toMatchObject({ colours: [dark, dark], moves: false });
});

test("who is moved flies to the new room and stands there; without motion at once", () => {
  const to = plan.buildings[3]!;
  const isThere = ({ x }: { x: number }): boolean => x >= to.x;
  const painter = new HallPainter(true);
  painter.show(hall(0, "unreachable"), plan.buildings, 0);
  painter.show(hall(3, "arrived"), plan.buildings, 1_000);
  const half = painted(painter, 1_450);
  expect(half.moves).toBe(true);
  expect(half.filled.map(({ side }) => side)).toEqual([12, 12]);
  expect(half.filled.some(isThere)).toBe(false);
  expect(painted(painter, 2_000).filled.every(isThere)).toBe(true);
  const still = new HallPainter(false);
  still.show(hall(0, "unreachable"), plan.buildings, 0);
  still.show(hall(3, "arrived"), plan.buildings, 1_000);
  expect(painted(still, 1_000).filled.every(isThere)).toBe(true);
});

const payment = {
  from: 0 as RoomIndex,
  to: 2 as RoomIndex,
  amountCents: asCents(888),
  canary: false,
};

function lightsAt(painter: LightPainter, atMs: number) {
  const { context, strokes } = canvas();
  painter.paint(context, atMs);
  return strokes;
}

test("a payment is light from its room to the core, then to the other room, and then it is gone", () => {
  const painter = new LightPainter();
  painter.setFibres(plan.fibres);
  painter.start([payment], cables([]), 0);
  const [x] = lightsAt(painter, 200)[0]!.points.at(-1)!;
  expect(x).toBeLessThan(960);
  expect(lightsAt(painter, 200)).toHaveLength(1);
  const away = lightsAt(painter, 1_150).flatMap(({ points }) => points.map(([at]) => at));
  expect(Math.min(...away)).toBeGreaterThan(960);
  expect(lightsAt(painter, 10_000)).toHaveLength(0);
});

test("no light starts on a cut cable; what is on it when it is cut falls and fades", () => {
  const cut = cables(["hz-a/A", "hz-a/B"]);
  const painter = new LightPainter();
  painter.setFibres(plan.fibres);
  painter.start([{ ...payment, to: 0 as RoomIndex }], cut, 0);
  expect(lightsAt(painter, 100)).toHaveLength(0);
  painter.start([{ ...payment, to: 0 as RoomIndex }], cables([]), 0);
  const before = lightsAt(painter, 300)[0]!.points[0]!;
  painter.cut(cut, 300);
  const falling = lightsAt(painter, 500)[0]!;
  expect(falling.points[0]![0]).toBe(before[0]);
  expect(falling.points[0]![1]).toBeGreaterThan(before[1]);
  expect(falling.alpha).toBeLessThan(1);
  expect(lightsAt(painter, 700)).toHaveLength(0);
});
