import { expect, test } from "vitest";
import { fabricPlan, fabricPortCount } from "./plan.ts";

const rooms = ["hz-a", "sh-a", "sz-a"].map((id, index) => ({
  id,
  city: id.slice(0, 2),
  host: "127.0.0.1",
  port: 100 + index,
}));

test("of two rooms the first dials the second, over both planes and then across", () => {
  const plan = fabricPlan(rooms, { host: "127.0.0.1", basePort: 2_000 });
  expect(plan.rooms["hz-a"]!.map(({ id }) => id)).toEqual(["sh-a", "sz-a"]);
  expect(plan.rooms["sh-a"]!.map(({ id }) => id)).toEqual(["sz-a"]);
  expect(plan.rooms["sz-a"]).toEqual([]);
  expect(plan.rooms["hz-a"]![0]!.paths).toEqual([
    { host: "127.0.0.1", port: 2_000, name: "AA" },
    { host: "127.0.0.1", port: 2_001, name: "BB" },
    { host: "127.0.0.1", port: 2_002, name: "AB" },
    { host: "127.0.0.1", port: 2_003, name: "BA" },
  ]);
  expect(plan.listeners[2]).toEqual({
    name: "hz-a>sh-a:AB",
    near: "hz-a/A",
    far: "sh-a/B",
    listen: { host: "127.0.0.1", port: 2_002 },
    target: { host: "127.0.0.1", port: 101 },
  });
});

test("a gateway reaches every room over each of its cables, and crosses no other", () => {
  const plan = fabricPlan(rooms, { host: "127.0.0.1", basePort: 2_000 });
  expect(plan.gateway.map(({ id, paths }) => [id, ...paths.map(({ name }) => name)])).toEqual([
    ["hz-a", "A", "B"],
    ["sh-a", "A", "B"],
    ["sz-a", "A", "B"],
  ]);
  const ofGateway = plan.listeners.filter(({ name }) => name.startsWith("gateway"));
  expect(ofGateway.map(({ near }) => near)).toEqual([null, null, null, null, null, null]);
});

test("every listener has a port of its own, and as many as announced", () => {
  const plan = fabricPlan(rooms, { host: "127.0.0.1", basePort: 2_000 });
  const ports = plan.listeners.map(({ listen }) => listen.port);
  expect(new Set(ports).size).toBe(fabricPortCount(3));
  expect(fabricPortCount(3)).toBe(18);
  expect(fabricPortCount(5)).toBe(50);
});

test("explicit ports are taken in the order of the plan; too few are a mistake of the caller", () => {
  const ports = Array.from({ length: 18 }, (_, index) => 9_000 - index);
  const plan = fabricPlan(rooms, { host: "127.0.0.1", ports });
  expect(plan.listeners.map(({ listen }) => listen.port)).toEqual(ports);
  expect(() => fabricPlan(rooms, { host: "127.0.0.1", ports: ports.slice(1) })).toThrow(/17 ports/);
});
