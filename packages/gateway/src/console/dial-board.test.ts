import { paceProfiles } from "@cablecut/failover";
import {
  asAccountId,
  asLogIndex,
  asRoomIndex,
  firstDials,
  type CommandAnswer,
  type DialChange,
  type PresenterCommand,
  type RoomStatus,
} from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { AwakeClock } from "../awake-clock.ts";
import type { AskRoom, CallOutcome, RoomCall } from "../routing/room-calls.ts";
import { TurnStamps } from "../routing/turn-stamps.ts";
import { roomStatus } from "../testing/room-status.ts";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { DialBoard } from "./dial-board.ts";
import { LogTurns, type TurnEnd } from "./log-turns.ts";
import { RoomSettings } from "./room-settings.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

function perform(gateway: VirtualGateway, command: PresenterCommand): CommandAnswer {
  const shown = gateway.core.console().frame;
  return gateway.answerOf<CommandAnswer>((done) =>
    gateway.core.consoles.perform({ command, shown }, done),
  );
}

const turn = (change: DialChange): PresenterCommand => ({ kind: "turn", change });

/** What the log has, by a room that is never cut here. */
const logged = () => show.rooms[4]!.machine.ledger.dials();

function picture(gateway: VirtualGateway) {
  const { paused, show: snapshot } = gateway.core.console();
  const { blank, doorsOpen, people, cue } = snapshot;
  const { languages, view, sound } = snapshot.stage;
  const stage = { languages, view, sound };
  return { doorsOpen, paused, blank, hidden: people.hidden, cue: cue.on, stage };
}

const everything: readonly PresenterCommand[] = [
  { kind: "doors", open: false },
  { kind: "blank", on: true },
  { kind: "hide-count", hidden: true },
  { kind: "cue", on: true },
  turn({ dial: "paused", value: true }),
  turn({ dial: "stageLanguages", value: "zh" }),
  turn({ dial: "stageView", value: "dashboard" }),
  turn({ dial: "sound", value: true }),
];
const turned = {
  doorsOpen: false,
  paused: true,
  blank: true,
  hidden: true,
  cue: true,
  stage: { languages: "zh", view: "dashboard", sound: true },
};

test("a turn holds at once where it was made, at every other gateway soon, and at one that is started anew", () => {
  const other = show.startGateway();
  show.pass(1_000);
  for (const command of everything) perform(show.gateway, command);
  expect(picture(show.gateway)).toEqual(turned);
  show.pass(500);
  expect(picture(other)).toEqual(turned);
  show.gateway.stopForGood();
  const next = show.startGateway();
  show.pass(1_000);
  expect(picture(next)).toEqual(turned);
  // What was called before it came is no news.
  expect(next.core.events.map(({ kind }) => kind)).not.toContain("cue-on");
});

test("with three rooms dark blank, hidden count and Restore work, and the log takes them when it can", () => {
  show.cut("hz-a", "hz-b", "sh-a");
  show.pass(2_500);
  expect(show.gateway.core.snapshot().scene).toBe("quorum-lost");
  expect(perform(show.gateway, { kind: "blank", on: true })).toEqual({ ok: true });
  expect(perform(show.gateway, { kind: "hide-count", hidden: true })).toEqual({ ok: true });
  show.pass(3_000);
  expect(picture(show.gateway)).toMatchObject({ blank: true, hidden: true });
  expect([logged().blank.value, logged().headCountHidden.value]).toEqual([false, false]);
  expect(perform(show.gateway, { kind: "restore-everything" })).toEqual({ ok: true });
  show.pass(4_000);
  expect([logged().blank.value, logged().headCountHidden.value]).toEqual([true, true]);
  expect(picture(show.gateway)).toMatchObject({ blank: true, hidden: true });
});

test("of several turns that wait the last one counts", () => {
  show.cut("hz-a", "hz-b", "sh-a");
  show.pass(2_500);
  for (const on of [true, false, true, false]) perform(show.gateway, { kind: "blank", on });
  perform(show.gateway, { kind: "doors", open: false });
  expect(picture(show.gateway)).toMatchObject({ blank: false, doorsOpen: false });
  show.restoreEverything();
  show.pass(4_000);
  expect([logged().blank.value, logged().doorsOpen.value]).toEqual([false, false]);
});

