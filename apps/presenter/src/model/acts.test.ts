import { defaultTopology, type ShowSnapshot } from "@cablecut/protocol";
import { copiesOf, shardsString, showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { faulty } from "../testing/console-scenes.ts";
import { actAside, actBack, nextAct, shardsAway, shardsGoingHome } from "./acts.ts";

const scene = (name: string, changes: Partial<ShowSnapshot> = {}): ShowSnapshot => ({
  ...showScenes[name]!,
  ...changes,
});
const next = (name: string, changes: Partial<ShowSnapshot> = {}) =>
  nextAct(scene(name, changes), defaultTopology);
const turned = (to: string) => ({ kind: "turn", change: { dial: "act", value: { act: to } } });

test("the lobby ends by the presenter's hand, and can be gone back to, also for the next audience after a cut", () => {
  const lobby = { act: "lobby" as const };
  expect(next("live", lobby)).toEqual({ kind: "live", hand: "tap", commands: [turned("live")] });
  expect(actBack(scene("live", lobby))).toBeNull();
  expect(next("live").kind).toBe("cue");
  expect(actBack(scene("live"))).toEqual({ kind: "lobby", command: turned("lobby") });
  const { incident } = showScenes["recovered"]!;
  expect(actBack(scene("live", { incident }))?.kind).toBe("lobby");
});

test("first everyone is asked to pay, then the city is cut, cable by cable", () => {
  expect(next("live").kind).toBe("cue");
  expect(next("cue")).toEqual({
    kind: "cut",
    hand: "hold",
    commands: [
      {
        kind: "cut",
        targets: ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"],
        intervalMs: 250,
        evenIfQuorumIsLost: false,
      },
    ],
  });
});

test("between the call to pay and the cut phones may be held up, and back ends it", () => {
  expect(actAside(scene("cue"), defaultTopology)?.command).toEqual(turned("hold-up"));
  expect(actAside(scene("live"), defaultTopology)).toBeNull();
  const heldUp = { act: "hold-up" as const };
  expect(next("live", heldUp).kind).toBe("cut");
  expect(actBack(scene("live", heldUp))?.command).toEqual({ kind: "cue", on: false });
});

test("while rooms are lost and switching there is nothing to do", () => {
  expect(next("cut").kind).toBe("wait");
  expect(next("switching-moving").kind).toBe("wait");
});

test("a switch that lasts longer than was announced is no more said to need nobody", () => {
  const { incident } = showScenes["switching-moving"]!;
  const late = { incident: { ...incident!, elapsedMs: 43_000, shardsMoved: 25, shardsBack: 25 } };
  expect(next("switching-moving", late).kind).toBe("overdue");
  expect(
    nextAct(scene("switching-moving", late), defaultTopology, { cablesAreReal: true }).kind,
  ).toBe("overdue-plug");
});

test("zero comes by itself and is left for the report; a count that never comes holds nobody up", () => {
  const justNow = { atMs: showScenes["recovered"]!.atMs - 13_000 };
  expect(next("recovered", { ...justNow, copies: copiesOf([2, 3, 4], 0) }).kind).toBe("counting");
  expect(next("recovered", justNow)).toEqual({
    kind: "report",
    hand: "tap",
    commands: [turned("report")],
  });
  expect(next("recovered", { copies: copiesOf([2, 3, 4], 0) }).kind).toBe("report");
});

test("after the report the city is restored, then its people are sent home", () => {
  const report = { act: "report" as const };
  expect(next("recovered", report)).toMatchObject({
    kind: "restore",
    commands: [{ kind: "restore", targets: ["hz"] }],
  });
  const restored = { ...report, shards: shardsString(40, false) };
  expect(next("live", restored)).toMatchObject({
    kind: "failback",
    commands: [{ kind: "set-failback", failback: true }],
  });
  expect(actBack(scene("recovered", report))?.command).toEqual(turned("live"));
});

test("a paced run is followed by one at full speed, and that one by a new beginning", () => {
  const home = { act: "report" as const, failback: true };
  expect(next("live", home)).toEqual({
    kind: "again",
    hand: "tap",
    commands: [{ kind: "set-pace", pace: "full-speed" }, turned("live")],
  });
  expect(next("live", { ...home, pace: "full-speed" }).kind).toBe("live");
});

test("a cut elsewhere than in the city of the show, or a lost quorum, is met with restoring everything", () => {
  expect(next("three-cities", { act: "report" }).kind).toBe("restore-everything");
  expect(next("quorum-lost").kind).toBe("restore-everything");
});

test("without a quorum nobody is asked to restore cables that all carry: rooms are waited for, also where cables are real", () => {
  const { cables } = scene("live");
  expect(next("quorum-lost", { cables }).kind).toBe("rooms-away");
  expect(
    nextAct(scene("quorum-lost", { cables }), defaultTopology, { cablesAreReal: true }).kind,
  ).toBe("rooms-away");
  // Restoring takes away what they lose as well; and what nobody knows may be cut.
  for (const fault of ["loss", "unknown"] as const)
    expect(
      nextAct(faulty(scene("quorum-lost", { cables }), { "sz-a/A": fault }), defaultTopology).kind,
    ).toBe("restore-everything");
});

test("where nobody says how the cables are, and rooms are away, restoring stays what is next", () => {
  const untold = Object.fromEntries(
    scene("live").cables.map(({ cable }) => [cable, "unknown" as const]),
  );
  expect(nextAct(faulty(scene("recovered", { act: "report" }), untold), defaultTopology).kind).toBe(
    "restore-everything",
  );
  expect(nextAct(faulty(scene("live"), untold), defaultTopology).kind).toBe("cue");
});

test("while the gateway has not heard the rooms there is nothing to do", () => {
  expect(next("starting")).toEqual({ kind: "starting" });
});

test("back ends the call to pay, and undoes no cut", () => {
  expect(actBack(scene("cue"))?.command).toEqual({ kind: "cue", on: false });
  expect(actBack(scene("cut", { act: "live" }))).toBeNull();
  expect(actBack(scene("recovered", { act: "live" }))).toBeNull();
});

test("shards away from home are counted", () => {
  expect(shardsAway(shardsString(0, true), defaultTopology)).toBe(0);
  expect(shardsAway(shardsString(25, true), defaultTopology)).toBe(25);
});

test.each(["delay", "loss", "bandwidth", "mixed"] as const)(
  "a %s is no cut: nobody is told to restore what restoring leaves as it is, and the show goes on",
  (fault) => {
    const everywhere = Object.fromEntries(scene("live").cables.map(({ cable }) => [cable, fault]));
    for (const faults of [everywhere, { "hz-a/A": fault, "hz-a/B": fault }]) {
      const on = (name: string, changes: Partial<ShowSnapshot> = {}) =>
        nextAct(faulty(scene(name, changes), faults), defaultTopology).kind;
      expect(on("live")).toBe("cue");
      expect(on("cue")).toBe("cut");
      expect(on("live", { act: "report", shards: shardsString(40, false) })).toBe("failback");
    }
  },
);

test("no part of the ledger is on its way home while its home is cut, or while rooms switch, however long it is to go there", () => {
  const going = (name: string, changes: Partial<ShowSnapshot> = {}) =>
    shardsGoingHome(scene(name, { failback: true, ...changes }), defaultTopology);
  const { shards } = showScenes["recovered"]!;
  for (const name of ["cut", "switching-moving", "recovered", "quorum-lost"])
    expect([name, going(name, { shards })]).toEqual([name, 0]);
  expect(going("live", { shards })).toBe(40);
  expect(going("live", { shards, failback: false })).toBe(0);
  // One of two homes is back; then it takes nothing over yet.
  const { rooms } = showScenes["recovered"]!;
  const back = (drainedMs: number | null) =>
    rooms.map((room) =>
      room.room === 0 ? { ...room, condition: "normal" as const, drainedMs } : room,
    );
  expect(going("recovered", { shards, rooms: back(null) })).toBe(20);
  expect(going("recovered", { shards, rooms: back(41_000) })).toBe(0);
  expect(going("live", { shards, rooms: showScenes["switching-moving"]!.rooms })).toBe(0);
});

test("silence of one direction is taken away by restoring, and is met with it", () => {
  const silent = faulty(scene("live"), { "hz-a/A": "silence-to-room", "hz-a/B": "delay" });
  expect(nextAct(silent, defaultTopology).kind).toBe("restore");
});

/** What is next, one after the other: each is given and done, and the lost rooms stay away, so that their end stays on show until a call. */
function followed(from: ShowSnapshot): string[] {
  const kinds: string[] = [];
  let show = from;
  while (kinds.length < 8) {
    const act = nextAct(show, defaultTopology);
    kinds.push(act.kind);
    if (!("commands" in act) || act.hand === "hold") break;
    for (const command of act.commands) {
      if (command.kind === "turn" && command.change.dial === "act")
        show = { ...show, act: command.change.value.act };
      if (command.kind === "set-pace") show = { ...show, pace: command.pace };
      if (command.kind === "set-failback") show = { ...show, failback: command.failback };
      if (command.kind === "cue")
        show = { ...show, scene: "live", act: "cue", cue: { ...show.cue, on: true } };
    }
  }
  return kinds;
}

test("a lost room that stays away though every cable carries holds nobody up: the next run is called for, and cut", () => {
  const { cables } = scene("live");
  expect(followed(scene("recovered", { cables }))).toEqual([
    "report",
    "failback",
    "again",
    "cue",
    "cut",
  ]);
  expect(followed(scene("recovered", { cables, failback: true, pace: "full-speed" }))).toEqual([
    "report",
    "cue",
    "cut",
  ]);
});

test.each(["delay", "loss", "bandwidth", "mixed"] as const)(
  "a %s that keeps a lost room away is taken away by restoring everything, which is next",
  (fault) => {
    const { cables } = scene("live");
    const faults = { "hz-a/A": fault, "hz-a/B": fault };
    expect(followed(faulty(scene("recovered", { cables }), faults))).toEqual([
      "report",
      "restore-everything",
    ]);
  },
);
