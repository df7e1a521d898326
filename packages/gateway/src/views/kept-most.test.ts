import type { IncidentView } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { KeptMost } from "./kept-most.ts";

const incident = (
  id: number | null,
  state: IncidentView["state"],
  startedAtMs: number | null = null,
) => ({ id, state, startedAtMs }) as IncidentView;

test("the most that was kept stays until the next incident begins", () => {
  let began = 0;
  const most = new KeptMost(() => {
    began += 1;
  });
  expect(most.see(3, null)).toBe(0);
  expect(most.see(5, incident(null, "running"))).toBe(5);
  expect(most.see(412, incident(1, "running"))).toBe(412);
  expect(most.see(0, incident(1, "recovered"))).toBe(412);
  expect(most.see(2, incident(null, "running"))).toBe(2);
  expect(most.see(1, incident(2, "running"))).toBe(2);
  expect(most.see(0, incident(3, "running"))).toBe(0);
  expect(began).toBe(3);
});

test("one cut that is counted as two incidents is one: what was kept in its first half is not forgotten with its second number", () => {
  let began = 0;
  const most = new KeptMost(() => {
    began += 1;
  });
  most.see(0, incident(1, "running", 5_000));
  most.see(30, incident(1, "running", 5_000));
  expect(most.see(12, incident(2, "running", 5_000))).toBe(30);
  expect(most.see(2, incident(2, "recovered", 5_000))).toBe(30);
  // Seen as over in between.
  expect(most.see(2, incident(3, "running", 5_000))).toBe(30);
  expect(most.see(1, incident(4, "running", 90_000))).toBe(1);
  expect(began).toBe(2);
});