test("a turn is not lost with the leader that took it", () => {
  const { leader } = show.gateway.core.snapshot();
  const room = show.topology.rooms[leader!]!.id;
  show.cut(room);
  perform(show.gateway, { kind: "doors", open: false });
  expect(picture(show.gateway).doorsOpen).toBe(false);
  show.pass(8_000);
  const witness = show.rooms.find((_, at) => at !== leader)!;
  expect(witness.machine.ledger.dials().doorsOpen.value).toBe(false);
  expect(picture(show.gateway).doorsOpen).toBe(false);
});

test("what a room was told as it was cut does not undo, when its cable is back, what was turned since", () => {
  show.cut("hz");
  perform(show.gateway, { kind: "blank", on: true });
  show.pass(4_000);
  expect(logged().blank.value).toBe(true);
  perform(show.gateway, { kind: "blank", on: false });
  show.pass(1_000);
  expect(logged().blank.value).toBe(false);
  const { setAt } = logged().blank;
  show.restoreEverything();
  show.pass(4_000);
  expect(logged().blank).toEqual({ value: false, setAt });
  expect(picture(show.gateway).blank).toBe(false);
});

test("a turn at the second of a cut is in the log at once if the room that leads goes on", () => {
  show.cut("hz-a");
  show.pass(2_000);
  show.restoreEverything();
  show.pass(2_000);
  expect(show.gateway.core.snapshot().leader).toBe(1);
  show.cut("hz-a");
  perform(show.gateway, { kind: "blank", on: true });
  show.pass(10);
  expect(logged().blank.value).toBe(true);
});

test("the last one to turn it wins at every gateway", () => {
  const other = show.startGateway();
  show.pass(1_000);
  perform(show.gateway, { kind: "doors", open: false });
  show.pass(300);
  perform(other, { kind: "doors", open: true });
  show.pass(500);
  expect([show.gateway, other].map((gateway) => picture(gateway).doorsOpen)).toEqual([true, true]);
  expect(logged().doorsOpen.value).toBe(true);
});

/** A gateway's dials alone, with what it puts into the log. */
function boardAlone() {
  const put: DialChange[] = [];
  const ends: ((end: TurnEnd) => void)[] = [];
  const turns = {
    put: (_: string, call: RoomCall, ended: (end: TurnEnd) => void): boolean =>
      call.kind === "set-dial" && ends.push(ended) > 0 && put.push(call.change) > 0,
    cameLate: () => false,
  };
  const board = new DialBoard(turns, new TurnStamps(), () => undefined);
  const logTells = (value: boolean, setAt: number, appliedIndex: number): void => {
    const dials = { ...firstDials, blank: { value, setAt: asLogIndex(setAt) } };
    board.logTells(roomStatus(2, { dials, appliedIndex: asLogIndex(appliedIndex) }));
  };
  return { board, put, ends, logTells };
}
const blank = (value: boolean): DialChange => ({ dial: "blank", value });

test.each(["after", "before"])(
  "C9 what is turned at a gateway that has just begun, %s it has heard of the log, is later than what the log has",
  (when) => {
    const { board, put, logTells } = boardAlone();
    if (when === "before") board.turn(blank(false));
    logTells(true, 100, 150);
    if (when === "after") board.turn(blank(false));
    // No room can take it, and the word of the gateway that turned it then comes only now.
    board.othersTell([{ change: blank(true), stamp: 9, takenAt: asLogIndex(100) }]);
    expect(board.blank).toBe(false);
    expect(put).toEqual([blank(false)]);
  },
);

test("C9 an earlier turn that came into the log behind a later one gives way, once", () => {
  const { board, put, ends, logTells } = boardAlone();
  logTells(false, 0, 90);
  board.turn(blank(true));
  ends[0]!({ kind: "taken", index: asLogIndex(101) });
  logTells(true, 101, 102);
  const later = { change: blank(false), stamp: 200, takenAt: asLogIndex(99) };
  board.othersTell([later]);
  board.othersTell([later, { change: { dial: "sound", value: true }, stamp: 1, takenAt: null }]);
  expect(put).toEqual([blank(true), blank(false)]);
  expect(board.blank).toBe(false);
  // One that the log has behind it needs nothing, nor one that somebody has turned since.
  ends[1]!({ kind: "taken", index: asLogIndex(103) });
  logTells(false, 103, 104);
  board.othersTell([{ change: blank(true), stamp: 300, takenAt: asLogIndex(105) }]);
  logTells(true, 110, 111);
  board.othersTell([{ change: blank(false), stamp: 400, takenAt: asLogIndex(100) }]);
  expect(put).toHaveLength(2);
});

