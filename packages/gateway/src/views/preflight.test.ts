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

test("what was heard last of rooms of which none answers any more passes no check", () => {
  const { core } = VirtualShow.running().gateway;
  const told = core.snapshot();
  const states = (ageMs?: number): unknown[] => {
    const funds = { ...told.funds!, ...(ageMs === undefined ? {} : { ageMs }) };
    const items = preflightOf({
      snapshot: { ...told, funds },
      best: core.rooms.best(),
      freshCanaries: 0,
      stages: 0,
    });
    return ["leader", "funds-balanced", "shards-home"].map(
      (check) => items.find((each) => each.check === check)?.state,
    );
  };
  expect(states()).toEqual(["ok", "ok", "ok"]);
  expect(states(34_200)).toEqual(["waiting", "waiting", "waiting"]);
});

test("a rehearsal is a cut that was played to its end, and none that was taken back before anything had moved", () => {
  type Past = Parameters<typeof rehearsalOf>[1];
  const now = (id: number | null, state: IncidentView["state"], past: Past = []) =>
    rehearsalOf({ incident: { id, state } as IncidentView }, past);
  const none = { check: "rehearsal", found: "none" };
  const done = (runs: number) => ({ check: "rehearsal", found: "done", runs });
  const [played, takenBack] = [{ shardsMoved: 40 }, { shardsMoved: 0 }];
  const three = [1, 2, 3].map((number) => ({ number, ...played }));

  expect(now(1, "running")).toEqual(none);
  expect(now(1, "restored-by-hand")).toEqual(none);
  expect(now(1, "recovered")).toEqual(done(1));
  expect(now(1, "recovered", [{ number: 1, ...played }])).toEqual(done(1));
  expect(now(2, "returned-by-itself", [{ number: 1, ...played }])).toEqual(done(1));

  const twice = [1, 2].map((number) => ({ number, ...takenBack }));
  expect(now(2, "restored-by-hand", twice)).toEqual(none);
  expect(now(2, "running", twice.slice(0, 1))).toEqual(none);
  // The first moment of a cut has no number yet.
  expect(now(null, "running", three)).toEqual(done(3));
  expect(now(4, "recovered", three)).toEqual(done(4));
  expect(rehearsalOf({ incident: null }, [])).toEqual(none);
  // A rehearsal is set aside before the audience comes, and was made all the same.
  expect(rehearsalOf({ incident: null }, [], 2)).toEqual({ ...done(2), before: true });
  expect(rehearsalOf({ incident: null }, three, 2)).toEqual(done(3));
});
