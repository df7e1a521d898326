import type { IncidentView, PreflightItem, ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";
import { preflightOf, rehearsalOf } from "./preflight.ts";

const snapshot = VirtualShow.running().gateway.core.snapshot();

function equalCopies(digests: readonly string[] | null, changes: Partial<ShowSnapshot> = {}) {
  const compared = digests === null ? null : ({ at: 1_024, digests } as never);
  const copies = { ...snapshot.copies, compared };
  const items = preflightOf({
    snapshot: { ...snapshot, copies, ...changes },
    best: null,
    freshCanaries: 0,
    stages: 0,
  });
  return items.find(({ check }) => check === "digests-equal");
}
const item = (have: number, state: PreflightItem["state"]): PreflightItem => ({
  check: "digests-equal",
  state,
  have,
  want: 5,
});

test("copies are called equal once they were compared, and only those that were", () => {
  expect(equalCopies(null)).toEqual(item(0, "waiting"));
  expect(equalCopies(["x", "x", "x"])).toEqual(item(3, "waiting"));
  expect(equalCopies(["x", "x", "x", "x", "x"])).toEqual(item(5, "ok"));
  expect(equalCopies(["x", "x", "y", "x", "x"])).toEqual(item(4, "failed"));
  const [first, ...others] = snapshot.rooms;
  const rooms = [{ ...first!, condition: "diverged" as const }, ...others];
  expect(equalCopies(["x", "x", "x", "x", "x"], { rooms })).toEqual(item(4, "failed"));
});

test("a cut that was taken back before anything had moved was not rehearsed", () => {
  const after = (id: number, state: IncidentView["state"]) =>
    rehearsalOf({ incident: { id, state } as IncidentView });
  const none = { check: "rehearsal", found: "none" };
  expect(after(1, "running")).toEqual(none);
  expect(after(1, "restored-by-hand")).toEqual(none);
  expect(after(1, "recovered")).toEqual({ check: "rehearsal", found: "done", runs: 1 });
  expect(after(2, "returned-by-itself")).toEqual({ check: "rehearsal", found: "done", runs: 1 });
});