/** Settings of one gateway at rooms whose answers the test gives. */
function askingRooms({ isAlone = true } = {}) {
  const asked: { readonly call: RoomCall; readonly answer: (outcome: CallOutcome) => void }[] = [];
  const awake = new AwakeClock();
  const rooms = { answering: [0, 1].map(asRoomIndex), best: () => null };
  const others = { wereHeard: !isAlone, fellSilent: 0 };
  const calls: AskRoom = { call: (_, call, answer) => void asked.push({ call, answer }) };
  const turns = new LogTurns(rooms, calls, awake, others);
  const board = new DialBoard(turns, new TurnStamps(), () => undefined);
  const settings = new RoomSettings(turns, () => !others.wereHeard);
  let nowMs = 0;
  /** Told again and again for so long, as rooms do. */
  const logTells = (appliedIndex: number, told: Partial<RoomStatus>, forMs = 0): void => {
    const status = roomStatus(2, { ...told, appliedIndex: asLogIndex(appliedIndex) });
    for (const endMs = nowMs + forMs; ; awake.tick((nowMs += 50))) {
      board.logTells(status);
      settings.logTells(status);
      turns.tick();
      if (nowMs >= endMs) return;
    }
  };
  const taken = (at: number, index: number): void =>
    asked[at]!.answer({ kind: "done", id: 0, index: asLogIndex(index) });
  return { asked, board, settings, others, logTells, taken };
}
const blanked = (value: boolean, setAt: number) => ({
  dials: { ...firstDials, blank: { value, setAt: asLogIndex(setAt) } },
});
const minutes = 60_000;

/** Blank was given up and Restore is in the log; then the log says blank again. */
function lostBlank(isAlone = true) {
  const show = askingRooms({ isAlone });
  show.board.turn(blank(true));
  show.asked[0]!.answer({ kind: "no-answer" });
  show.board.turn(blank(false));
  show.taken(1, 20);
  show.logTells(21, blanked(false, 20));
  return show;
}

test("C9 what a room kept on its way to another, and brings behind what was turned since, gives way, once", () => {
  const { asked, board, logTells, taken } = lostBlank(false);
  logTells(31, blanked(true, 30), 3_000);
  expect(asked.map(({ call }) => call).slice(2)).toEqual([
    { kind: "set-dial", change: blank(false) },
  ]);
  expect(board.blank).toBe(false);
  taken(2, 40);
  logTells(41, blanked(false, 40));
  // By another gateway, of which no word has come: it was on no way of this one's.
  logTells(51, blanked(true, 50), 3_000);
  expect(asked).toHaveLength(3);
  expect(board.blank).toBe(true);
});

test("C9 hundreds of other calls without an answer do not make it forgotten", () => {
  const { asked, board, logTells } = lostBlank();
  for (let account = 300; account < 400; account += 1)
    board.turn({ dial: "removed", value: { account: asAccountId(account), removed: true } });
  for (const { answer } of asked.slice(2)) answer({ kind: "no-answer" });
  const before = asked.length;
  logTells(31, blanked(true, 30));
  expect(asked.slice(before).map(({ call }) => call)).toContainEqual({
    kind: "set-dial",
    change: blank(false),
  });
});

test("C9 what another gateway has turned the same way holds: its word is late, or it was killed before it, or the lost call is of long ago", () => {
  const late = lostBlank(false);
  late.logTells(31, blanked(true, 30), 1_000);
  expect(late.board.blank).toBe(true);
  late.board.othersTell([{ change: blank(true), stamp: 90, takenAt: asLogIndex(30) }]);
  const killed = lostBlank(false);
  killed.logTells(31, blanked(true, 30), 1_000);
  killed.others.fellSilent += 1;
  const longAgo = lostBlank(false);
  longAgo.logTells(22, blanked(false, 20), 4 * minutes);
  for (const { asked, board, logTells } of [late, killed, longAgo]) {
    logTells(31, blanked(true, 30), 5_000);
    expect(board.blank).toBe(true);
    expect(asked).toHaveLength(2);
  }
});

test("C9 what comes late gives way to the later turn of another gateway as well", () => {
  const { asked, board, logTells, taken } = askingRooms({ isAlone: false });
  board.turn(blank(true));
  asked[0]!.answer({ kind: "refused", id: 0, refusal: "unknown" });
  logTells(9, {}, 600);
  taken(1, 10);
  logTells(11, blanked(true, 10));
  board.othersTell([{ change: blank(false), stamp: 90, takenAt: asLogIndex(20) }]);
  logTells(21, blanked(false, 20));
  logTells(31, blanked(true, 30), 3_000);
  expect(asked.slice(2).map(({ call }) => call)).toEqual([
    { kind: "set-dial", change: blank(false) },
  ]);
  expect(board.blank).toBe(false);
});

