import {
  asRoomIndex,
  type CommandAnswer,
  type ConsoleFrame,
  type Impairment,
  type PresenterCommand,
} from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

function perform(
  command: PresenterCommand,
  shown: ConsoleFrame | null = show.gateway.core.console().frame,
): CommandAnswer {
  return show.gateway.answerOf<CommandAnswer>((done) =>
    show.gateway.core.consoles.perform({ command, shown }, done),
  );
}

const cut = (targets: readonly string[], evenIfQuorumIsLost = false): PresenterCommand => ({
  kind: "cut",
  targets: [...targets],
  intervalMs: 0,
  evenIfQuorumIsLost,
});
const impair = (impairment: Impairment): PresenterCommand => ({
  kind: "impair",
  targets: ["hz-a/A"],
  impairment,
  evenIfQuorumIsLost: false,
});
const commands: readonly PresenterCommand[] = [
  cut(["hz-a/A"]),
  impair({ kind: "reset" }),
  { kind: "cue", on: true },
  { kind: "set-pace", pace: "booth" },
  { kind: "set-failback", failback: true },
  { kind: "doors", open: false },
  { kind: "hide-count", hidden: true },
];
const atAnyAge: readonly PresenterCommand[] = [
  { kind: "blank", on: true },
  { kind: "restore", targets: ["hz-a/A"] },
  { kind: "restore-everything" },
  impair({ kind: "none" }),
];

test("a command of a page that shows what is now is done", () => {
  for (const command of [...commands, ...atAnyAge])
    expect(perform(command), command.kind).toEqual({ ok: true });
  expect(show.fabricAsked).toEqual([
    "cut hz-a/A",
    "reset hz-a/A",
    "restore hz-a/A",
    "restore everything",
    "none hz-a/A",
  ]);
  const { show: snapshot } = show.gateway.core.console();
  expect(snapshot).toMatchObject({
    doorsOpen: false,
    blank: true,
    failback: true,
    people: { hidden: true },
    cue: { on: true },
  });
});

test.each([
  [{ kind: "made", saved: true }, { ok: true }],
  [
    { kind: "made", saved: false },
    { ok: true, notSaved: true },
  ],
  [{ kind: "unknown" }, { ok: false, refusal: "fabric-unreachable" }],
  [
    { kind: "not-made", why: "busy" },
    { ok: false, refusal: "fabric-unreachable", fabric: "busy" },
  ],
  [
    { kind: "not-asked" },
    { ok: false, refusal: "fabric-unreachable", fabric: "refused", fabricSilent: true },
  ],
] as const)("a change of cables that ends with %o is told as %o", (end, answer) => {
  show.fabricEnd = end;
  for (const command of [cut(["hz-a/A"]), ...atAnyAge.slice(1)])
    expect(perform(command), command.kind).toEqual(answer);
});

test("a command of a page that is behind is refused by name and changes nothing, but Blank and Restore work, and taking faults away", () => {
  const { frame } = show.gateway.core.console();
  show.pass(2_500);
  const stale = { ok: false, refusal: "stale-command" };
  for (const command of commands) expect(perform(command, frame), command.kind).toEqual(stale);
  for (const command of commands) expect(perform(command, null), command.kind).toEqual(stale);
  expect(show.fabricAsked).toEqual([]);
  expect(show.gateway.core.console()).toMatchObject({
    show: { doorsOpen: true, cue: { on: false }, people: { hidden: false }, pace: "full-speed" },
  });
  for (const command of atAnyAge)
    expect(perform(command, frame), command.kind).toEqual({ ok: true });
  for (const command of atAnyAge)
    expect(perform(command, null), command.kind).toEqual({ ok: true });
});

test("a frame of another gateway is none of this one's", () => {
  const other = show.startGateway();
  show.pass(500);
  expect(perform({ kind: "cue", on: true }, other.core.console().frame)).toEqual({
    ok: false,
    refusal: "stale-command",
  });
});

test("a cut that takes the quorum needs a second word, counted by the rooms that answer", () => {
  expect(perform(cut(["hz"]))).toEqual({ ok: true });
  show.pass(3_000);
  expect(perform(cut(["sh-a"]))).toEqual({ ok: false, refusal: "would-lose-quorum" });
  expect(perform(cut(["sh-a/A"]))).toEqual({ ok: true });
  expect(perform(cut(["sh-a"], true))).toEqual({ ok: true });
});

