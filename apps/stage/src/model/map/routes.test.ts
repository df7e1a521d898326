import { defaultTopology, type RoomIndex } from "@cablecut/protocol";
import { cables } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { pointOnPolyline } from "./curves.ts";
import { boxSize, planMap, ringRadius, type RoomPlace } from "./plan.ts";
import { routeOf } from "./routes.ts";

const plan = planMap(defaultTopology);
const flow = (from: number, to: number) => ({ from: from as RoomIndex, to: to as RoomIndex });
const atBox = (place: RoomPlace, point: { x: number; y: number }): boolean =>
  point.x >= place.x - 1 &&
  point.x <= place.x + boxSize.width + 1 &&
  point.y >= place.y - 1 &&
  point.y <= place.y + boxSize.height + 1;

test("a payment leaves the payer's box and arrives at the payee's", () => {
  const { line: track } = routeOf(plan, cables([]), flow(0, 4), "A")!;
  expect(atBox(plan.rooms[0]!, track.points[0]!)).toBe(true);
  expect(atBox(plan.rooms[4]!, pointOnPolyline(track, track.length))).toBe(true);
});

test("no dot goes over a cut cable: with one cut it takes the other", () => {
  const { line: whole } = routeOf(plan, cables([]), flow(0, 2), "B")!;
  const { line: detour } = routeOf(plan, cables(["hz-a/A"]), flow(0, 2), "A")!;
  expect(detour.points[0]).toEqual(whole.points[0]);
});

test("into a dark room a dot ends on the backbone", () => {
  const { line: track } = routeOf(plan, cables(["hz-a/A", "hz-a/B"]), flow(2, 0), "A")!;
  const end = pointOnPolyline(track, track.length);
  expect(Math.hypot(end.x - plan.ringCentre.x, end.y - plan.ringCentre.y)).toBeCloseTo(ringRadius);
});

test("between two dark rooms nothing is drawn", () => {
  const dark = cables(["hz-a/A", "hz-a/B", "hz-b/A", "hz-b/B"]);
  expect(routeOf(plan, dark, flow(0, 1), "A")).toBeNull();
});
