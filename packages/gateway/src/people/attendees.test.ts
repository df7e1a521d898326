import {
  asCents,
  type AccountId,
  type DialChange,
  findMeAgainMs,
  findMeAtOnceMax,
  findMeMs,
  type FindMeAnswer,
  type LookUpAnswer,
} from "@cablecut/protocol";
import { beforeEach, expect, test, vi } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { Snapshots } from "../views/snapshot.ts";
import { Lot } from "./lot.ts";
import { RandomAttendee } from "./random-attendee.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

function anybody(connection: string): LookUpAnswer {
  return show.gateway.answerOf((done) => show.gateway.core.phones.randomAttendee(connection, done));
}
function findMe(connection: string, gateway: VirtualGateway = show.gateway): FindMeAnswer {
  return gateway.answerOf((done) => gateway.core.phones.findMe(connection, done));
}

test("a random attendee is somebody else who is here, whoever that is", () => {
  const asker = show.gateway.person("a");
  expect(anybody(asker.connection)).toEqual({ ok: false, refusal: "nobody-yet" });
  const others = ["b", "c", "d"].map((token) => show.gateway.person(token));
  const gone = others.pop()!;
  show.gateway.core.phones.left(gone.connection);
  const met = new Set(
    Array.from({ length: 60 }, () => {
      const answer = anybody(asker.connection);
      return answer.ok ? answer.person.account : answer.refusal;
    }),
  );
  expect(met).toEqual(new Set(others.map(({ me }) => me.me.account)));
});

test("people come before synthetic attendees, who are better than nobody", () => {
  const asker = show.gateway.person("a");
  const synthetic = show.gateway.enter("c", { synthetic: true }).answer;
  if (!synthetic.ok) throw new Error(synthetic.refusal);
  expect(anybody(asker.connection)).toEqual({ ok: true, person: synthetic.me });
  const person = show.gateway.person("b");
  expect(anybody(asker.connection)).toEqual({ ok: true, person: person.me.me });
});

test("a random attendee may be at another gateway, while there is one", () => {
  show = VirtualShow.running({ gateways: 2 });
  const [one, other] = [show.gateways[0]!, show.gateways[1]!];
  const asker = one.person("a");
  const ask = (): LookUpAnswer =>
    one.answerOf((done) => one.core.phones.randomAttendee(asker.connection, done));
  const tells = { kept: 0, keptCents: asCents(0), checking: 0, receipts: 1, verified: null };
  const far = other.enter("b", { tells: { ...tells, page: "b".repeat(8), visit: 1 } }).answer;
  if (!far.ok) throw new Error(far.refusal);
  show.pass(600);
  expect(ask()).toEqual({ ok: true, person: far.me });
  other.stopForGood();
  show.pass(3_000);
  expect(ask()).toEqual({ ok: false, refusal: "nobody-yet" });
});

test("what no room could say is not told as an account that there is not, nor as an empty hall", () => {
  const far = show.gateway.person("b").me.me;
  const other = show.startGateway();
  show.pass(1_000);
  const asker = other.person("a");
  const lookUp = (number: number): LookUpAnswer =>
    other.answerOf((done) => other.core.phones.lookUp(asker.connection, number, done));
  expect(lookUp(99_999)).toEqual({ ok: false, refusal: "unknown-payee" });
  for (const room of [0, 1, 2, 3, 4]) show.killRoom(room);
  expect(lookUp(far.accountNumber)).toEqual({ ok: false, refusal: "unknown" });
  show.pass(3_000);
  expect(lookUp(far.accountNumber)).toEqual({ ok: false, refusal: "unknown" });
});

test("a random attendee whom no room can name is not nobody", () => {
  const here = new Lot<AccountId>();
  here.add(300 as AccountId);
  const choose = (isDefinite: boolean): LookUpAnswer[] => {
    const answers: LookUpAnswer[] = [];
    new RandomAttendee({
      sessions: { people: here, synthetic: new Lot<AccountId>(), of: () => null },
      directory: { find: (_, done) => done(null, isDefinite), isSynthetic: () => false },
      doors: { isRemoved: () => false },
      peopleElsewhere: () => 0,
      random: () => 0,
    }).choose(301 as AccountId, (answer) => answers.push(answer));
    return answers;
  };
  expect(choose(false)).toEqual([{ ok: false, refusal: "unknown" }]);
  expect(choose(true)).toEqual([{ ok: false, refusal: "nobody-yet" }]);
});

test("whoever has not entered is told so", () => {
  const connection = show.gateway.connectPhone();
  expect(anybody(connection)).toEqual({ ok: false, refusal: "not-entered" });
  expect(findMe(connection)).toEqual({ ok: false, refusal: "not-entered" });
});

test("a person asks to be found, and the stage is told who; again only after a while", () => {
  const { connection, me } = show.gateway.person("a");
  expect(findMe(connection)).toEqual({ ok: true });
  expect(show.gateway.stageSaw("findMe")).toEqual([[me.me]]);
  show.pass(findMeAgainMs - 1_000);
  expect(findMe(connection)).toEqual({ ok: false, refusal: "too-fast" });
  // A second connection is the same person.
  expect(findMe(show.gateway.person("a").connection)).toEqual({ ok: false, refusal: "too-fast" });
  show.pass(2_000);
  expect(findMe(connection).ok).toBe(false);
  expect(findMe(show.gateway.person("a").connection)).toEqual({ ok: true });
  expect(show.gateway.stageSaw("findMe")).toHaveLength(2);
});

