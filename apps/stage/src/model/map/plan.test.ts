import { cableNames, defaultTopology, topologySchema, type Topology } from "@cablecut/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { boxSize, planMap, planSize, ringRadius } from "./plan.ts";

function topologyOf(
  cities: readonly { latitude: number; longitude: number; rooms: number }[],
): Topology {
  return topologySchema.parse({
    cities: cities.map(({ latitude, longitude }, index) => ({
      id: `c${index}`,
      name: { en: `City ${index}`, zh: `城${index}` },
      latitude,
      longitude,
    })),
    rooms: cities.flatMap(({ rooms }, index) =>
      Array.from({ length: rooms }, (_, room) => ({
        id: `c${index}-${room}`,
        city: `c${index}`,
        name: { en: `Room ${index}${room}`, zh: `机房${index}${room}` },
      })),
    ),
    cutCity: "c0",
  });
}

test("west is left, east is right, the southern single room is at the bottom", () => {
  const plan = planMap(defaultTopology);
  expect(plan.rooms.map((place) => place.side)).toEqual([
    "left",
    "left",
    "right",
    "right",
    "bottom",
  ]);
});

test("every room has two cables that start at its box and end on the backbone", () => {
  const plan = planMap(defaultTopology);
  expect(plan.cables).toHaveLength(10);
  for (const cable of plan.cables) {
    const end = cable.curve[3];
    expect(Math.hypot(end.x - plan.ringCentre.x, end.y - plan.ringCentre.y)).toBeCloseTo(
      ringRadius,
    );
    const place = plan.rooms.find((room) => room.room === cable.room)!;
    const [start] = cable.curve;
    expect(start.x).toBeGreaterThanOrEqual(place.x);
    expect(start.x).toBeLessThanOrEqual(place.x + boxSize.width);
    expect(start.y).toBeGreaterThanOrEqual(place.y);
    expect(start.y).toBeLessThanOrEqual(place.y + boxSize.height);
  }
});

const city = fc.record({
  latitude: fc.double({ min: -60, max: 60, noNaN: true }),
  longitude: fc.double({ min: -170, max: 170, noNaN: true }),
  rooms: fc.integer({ min: 1, max: 4 }),
});
const anyTopology = fc
  .array(city, { minLength: 1, maxLength: 7 })
  .filter((cities) => [3, 5, 7].includes(cities.reduce((sum, { rooms }) => sum + rooms, 0)))
  .map(topologyOf);

test("whatever the topology: all rooms on the map, none upon another or upon the ring, no two cables at one place", () => {
  fc.assert(
    fc.property(anyTopology, (topology) => {
      const { rooms, cables, ringCentre } = planMap(topology);
      expect(rooms).toHaveLength(topology.rooms.length);
      expect(cables).toHaveLength(topology.rooms.length * cableNames.length);
      for (const place of rooms) {
        expect(place.x).toBeGreaterThanOrEqual(0);
        expect(place.x + boxSize.width).toBeLessThanOrEqual(planSize.width);
        expect(place.y + boxSize.height).toBeLessThanOrEqual(planSize.height + 0.001);
        const nearestX = Math.max(place.x, Math.min(ringCentre.x, place.x + boxSize.width));
        const nearestY = Math.max(place.y, Math.min(ringCentre.y, place.y + boxSize.height));
        expect(Math.hypot(nearestX - ringCentre.x, nearestY - ringCentre.y)).toBeGreaterThan(
          ringRadius,
        );
        for (const other of rooms) {
          if (other.room <= place.room) continue;
          const apart =
            Math.abs(other.x - place.x) >= boxSize.width ||
            Math.abs(other.y - place.y) >= boxSize.height - 0.001;
          expect(apart).toBe(true);
        }
      }
      const angles = cables.map((cable) => Math.round(cable.ringAngle * 1_000));
      expect(new Set(angles).size).toBe(angles.length);
    }),
    { numRuns: 300 },
  );
});
