import type { EnterAnswer, Person } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

function enter(digit: string, synthetic: boolean): EnterAnswer & { ok: true } {
  const { answer } = show.gateway.enter(digit, { synthetic });
  if (!answer.ok) throw new Error(answer.refusal);
  return answer;
}

/** What the rooms count comes with their next status. */
function counted(accounts: number): void {
  show.pass(300);
  const funds = show.gateway.core.rooms.best()?.funds;
  expect((funds?.people.accounts ?? 0) + (funds?.synthetic.accounts ?? 0)).toBe(accounts);
}

test("synthetic attendees are told apart from people on every count, from the opening on", () => {
  for (const digit of ["1", "2", "3"]) enter(digit, true);
  enter("a", false);
  counted(4);
  const { people, rooms } = show.gateway.core.snapshot();
  expect(people).toMatchObject({ joined: 1, online: 1, synthetic: 3 });
  expect(rooms.reduce((sum, { accounts }) => sum + accounts, 0)).toBe(1);
  expect(show.gateway.stageSaw("arrivals").flatMap(([arrivals]) => arrivals)).toHaveLength(1);
});

test("one that comes back is the same account and is counted once", () => {
  const first = enter("1", true);
  const { connection, answer } = show.gateway.enter("1", { synthetic: true });
  expect(answer).toMatchObject({ ok: true, me: { account: first.me.account } });
  counted(1);
  const { core } = show.gateway;
  expect(core.snapshot().people).toMatchObject({ joined: 0, online: 0, synthetic: 1 });
  core.phones.left(connection);
  expect(core.snapshot().people.online).toBe(0);
  expect(core.snapshot().people).toMatchObject({ joined: 0, online: 0, synthetic: 1 });
});

test("a person's partner is a person where there is a suitable one, and a synthetic attendee is given none", () => {
  const crowd = ["1", "2", "3", "4", "5", "6"].map((digit) => enter(digit, true));
  expect(crowd.map(({ partner }) => partner)).toEqual(crowd.map(() => null));
  const connections = new Map<number, string>();
  const partnerAtFirst = new Map<number, Person | null>();
  const people = ["a", "b", "c", "d", "e"].map((digit) => {
    const { connection, me } = show.gateway.person(digit);
    connections.set(me.me.account, connection);
    partnerAtFirst.set(me.me.account, me.partner);
    return me;
  });
  // Whoever came first may have been given a synthetic attendee; the next round of matching puts that right.
  show.pass(1_100);
  const given = people.map(({ me }) => {
    const later = show.gateway.heardBy(connections.get(me.account)!, "partner").at(-1)?.[0];
    return later ?? partnerAtFirst.get(me.account)!;
  });
  const synthetic = new Set(crowd.map(({ me }) => me.account));
  expect(given.map((partner) => partner !== null && synthetic.has(partner.account))).toEqual(
    people.map(() => false),
  );
  expect(given).not.toContain(null);
});

test("after a restart of the gateway synthetic attendees stay synthetic, on every count and as nobody's partner", () => {
  const crowd = ["1", "2", "3", "4", "5", "6"].map((digit) => enter(digit, true));
  show.gateway.stopForGood();
  const next = show.startGateway();
  show.pass(1_000);
  expect(next.core.snapshot().people).toMatchObject({ joined: 0, online: 0, synthetic: 6 });
  const { connection } = next.person("a");
  // Whoever is looked up is known from then on, and known for what it is.
  for (const { me } of crowd)
    next.answerOf((done) => next.core.phones.lookUp(connection, me.accountNumber, done));
  const people = ["b", "c", "d", "e"].map((digit) => next.person(digit));
  show.pass(1_100);
  const synthetic = new Set(crowd.map(({ me }) => me.account));
  for (const person of people) {
    const told = next.heardBy(person.connection, "partner").at(-1)?.[0];
    const partner = told ?? person.me.partner;
    expect(partner).not.toBeNull();
    expect(synthetic.has(partner!.account)).toBe(false);
  }
  expect(next.core.snapshot()).toMatchObject({
    people: { joined: 5, online: 5, synthetic: 6 },
    funds: { people: { accounts: 5 }, synthetic: { accounts: 6 }, differenceCents: 0 },
  });
});

test("an incident counts the accounts of people, not of synthetic attendees", () => {
  const crowd = ["1", "2", "3", "4", "5", "6"].map((digit) => enter(digit, true));
  const people = ["a", "b", "c"].map((digit) => show.gateway.person(digit).me);
  const inHangzhou = ({ me }: EnterAnswer & { ok: true }) => me.shard % 5 < 2;
  expect(crowd.filter(inHangzhou).length).toBeGreaterThan(0);
  show.cut("hz");
  show.pass(4_000);
  const hit = people.filter(inHangzhou).length;
  expect(show.gateway.core.snapshot().incident).toMatchObject({
    accountsHit: hit,
    accountsBack: hit,
  });
});
