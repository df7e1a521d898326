import {
  asCents,
  asRoomIndex,
  type CommandAnswer,
  type PayAnswer,
  type PresenterCommand,
  type RoomStatus,
} from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import type { SearchResult } from "./attendee-search.ts";

let show: VirtualShow;
let gateway: VirtualGateway;
beforeEach(() => {
  show = VirtualShow.running();
  gateway = show.gateway;
});

const perform = (command: PresenterCommand): CommandAnswer =>
  gateway.answerOf<CommandAnswer>((done) =>
    gateway.core.consoles.perform({ command, shown: gateway.core.console().frame }, done),
  );
const impair = (
  targets: readonly string[],
  impairment: Extract<PresenterCommand, { kind: "impair" }>["impairment"],
): PresenterCommand => ({
  kind: "impair",
  targets: [...targets],
  impairment,
  evenIfQuorumIsLost: false,
});
function find(text: string, at = gateway): SearchResult | null {
  return at.answerOf<SearchResult | null>((done) => at.core.consoles.attendees(text, done));
}

test("what no room could say is not told to the presenter as an attendee that there is not", () => {
  const { accountNumber } = gateway.person("a").me.me;
  const other = show.startGateway();
  show.pass(1_000);
  expect(find("99999", other)).toEqual({ found: [], more: false });
  for (const room of show.rooms.keys()) show.killRoom(room);
  // Not known to be gone yet, and then known.
  for (const number of [accountNumber, 99_998]) expect(find(String(number), other)).toBeNull();
  show.pass(3_000);
  expect(find(String(accountNumber), other)).toBeNull();
  expect(find(String(accountNumber))?.found).toHaveLength(1);
});

test("a gateway that has not met everybody does not say of a name that nobody is called so; of a number it knows", () => {
  const { accountNumber, name } = gateway.person("a").me.me;
  const other = show.startGateway();
  show.pass(1_000);
  expect(find(name.en)?.found).toHaveLength(1);
  expect(find("nobody is called so")).toEqual({ found: [], more: false });
  expect(find("nobody is called so", other)).toEqual({ found: [], more: false, notAll: true });
  const fullWidth = String(accountNumber).replaceAll(/\d/g, (digit) =>
    String.fromCodePoint(digit.codePointAt(0)! + 0xfee0),
  );
  expect(find(fullWidth, other)?.found).toHaveLength(1);
});

test("whoever is removed is found by name also at a gateway that never met them, so that everybody can be let in again", () => {
  const { account, name } = gateway.person("a").me.me;
  const removed = { account, removed: true } as const;
  expect(perform({ kind: "turn", change: { dial: "removed", value: removed } })).toEqual({
    ok: true,
  });
  const other = show.startGateway();
  show.pass(2_000);
  for (const called of [name.en, name.zh])
    expect(find(called, other)?.found).toMatchObject([{ account, removed: true }]);
});

test("delay, loss, bandwidth, reset and their end go to the fabric, for cables, rooms and cities", () => {
  expect(perform(impair(["hz"], { kind: "delay", delayMs: 200, jitterMs: 0 }))).toEqual({
    ok: true,
  });
  expect(perform(impair(["sh-a/B", "sz-a"], { kind: "loss", percent: 5 }))).toEqual({ ok: true });
  expect(perform(impair(["all"], { kind: "none" }))).toEqual({ ok: true });
  expect(show.fabricAsked).toEqual(["delay hz", "loss sh-a/B sz-a", "none all"]);
  expect(perform(impair(["bj"], { kind: "reset" }))).toEqual({
    ok: false,
    refusal: "unknown-target",
  });
});

test("silence one way is silence for the quorum: the last rooms that count need a second word", () => {
  const oneWay = { kind: "one-way", silent: "toward" } as const;
  expect(perform(impair(["hz"], oneWay))).toEqual({ ok: true });
  expect(perform(impair(["hz", "sh-a"], oneWay))).toEqual({
    ok: false,
    refusal: "would-lose-quorum",
  });
  // Delay takes no room away.
  expect(perform(impair(["all"], { kind: "delay", delayMs: 500, jitterMs: 0 }))).toEqual({
    ok: true,
  });
});