test.each([
  ["a show of one gateway", true, 2],
  ["a show of several, of whose choices none hears", false, 0],
])("pace and failback that come late in %s", (_, isAlone, putAgain) => {
  const { asked, settings, logTells, taken } = askingRooms({ isAlone });
  settings.setPace("booth", () => undefined);
  settings.setFailback(false, () => undefined);
  for (const { answer } of asked.slice(0, 2)) answer({ kind: "no-answer" });
  settings.setPace("full-speed", () => undefined);
  settings.setFailback(true, () => undefined);
  taken(2, 20);
  taken(3, 21);
  const { booth, "full-speed": fullSpeed } = paceProfiles;
  logTells(22, { pace: fullSpeed, failback: true }, 1_000);
  expect(asked).toHaveLength(4);
  logTells(30, { pace: booth, failback: false }, 1_000);
  const right = [
    { kind: "set-pace", pace: fullSpeed },
    { kind: "set-failback", failback: true },
  ];
  expect(asked.slice(4).map(({ call }) => call)).toEqual(right.slice(0, putAgain));
});

test("while the show is paused nobody pays, at any gateway; what was asked is free to be sent later", () => {
  const lin = show.gateway.person("a");
  const wang = show.gateway.person("b");
  perform(show.gateway, turn({ dial: "paused", value: true }));
  const payee = wang.me.me.accountNumber;
  expect(show.gateway.pay(lin.connection, payee, 1)).toEqual({
    kind: "rejected",
    refusal: "show-paused",
  });
  perform(show.gateway, turn({ dial: "paused", value: false }));
  expect(show.gateway.pay(lin.connection, payee, 1)).toMatchObject({ kind: "booked" });
});

test("an attendee who is removed is told so, at every gateway, and does not come in again until let in", () => {
  const other = show.startGateway();
  show.pass(1_000);
  const { connection, me } = other.person("a");
  const remove = (removed: boolean): DialChange => ({
    dial: "removed",
    value: { account: me.me.account, removed },
  });
  perform(show.gateway, turn(remove(true)));
  show.pass(500);
  expect(other.heardBy(connection, "removed")).toHaveLength(1);
  expect(other.core.snapshot().people.online).toBe(0);
  expect(show.gateway.enter("a").answer).toEqual({ ok: false, refusal: "removed" });
  perform(show.gateway, turn(remove(false)));
  show.pass(500);
  expect(other.enter("a").answer).toMatchObject({ ok: true });
});

test("a session that was logged out of is over at every gateway, and at one that comes later", () => {
  const session = "0123456789abcdef";
  const { core } = show.gateway;
  core.dials.turn({ dial: "endedSessions", value: { session, expiresAtS: 2_000_000_000 } });
  expect(core.dials.isSessionEnded(session)).toBe(true);
  show.pass(500);
  const next = show.startGateway();
  show.pass(1_000);
  expect(next.core.dials.isSessionEnded(session)).toBe(true);
  expect(next.core.dials.isSessionEnded("fedcba9876543210")).toBe(false);
});

test("C11, K3: of 256 ended sessions none is forgotten before it has expired: one more is refused", () => {
  const nowS = 1_800_000_000;
  const { dials } = show.gateway.core;
  const end = (number: number, expiresAtS: number, atS = nowS): boolean =>
    dials.endSession({ session: number.toString(16).padStart(16, "0"), expiresAtS }, atS);
  // A login link that was used lasts for an hour, sessions for twelve.
  expect(end(0, nowS + 3_600)).toBe(true);
  for (let number = 1; number < 256; number += 1) expect(end(number, nowS + 43_200)).toBe(true);
  expect(end(256, nowS + 43_200)).toBe(false);
  show.pass(5_000);
  expect(logged().endedSessions.value).toHaveLength(256);
  expect(end(256, nowS + 43_200)).toBe(false);
  expect(dials.isSessionEnded("0".repeat(16))).toBe(true);
  // Once more is no other one.
  expect(end(7, nowS + 43_200)).toBe(true);
  // When the link would have lasted no longer, its place is free.
  expect(end(256, nowS + 43_200, nowS + 3_600)).toBe(true);
  show.pass(1_000);
  expect(logged().endedSessions.value.map(({ session }) => session)).not.toContain("0".repeat(16));
  expect(dials.isSessionEnded("100".padStart(16, "0"))).toBe(true);
});