test("a cut that is under way counts as made: another console is asked about the cables that are not cut yet", () => {
  const { frame } = show.gateway.core.console();
  const answers: CommandAnswer[] = [];
  const give = (command: PresenterCommand): void =>
    show.gateway.core.consoles.perform({ command, shown: frame }, (answer) => answers.push(answer));
  give(cut(["hz"]));
  expect(answers).toEqual([]);
  give(cut(["sh-a"]));
  expect(answers).toEqual([{ ok: false, refusal: "would-lose-quorum" }]);
  // One of a room's two cables, and the same cut once more, take nothing away that the first leaves.
  give(cut(["sh-a/A"]));
  give(cut(["hz"]));
  show.pass(500);
  expect(answers.slice(1)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
  expect(show.fabricAsked).toEqual(["cut hz", "cut sh-a/A", "cut hz"]);
});

test("after kill -9 of two rooms their cables are whole, and a third is asked about all the same", () => {
  show.killRoom(0);
  show.killRoom(1);
  show.pass(2_000);
  expect(perform(cut(["sh-a"]))).toEqual({ ok: false, refusal: "would-lose-quorum" });
  expect(show.fabricAsked).toEqual([]);
});

test("a room whose etcd member is down answers and is none of what would be left", () => {
  const { rooms } = show.gateway.core;
  rooms.told({ ...rooms.status(asRoomIndex(4))!, memberSilent: true });
  expect(perform(cut(["hz"]))).toEqual({ ok: false, refusal: "would-lose-quorum" });
  expect(perform(cut(["sz-a"]))).toEqual({ ok: true });
});

test("an alarm of etcd's takes no room out of what would be left: they count again once it is disarmed", () => {
  const { rooms } = show.gateway.core;
  for (const room of rooms.answering) rooms.told({ ...rooms.status(room)!, logAlarm: "no-space" });
  expect(perform(cut(["hz", "sh-a"]))).toEqual({ ok: false, refusal: "would-lose-quorum" });
  expect(perform(cut(["hz"]))).toEqual({ ok: true });
});

test("targets that do not exist are refused by name", () => {
  const refused = { ok: false, refusal: "unknown-target" };
  expect(perform(cut(["hz", "bj"]))).toEqual(refused);
  expect(perform({ kind: "restore", targets: ["bj"] })).toEqual(refused);
});

test("what rooms obey waits for them, and the console says so; a pace is refused while they switch", () => {
  show.cut("hz-a", "hz-b", "sh-a");
  show.pass(2_000);
  expect(perform({ kind: "set-failback", failback: true })).toEqual({ ok: true });
  expect(perform({ kind: "set-pace", pace: "booth" })).toEqual({ ok: true });
  show.pass(3_000);
  expect(show.gateway.core.console()).toMatchObject({
    waiting: { pace: "booth", failback: true },
    show: { pace: "full-speed", failback: false },
  });
  show.restoreEverything();
  show.pass(4_000);
  expect(show.gateway.core.console()).toMatchObject({
    waiting: { pace: null, failback: null },
    show: { pace: "booth", failback: true },
  });
  show.cut("hz-a");
  show.pass(3_000);
  const refused = { ok: false, refusal: "pace-while-switching" };
  expect(perform({ kind: "set-pace", pace: "full-speed" })).toEqual(refused);
  expect(show.gateway.core.console().waiting.pace).toBeNull();
});

test("a pace is refused from the cut on, before anybody is suspected: the run is told at the pace it was made at", () => {
  show.cut("hz-a");
  show.pass(200);
  expect(show.gateway.core.snapshot().incident).toMatchObject({ id: null, state: "running" });
  const refused = { ok: false, refusal: "pace-while-switching" };
  expect(perform({ kind: "set-pace", pace: "booth" })).toEqual(refused);
  show.pass(5_000);
  expect(show.gateway.core.snapshot().incident).toMatchObject({ pace: "full-speed" });
  expect(perform({ kind: "set-pace", pace: "booth" })).toEqual({ ok: true });
});

test("without a quorum the call to pay is not passed on to phones", () => {
  perform({ kind: "cue", on: true });
  show.pass(200);
  const world = () => show.gateway.heardBy("all phones", "world").at(-1)?.[0];
  expect(world()?.cue.on).toBe(true);
  for (const room of [0, 1, 2]) show.killRoom(room);
  show.pass(2_000);
  expect(world()).toMatchObject({ quorum: false, cue: { on: false } });
});