test("the crowd is started and ended by whoever starts programs here, and every console sees it", () => {
  expect(perform({ kind: "crowd", wish: { people: 300, rate: 120 } })).toEqual({ ok: true });
  expect(gateway.core.console().crowd).toEqual({ kind: "running", people: 300, rate: 120 });
  expect(perform({ kind: "crowd", wish: { people: 0, rate: 1 } })).toEqual({ ok: true });
  expect(gateway.core.console().crowd).toEqual({ kind: "none" });
});

test("where nobody starts programs a crowd and a reset are refused by name", () => {
  gateway.crowd = null;
  const refused = { ok: false, refusal: "no-supervisor" };
  expect(perform({ kind: "crowd", wish: { people: 10, rate: 5 } })).toEqual(refused);
  expect(perform({ kind: "reset", showId: "show-of-the-test" })).toEqual(refused);
  expect(gateway.core.console().crowd).toBeNull();
});

test("consoles see which rooms do not run, and which versions of payloads the others read and write", () => {
  const stop = {
    room: "sz-a",
    why: "newer-build",
    reason: { en: "entry 7 has version 9", zh: "条目7为第9版" },
  } as const;
  expect(gateway.core.console().roomStops).toEqual([]);
  gateway.roomStops = [stop];
  const { roomStops, payloads } = gateway.core.console();
  expect(roomStops).toEqual([stop]);
  expect(payloads).toHaveLength(5);
  for (const versions of payloads)
    expect(versions?.reads).toBeGreaterThanOrEqual(versions?.writes ?? Number.POSITIVE_INFINITY);
});

test("that the log takes nothing is told as long as a room says so that answers, and no longer", () => {
  const { core } = gateway;
  const of = (room: number): RoomStatus => core.rooms.status(asRoomIndex(room))!;
  expect(core.console().logAlarm).toBeUndefined();
  show.killRoom(3);
  show.pass(500);
  core.rooms.told({ ...of(3), logAlarm: "no-space" });
  expect(core.console().logAlarm).toBe("no-space");
  show.pass(2_000);
  expect(of(3).logAlarm).toBe("no-space");
  expect(core.console().logAlarm).toBeUndefined();
});

test("a reset needs this show's id, and what hinders it is said", () => {
  expect(perform({ kind: "reset", showId: "another-show" })).toEqual({
    ok: false,
    refusal: "other-show",
  });
  expect(perform({ kind: "reset", showId: "show-of-the-test" })).toEqual({
    ok: false,
    refusal: "incident-running",
  });
});

test("why a show is not ended reaches the console by name, and a page of the build before hears that it is unknown", () => {
  for (const reset of ["incident-unknown", "busy", "not-set-aside", "not-started"] as const) {
    gateway.refusalToReset = reset;
    const answer = perform({ kind: "reset", showId: "show-of-the-test" });
    expect(answer).toEqual({ ok: false, refusal: "unknown", reset });
  }
});

test("attendees are found by number, by a part of the name, in both languages", () => {
  const { me } = gateway.person("ann").me;
  const byNumber = find(String(me.accountNumber));
  expect(byNumber).toMatchObject({ more: false, found: [{ account: me.account, online: true }] });
  for (const part of [me.name.en.slice(0, 5).toLowerCase(), me.name.zh])
    expect(find(part)?.found.map(({ account }) => account)).toContain(me.account);
  expect(find("nobody is called so")).toEqual({ found: [], more: false });
  expect(find("9")).toEqual({ found: [], more: false });
});

test("whoever is removed is told so, is out, keeps the money, and can be let in again", () => {
  const ann = gateway.person("ann");
  const { account } = ann.me.me;
  const turn = (removed: boolean): CommandAnswer =>
    perform({ kind: "turn", change: { dial: "removed", value: { account, removed } } });
  expect(find("")).toEqual({ found: [], more: false });
  expect(turn(true)).toEqual({ ok: true });
  expect(gateway.heardBy(ann.connection, "removed")).toHaveLength(1);
  expect(gateway.core.console().removed).toBe(1);
  expect(find("")?.found).toMatchObject([{ account, removed: true, online: false }]);
  expect(gateway.enter("ann").answer).toEqual({ ok: false, refusal: "removed" });
  show.pass(2_000);
  // Durable: another gateway knows it from the log.
  const other = show.startGateway();
  show.pass(2_000);
  expect(other.core.console().removed).toBe(1);
  expect(turn(false)).toEqual({ ok: true });
  const again = gateway.enter("ann").answer;
  expect(again).toMatchObject({ ok: true, me: { account } });
  expect(again.ok && again.account.balanceCents).toBe(ann.me.account.balanceCents);
  expect(find("")).toEqual({ found: [], more: false });
});

