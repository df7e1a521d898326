import { asAccountId } from "@cablecut/protocol";
import { expect, test, vi } from "vitest";
import { nobodyFound, someoneFound } from "../../model/story/found.ts";
import { FoundPainter } from "./paint-found.ts";

vi.stubGlobal("Path2D", class {});

/** A canvas that writes down rings and tiles. */
function canvas() {
  const rings: { x: number; alpha: number }[] = [];
  const tiles: { x: number; y: number; side: number }[] = [];
  const nothing = (): void => {};
  const context = {
    globalAlpha: 1,
    strokeRect: (x: number) => rings.push({ x, alpha: context.globalAlpha }),
    fillRect: (x: number, y: number, side: number) => tiles.push({ x, y, side }),
    save: nothing,
    restore: nothing,
    translate: nothing,
    scale: nothing,
    fill: nothing,
    stroke: nothing,
  };
  return { context: context as unknown as CanvasRenderingContext2D, rings, tiles };
}
const place = { x: 100, y: 700, side: 14 };

test("the own window pulses for two seconds, with the avatar over it", () => {
  const painter = new FoundPainter(true);
  painter.show(someoneFound(nobodyFound, asAccountId(210), 1_000));
  const { context, rings, tiles } = canvas();
  expect(painter.paint(context, () => place, 1_100)).toBe(true);
  expect(painter.paint(context, () => place, 1_900)).toBe(true);
  expect(rings[1]!.x).toBeLessThan(rings[0]!.x);
  expect(tiles[0]!.y + tiles[0]!.side).toBeLessThan(place.y);
  expect(painter.paint(context, () => place, 3_000)).toBe(false);
  expect(tiles).toHaveLength(2);
});

test("without motion nothing pulses, and at the roof of the picture the avatar stands below", () => {
  const painter = new FoundPainter(false);
  painter.show(someoneFound(nobodyFound, asAccountId(210), 0));
  const { context, rings, tiles } = canvas();
  for (const atMs of [100, 1_700]) painter.paint(context, () => ({ ...place, y: 310 }), atMs);
  expect(rings[0]).toEqual(rings[1]);
  expect(tiles[0]!.y).toBeGreaterThan(310);
});

test("six at a time; whoever asks again is shown once", () => {
  let found = nobodyFound;
  for (const account of [1, 2, 3, 4, 5, 6, 7, 7])
    found = someoneFound(found, asAccountId(account), 0);
  expect(found.map(({ account }) => account)).toEqual([2, 3, 4, 5, 6, 7]);
  expect(someoneFound(found, asAccountId(9), 2_000)).toHaveLength(1);
});
