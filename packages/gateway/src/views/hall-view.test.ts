import { paceProfiles } from "@cablecut/failover";
import {
  asAccountId,
  asCents,
  defaultTopology,
  type AudienceVerification,
  type DialChange,
  type Hall,
  type LastNeeded,
  type RoomStatus,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { roomStatus } from "../testing/room-status.ts";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { Copies } from "./copies.ts";
import { Counts } from "./counts.ts";
import { hallOf } from "./hall-view.ts";

/** The keynote's way in a quarter of its time, and less. */
const paced = {
  pace: {
    ...paceProfiles.keynote,
    name: "custom" as const,
    suspectMs: 1_000,
    leaseMs: 4_000,
    moveIntervalMs: 50,
  },
};

function turn({ core }: VirtualGateway, change: DialChange): void {
  core.consoles.perform(
    { command: { kind: "turn", change }, shown: core.console().frame },
    (answer) => expect(answer).toEqual({ ok: true }),
  );
}
const cue = { dial: "act", value: { act: "cue", amountCents: asCents(888) } } as const;

const countedBehindTheEnd = [2, 3, 4].map((room) =>
  roomStatus(room, { incident: { number: 3, endedAt: 9 } as never }),
);

/** Of incident 3, in which two rooms were lost. */
function zeroOf(told: readonly RoomStatus[], verification: AudienceVerification | null = null) {
  const rooms = {
    topology: defaultTopology,
    best: () => roomStatus(2),
    answering: told.map(({ room }) => room),
    status: (at: number) => told.find(({ room }) => room === at) ?? null,
  };
  return hallOf({
    cue: { on: false },
    counts: { verification },
    copies: new Copies(rooms),
    incidents: { view: () => ({ id: 3, state: "recovered", roomsLost: [0, 1], elapsedMs: 1 }) },
    lastNeeded: { of: () => null },
    rooms,
    countHidden: false,
  } as never).incident?.differenceCents;
}

/** What phones were told last. */
function told(gateway: VirtualGateway): Hall {
  return gateway.heardBy("all phones", "hall").at(-1)![0];
}

test("the count of a call to pay reaches the phones within about a second, and those who come later with their entry", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const [one, two] = [gateway.person("a"), gateway.person("b")];
  show.pass(1_500);
  expect(told(gateway)).toEqual({ cue: null, incident: null });
  turn(gateway, cue);
  gateway.pay(one.connection, two.me.me.accountNumber, 1);
  show.pass(1_500);
  expect(told(gateway).cue).toEqual({ tapped: 1, joined: 2 });
  // As the rooms told it last: with their next word it is one more.
  expect(gateway.person("c").me.hall.cue).toEqual({ tapped: 1, joined: 2 });
  show.pass(1_500);
  expect(told(gateway).cue).toEqual({ tapped: 1, joined: 3 });
  const before = gateway.heardBy("all phones", "hall").length;
  show.pass(5_000);
  expect(gateway.heardBy("all phones", "hall")).toHaveLength(before);
  turn(gateway, { dial: "headCountHidden", value: true });
  show.pass(1_500);
  expect(told(gateway).cue).toBeNull();
});

test("an incident: waited, back, and nought only when every answering room has counted after the end", () => {
  const show = VirtualShow.running(paced);
  const { gateway } = show;
  for (const token of ["a", "b", "c", "d", "e"]) gateway.person(token);
  show.cut("hz-a");
  const halls: Hall[] = [];
  for (let second = 0; second < 20; second += 1) {
    show.pass(1_000);
    halls.push(told(gateway));
    if (told(gateway).incident?.differenceCents === 0) break;
  }
  const incidents = halls.flatMap(({ incident }) => incident ?? []);
  const running = incidents.filter(({ state }) => state === "running");
  expect(running.length).toBeGreaterThan(0);
  const waited = running.map((each) => each.waited);
  expect(waited).toEqual(waited.toSorted((a, b) => a - b));
  expect(running.every(({ differenceCents }) => differenceCents === null)).toBe(true);
  expect(incidents.at(-1)).toMatchObject({
    state: "recovered",
    waited: 1,
    differenceCents: 0,
    accountsHit: 1,
    accountsBack: 1,
  });
  expect(incidents.at(-1)!.elapsedMs).toBeGreaterThan(0);
});

test("phones are told whose payment stopped the clock, once it has stopped and only if it was a person's", () => {
  const account = asAccountId(205);
  const name = { en: "Amber Ibex", zh: "琥珀羚羊" };
  const stoppedBy = (state: "running" | "recovered", last: LastNeeded | null) =>
    hallOf({
      cue: { on: false },
      counts: { verification: null },
      copies: { view: () => ({ rooms: [], compared: null }) },
      incidents: { view: () => ({ id: 3, state, elapsedMs: 26_000, leaseRemainingMs: 0 }) },
      lastNeeded: { of: (incident: number) => (incident === 3 ? last : null) },
      rooms: {
        topology: defaultTopology,
        best: () => roomStatus(4),
      },
      countHidden: false,
    } as never).incident?.stoppedBy;
  expect(stoppedBy("recovered", { by: "person", account, name })).toBe(account);
  expect(stoppedBy("recovered", { by: "probe" })).toBeNull();
  expect(stoppedBy("recovered", null)).toBeNull();
  expect(stoppedBy("running", { by: "person", account, name })).toBeNull();
});