test("C7 what a removed attendee kept is not awaited any more, and a payment that was under way is what the log says", () => {
  const [ann, bo] = [gateway.person("ann"), gateway.person("bo")];
  const keeps = { kept: 1, keptCents: asCents(888), checking: 0, receipts: 1 };
  const { traffic } = gateway.core.snapshot();
  expect(traffic.keptFate).toBeNull();
  for (const { connection } of [ann, bo]) gateway.core.phones.outbox(connection, keeps);
  expect(gateway.core.snapshot().traffic.keptFate).toEqual({ booked: 0, of: 2 });
  const answers: PayAnswer[] = [];
  const payee = bo.me.me.accountNumber;
  const payment = { payee, sequence: 1, amountCents: asCents(888) };
  gateway.core.phones.pay(ann.connection, payment, (answer) => answers.push(answer));
  const value = { account: ann.me.me.account, removed: true };
  expect(perform({ kind: "turn", change: { dial: "removed", value } })).toEqual({ ok: true });
  show.pass(500);
  expect(answers).toMatchObject([{ kind: "booked" }]);
  expect(gateway.core.snapshot()).toMatchObject({
    traffic: { kept: 1, keptCents: 888, keptFate: { booked: 0, of: 1 } },
    people: { online: 1 },
    funds: { differenceCents: 0 },
  });
});

test("while new payments are paused phones are refused by name", () => {
  const [ann, bo] = [gateway.person("ann"), gateway.person("bo")];
  const pause = (value: boolean): CommandAnswer =>
    perform({ kind: "turn", change: { dial: "paused", value } });
  expect(pause(true)).toEqual({ ok: true });
  expect(gateway.core.console().paused).toBe(true);
  expect(gateway.pay(ann.connection, bo.me.me.accountNumber, 1)).toEqual({
    kind: "rejected",
    refusal: "show-paused",
  });
  expect(pause(false)).toEqual({ ok: true });
  expect(gateway.pay(ann.connection, bo.me.me.accountNumber, 1)).toMatchObject({ kind: "booked" });
});

test("the stage's languages, view and sound are turned from the console and told to stages", () => {
  for (const change of [
    { dial: "stageLanguages", value: "zh" },
    { dial: "stageView", value: "dashboard" },
    { dial: "sound", value: true },
  ] as const)
    expect(perform({ kind: "turn", change })).toEqual({ ok: true });
  expect(gateway.core.snapshot().stage).toMatchObject({
    languages: "zh",
    view: "dashboard",
    sound: true,
  });
});

test("the view that is on already can be chosen once more: a screen that its own key has turned away hears of it", () => {
  const setAt = () => gateway.core.snapshot().stage.viewSetAt;
  const chosen = { kind: "turn", change: { dial: "stageView", value: "story" } } as const;
  expect(setAt()).toBe(0);
  expect(perform(chosen)).toEqual({ ok: true });
  show.pass(1_000);
  const first = setAt()!;
  expect(first).toBeGreaterThan(0);
  perform(chosen);
  expect(setAt()).toBeNull();
  show.pass(1_000);
  expect(setAt()).toBeGreaterThan(first);
});

test("a console's mirror is no screen of the audience", () => {
  gateway.stages = 2;
  gateway.mirrors = 1;
  expect(gateway.core.console().stages).toBe(1);
});

test("what a cut that was played to its end is worth: it counts as a rehearsal", () => {
  const rehearsal = () => gateway.core.console().venue.find(({ check }) => check === "rehearsal");
  expect(rehearsal()).toEqual({ check: "rehearsal", found: "none" });
  show.cut("hz");
  show.pass(500);
  expect(rehearsal()).toEqual({ check: "rehearsal", found: "none" });
  show.pass(8_000);
  expect(rehearsal()).toEqual({ check: "rehearsal", found: "done", runs: 1 });
  show.restoreEverything();
  show.pass(5_000);
  show.cut("sz");
  show.pass(100);
  expect(gateway.core.snapshot().incident).toMatchObject({ id: null, state: "running" });
  expect(rehearsal()).toEqual({ check: "rehearsal", found: "done", runs: 1 });
});
