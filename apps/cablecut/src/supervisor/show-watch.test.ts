import { expect, test } from "vitest";
import { cutsPlayedIn } from "./show-watch.ts";

test("what was rehearsed in this show is known from the checklist, and nothing where it does not say", () => {
  expect(cutsPlayedIn([{ check: "rehearsal", found: "done", runs: 3 }])).toBe(3);
  expect(cutsPlayedIn([{ check: "rehearsal", found: "none" }])).toBe(0);
  const before = { check: "rehearsal", found: "done", runs: 3, before: true } as const;
  expect(cutsPlayedIn([before])).toBe(0);
});