test("a phone's zero is the stage's: a quorum has counted behind the end, and nobody waits for a room that catches up", () => {
  const zero = (...told: RoomStatus[]) => zeroOf(told);
  const [two, three, four] = countedBehindTheEnd;
  const early = { appliedIndex: 8 as never, incident: null };
  expect(zero(two!, three!)).toBeNull();
  expect(zero(two!, three!, four!)).toBe(0);
  expect(zero(two!, three!, roomStatus(4, early))).toBeNull();
  expect(zero(two!, three!, four!, roomStatus(1, early))).toBe(0);
});

test("no phone is told that nothing is lost while the stage is red: a receipt is missing or forged, or copies differ", () => {
  const found = { incident: 3, phones: 9, verified: 20, missing: 0, archived: 0, forged: 0 };
  const zero = (different: Partial<AudienceVerification>) =>
    zeroOf(countedBehindTheEnd, { ...found, notYetHeard: 4, ...different });
  expect(zero({})).toBe(0);
  expect(zero({ missing: 1 })).toBeNull();
  expect(zero({ forged: 1 })).toBeNull();
  // Those of an earlier run say nothing of this one.
  expect(zero({ incident: 2, missing: 1 })).toBe(0);
  const [two, ...others] = countedBehindTheEnd;
  const endDigest = (state: string) => ({ index: 9, state, chain: "c" }) as never;
  const equal = others.map((each) => ({ ...each, endDigest: endDigest("x") }));
  expect(zeroOf([{ ...two!, endDigest: endDigest("x") }, ...equal])).toBe(0);
  expect(zeroOf([{ ...two!, endDigest: endDigest("y") }, ...equal])).toBeNull();
});

test("the next call to pay makes no missing receipt good on the phones", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const stranger = gateway.person("a");
  show.cut("hz");
  show.pass(3_000);
  const zero = () => told(gateway).incident?.differenceCents;
  show.pass(2_000);
  expect(zero()).toBe(0);
  const receipts = [{ ...stranger.me.opening!, amountCents: asCents(1) }];
  gateway.core.phones.verify(stranger.connection, { incident: 1, receipts }, () => undefined);
  show.pass(2_000);
  expect(zero()).toBeNull();
  turn(gateway, cue);
  show.pass(15_000);
  expect(gateway.core.snapshot()).toMatchObject({ scene: "live", cue: { on: true } });
  expect(zero()).toBeNull();
});

test("phones are told of being held up and of a pause; both end as the presenter says, the first with the incident", () => {
  const show = VirtualShow.running(paced);
  const { gateway } = show;
  const world = () => gateway.heardBy("all phones", "world").at(-1)![0];
  turn(gateway, { dial: "act", value: { act: "hold-up" } });
  turn(gateway, { dial: "paused", value: true });
  show.pass(500);
  expect(world()).toMatchObject({ holdUp: true, paused: true, cue: { on: false } });
  turn(gateway, { dial: "paused", value: false });
  show.cut("hz-a");
  show.pass(1_500);
  expect(world()).toMatchObject({ holdUp: true, paused: false });
  show.pass(10_000);
  expect(world().holdUp).toBe(false);
});

test("whoever has followed the call is one of those who joined, as on the stage, and nobody's phone has to be here for it", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const [one, two] = [gateway.person("a"), gateway.person("b")];
  turn(gateway, cue);
  gateway.pay(one.connection, two.me.me.accountNumber, 1);
  gateway.pay(two.connection, one.me.me.accountNumber, 1);
  show.pass(1_500);
  gateway.core.phones.left(one.connection);
  gateway.core.phones.left(two.connection);
  show.pass(1_500);
  expect(told(gateway).cue).toEqual({ tapped: 2, joined: 2 });
});

test("the count of a call to pay is told without a look at every phone that is in", () => {
  const looksAtAll = (): never => {
    throw new Error("looked at every phone");
  };
  const counts = new Counts({
    sessions: { totals: looksAtAll },
    receiptRound: { totals: looksAtAll },
    cue: { tapped: { calledAt: 10, people: 3 } },
    others: { words: [{ counts: { tapped: { calledAt: 10, people: 7 } } }] },
  } as never);
  const hall = hallOf({
    cue: { on: true },
    counts,
    incidents: { view: () => null },
    rooms: { best: () => ({ funds: { people: { accounts: 9 } } }) },
    countHidden: false,
  } as never);
  expect(hall.cue).toEqual({ tapped: 7, joined: 9 });
});
