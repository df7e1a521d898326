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

type Past = Parameters<typeof rehearsalOf>[1];
const [fabric, heartbeat] = (["fabric", "last-heartbeat"] as const).map((source) => ({
  source,
  durationMs: 26_000,
}));
const noRehearsal = { check: "rehearsal", found: "none" };
const done = (runs: number) => ({ check: "rehearsal", found: "done", runs });

test("a rehearsal is a cut that was played to its end, and none that was taken back before anything had moved", () => {
  const now = (id: number | null, state: IncidentView["state"], past: Past = []) =>
    rehearsalOf({ incident: { id, state, startSource: "fabric" } as IncidentView }, past, {
      cablesAreReal: false,
    });
  const none = noRehearsal;
  const [played, takenBack] = [
    { shardsMoved: 40, measured: fabric! },
    { shardsMoved: 0, measured: null },
  ];
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
  const whole = { incident: null };
  expect(rehearsalOf(whole, [], { cablesAreReal: false })).toEqual(none);
  // A rehearsal is set aside before the audience comes, and was made all the same.
  const set = { cablesAreReal: false, before: 2 };
  expect(rehearsalOf(whole, [], set)).toEqual({ ...done(2), before: true });
  expect(rehearsalOf(whole, three, set)).toEqual(done(3));
});

test("no cut was rehearsed where a room was slow or killed; real cables tell of no cut, and there every run counts", () => {
  const by = (measured: Past[number]["measured"], cablesAreReal = false) =>
    rehearsalOf({ incident: null }, [{ number: 1, shardsMoved: 20, measured }], { cablesAreReal });
  expect([by(heartbeat!), by(null)]).toEqual([noRehearsal, noRehearsal]);
  expect([by(fabric!), by(heartbeat!, true)]).toEqual([done(1), done(1)]);
  // The same of the one that is on show.
  const shown = (startSource: IncidentView["startSource"], cablesAreReal = false) =>
    rehearsalOf({ incident: { id: 1, state: "recovered", startSource } as IncidentView }, [], {
      cablesAreReal,
    });
  expect([shown("suspicion"), shown(null)]).toEqual([noRehearsal, noRehearsal]);
  expect([shown("fabric"), shown("last-heartbeat", true)]).toEqual([done(1), done(1)]);
});
