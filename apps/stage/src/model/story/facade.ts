import type { Box } from "./plan.ts";
import type { Point } from "../point.ts";

/** The grid of windows of a hall: one pitch for all of its buildings. */
export interface Pitch {
  readonly pitch: number;
  /** Side of a window. */
  readonly window: number;
  /** A window stands for so many people of one shard. */
  readonly peopleEach: number;
}

const pitchMax = 44;
const pitchMin = 9;
const windowMin = 6;
const margin = 10;
const rowsPerFloor = 4;
/** After every fourth row, in pitches: it breaks the moire of cameras. */
const floorGap = 0.6;
/** The smallest building has room for this part of the hall, so that nothing moves when rooms are lost. */
const partOfAll = 1 / 3;

/** Sizes of halls grow in steps, so that somebody who comes in seldom changes where others stand. */
function steppedCount(count: number): number {
  let step = 12;
  while (step < count) step = Math.ceil(step * 1.25);
  return step;
}

/** The largest pitch at which a third of the hall fits into every building, and `needs` into each of its own. */
export function pitchFor(
  buildings: readonly Box[],
  windowsOf: (peopleEach: number) => readonly number[],
): Pitch {
  for (let peopleEach = 1; peopleEach < 1_000; peopleEach += 1) {
    const needs = windowsOf(peopleEach);
    const third = Math.ceil(steppedCount(needs.reduce((sum, need) => sum + need, 0)) * partOfAll);
    for (let pitch = pitchMax; pitch >= pitchMin; pitch -= 1) {
      const fits = buildings.every(
        (box, at) => placesIn(box, pitch) >= Math.max(third, needs[at] ?? 0),
      );
      if (fits) return { pitch, window: windowOf(pitch), peopleEach };
    }
  }
  return { pitch: pitchMin, window: windowMin, peopleEach: 1_000 };
}

function windowOf(pitch: number): number {
  return Math.max(windowMin, Math.round(pitch * 0.66));
}

function gridOf(box: Box, pitch: number) {
  const columns = Math.max(1, Math.floor((box.width - 2 * margin) / pitch));
  const height = box.height - 2 * margin;
  let rows = 0;
  while (rowTop(rows, pitch) + windowOf(pitch) <= height) rows += 1;
  return { columns, rows: Math.max(1, rows) };
}

function rowTop(row: number, pitch: number): number {
  return row * pitch + Math.floor(row / rowsPerFloor) * pitch * floorGap;
}

export function placesIn(box: Box, pitch: number): number {
  const { columns, rows } = gridOf(box, pitch);
  return columns * rows;
}

/** Upper left corners of all windows of a building, row by row from the roof; the grid stands in the middle. */
export function windowPlaces(box: Box, pitch: number): readonly Point[] {
  const { columns, rows } = gridOf(box, pitch);
  const window = windowOf(pitch);
  const left = box.x + (box.width - ((columns - 1) * pitch + window)) / 2;
  const top = box.y + (box.height - (rowTop(rows - 1, pitch) + window)) / 2;
  return Array.from({ length: columns * rows }, (_, place) => ({
    x: Math.round(left + (place % columns) * pitch),
    y: Math.round(top + rowTop(Math.floor(place / columns), pitch)),
  }));
}

/** The place that a window takes if it is free; the next free one of a fixed order if it is not. */
export function scatter(keys: readonly number[], places: number): ReadonlyMap<number, number> {
  const taken = new Set<number>();
  const at = new Map<number, number>();
  for (const key of keys) {
    if (taken.size >= places) break;
    let hash = mix(key);
    let place = hash % places;
    while (taken.has(place)) {
      hash = mix(hash + 1);
      // A crowded building is filled up in order: trying at random would take long.
      place = taken.size * 4 > places * 3 ? (place + 1) % places : hash % places;
    }
    taken.add(place);
    at.set(key, place);
  }
  return at;
}

/** Neighbours in number stand far apart. */
function mix(value: number): number {
  let hash = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
