import { expect, test } from "vitest";
import { sampleArc, polylineOf } from "./curves.ts";
import {
  addTravellers,
  dropArrived,
  travellersMax,
  whereabouts,
  type Traveller,
} from "./travellers.ts";

const line = polylineOf([
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 100, y: 100 },
]);
const traveller = (startsAtMs: number): Traveller => ({
  kind: "payment",
  line,
  cables: [],
  startsAtMs,
  lastsMs: 1_000,
  hue: "#fff",
});

test("travels the whole line at one speed", () => {
  expect(whereabouts(traveller(0), 250)?.at).toEqual({ x: 50, y: 0 });
  expect(whereabouts(traveller(0), 750)?.at).toEqual({ x: 100, y: 50 });
});

test("is nowhere before its start and after its end", () => {
  expect(whereabouts(traveller(100), 99)).toBeNull();
  expect(whereabouts(traveller(100), 1_100)).toBeNull();
  expect(dropArrived([traveller(0), traveller(500)], 1_200)).toHaveLength(1);
});

test("there is a limit to what is drawn", () => {
  const many = Array.from({ length: 600 }, () => traveller(0));
  expect(addTravellers(many, many)).toHaveLength(travellersMax);
});

test("round the backbone a dot takes the shorter way", () => {
  const arc = sampleArc({ x: 0, y: 0 }, 10, -3, 3, 4);
  expect(arc[2]!.x).toBeCloseTo(-10);
});