test("so few are shown at a time that they can be told apart", () => {
  const people = Array.from({ length: findMeAtOnceMax + 1 }, (_, at) =>
    show.gateway.person(at.toString(16)),
  );
  // Asked at one moment: nobody's window has gone out before the last one asks.
  const answers: FindMeAnswer[] = [];
  for (const { connection } of people)
    show.gateway.core.phones.findMe(connection, (answer) => answers.push(answer));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(findMeAtOnceMax);
  expect(answers.at(-1)).toEqual({ ok: false, refusal: "many-at-once" });
  show.pass(findMeMs);
  expect(findMe(people.at(-1)!.connection)).toEqual({ ok: true });
});

test("C18 whoever is found is shown on the stages of every gateway, once, and asks again nowhere sooner", () => {
  show = VirtualShow.running({ gateways: 2 });
  const [one, other] = [show.gateways[0]!, show.gateways[1]!];
  const { connection, me } = one.person("a");
  const stages = (): unknown[] => [one, other].map((gateway) => gateway.stageSaw("findMe"));
  expect(findMe(connection, one)).toEqual({ ok: true });
  show.pass(600);
  expect(stages()).toEqual([[[me.me]], [[me.me]]]);
  // Every word says it more than once.
  show.pass(findMeAgainMs - 1_000);
  expect(stages()).toEqual([[[me.me]], [[me.me]]]);
  const moved = other.person("a").connection;
  expect(findMe(moved, other)).toEqual({ ok: false, refusal: "too-fast" });
  show.pass(1_000);
  expect(findMe(moved, other)).toEqual({ ok: true });
  show.pass(600);
  expect(one.stageSaw("findMe")).toHaveLength(2);
});

test("C18 a stage at a gateway that has never met the person finds them all the same, and two cut rooms keep nobody from it", () => {
  show = VirtualShow.running();
  const { connection, me } = show.gateway.person("a");
  const other = show.startGateway();
  show.pass(1_000);
  show.cut("hz");
  expect(findMe(connection)).toEqual({ ok: true });
  show.pass(800);
  expect(other.stageSaw("findMe")).toEqual([[me.me]]);
});

test("C18 nobody is told to look for a window at the end of a run: the screen is full of its figure, its zero or its report", () => {
  const { connection } = show.gateway.person("a");
  const { core } = show.gateway;
  show.cut("hz");
  show.pass(200);
  expect(findMe(connection)).toEqual({ ok: true });
  show.pass(findMeAgainMs);
  expect(core.snapshot().incident).toMatchObject({ state: "recovered", pace: "full-speed" });
  expect(findMe(connection)).toEqual({ ok: false, refusal: "no-windows" });
  const change: DialChange = { dial: "act", value: { act: "report" } };
  core.consoles.perform(
    { command: { kind: "turn", change }, shown: core.console().frame },
    (answer) => expect(answer).toEqual({ ok: true }),
  );
  show.restoreEverything();
  show.pass(30_000);
  expect(findMe(connection)).toEqual({ ok: false, refusal: "no-windows" });
  expect(show.gateway.stageSaw("findMe")).toHaveLength(1);
});

test("C18 nor at a gateway whose stage has lost its windows since another one's showed them, and they ask no sooner again", () => {
  show = VirtualShow.running({ gateways: 2 });
  const [one, other] = [show.gateways[0]!, show.gateways[1]!];
  const { connection } = one.person("a");
  expect(findMe(connection, one)).toEqual({ ok: true });
  other.core.consoles.perform(
    {
      command: { kind: "turn", change: { dial: "blank", value: true } },
      shown: other.core.console().frame,
    },
    (answer) => expect(answer).toEqual({ ok: true }),
  );
  show.pass(600);
  expect(one.stageSaw("findMe")).toHaveLength(1);
  expect(other.stageSaw("findMe")).toEqual([]);
  const moved = other.person("a").connection;
  expect(findMe(moved, other)).toEqual({ ok: false, refusal: "too-fast" });
});

test("however many ask to be found within a moment, the hall is looked over once for all of them", () => {
  const people = Array.from({ length: 10 }, (_, at) => show.gateway.person(at.toString(16)));
  const looks = vi.spyOn(Snapshots.prototype, "take");
  for (let asked = 0; asked < 200; asked += 1)
    show.gateway.core.phones.findMe(people[asked % people.length]!.connection, () => undefined);
  const looked = looks.mock.calls.length;
  looks.mockRestore();
  expect(looked).toBe(1);
});

test.each<DialChange>([
  { dial: "headCountHidden", value: true },
  { dial: "blank", value: true },
  { dial: "stageView", value: "dashboard" },
])("nobody is told to look for a window where the stage shows none: %j", (change) => {
  const { connection } = show.gateway.person("a");
  const { core } = show.gateway;
  core.consoles.perform(
    { command: { kind: "turn", change }, shown: core.console().frame },
    (answer) => expect(answer).toEqual({ ok: true }),
  );
  expect(findMe(connection)).toEqual({ ok: false, refusal: "no-windows" });
  expect(show.gateway.stageSaw("findMe")).toEqual([]);
});
