import {
  asCents,
  defaultTopology,
  encodeShards,
  type AccountView,
  type LogIndex,
  type PayAnswer,
  type RoomCondition,
  type RoomIndex,
  type SequenceNumber,
  type World,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { emptyBook, type TransferBook, type TransferEvent } from "./payment.ts";
import { emptyAccount } from "../testing/empty-account.ts";
import { person } from "../testing/person.ts";
import { receiptFields } from "../testing/receipt-fields.ts";
import { standingOf, type Standing } from "./standing.ts";
import { stepTransfers } from "./transfer-book.ts";

const me = person(500, 0);
const lin = person(501, 2);
const asOf = { balanceCents: asCents(1), appliedIndex: 99 as LogIndex };
const receipt = { ...receiptFields, sequence: 1 as SequenceNumber };
const account: AccountView = { ...emptyAccount, appliedIndex: 9 as LogIndex };

const ownRooms = ["normal", "silent", "switching", "moved"] as const;
interface Conditions {
  readonly connected: boolean;
  readonly quorum: boolean;
  readonly paused: boolean;
  readonly ownRoom: (typeof ownRooms)[number];
}
const fair: Conditions = { connected: true, quorum: true, paused: false, ownRoom: "normal" };
const both = [true, false];
const allConditions: readonly Conditions[] = both.flatMap((connected) =>
  both.flatMap((quorum) =>
    both.flatMap((paused) => ownRooms.map((ownRoom) => ({ connected, quorum, paused, ownRoom }))),
  ),
);

function worldIn({ quorum, paused, ownRoom }: Conditions): World {
  const own: Record<Conditions["ownRoom"], RoomCondition> = {
    normal: "normal",
    silent: "abnormal",
    switching: "switching",
    moved: "dark",
  };
  const shards = defaultTopology.rooms.map((_, room) => ({
    owner: (room === 0 && ownRoom === "moved" ? 3 : room) as RoomIndex,
    status: room === 0 && ownRoom === "switching" ? ("switching" as const) : ("serving" as const),
  }));
  return {
    atMs: 0,
    starting: false,
    conditions: defaultTopology.rooms.map((_, room) => (room === 0 ? own[ownRoom] : "normal")),
    shards: encodeShards(shards),
    answering: 5,
    quorum,
    incident: 0,
    cue: { on: false, amountCents: asCents(888) },
    holdUp: false,
    paused,
  };
}

/**
 * The book of a phone under some conditions. Beside it, and sharing nothing with it, what really is: which payments have a copy
 * under way or lost, so that they may have been booked.
 */
class Desk {
  book: TransferBook = emptyBook;
  conditions: Conditions;
  nowMs = 0;
  readonly mayBeBooked = new Set<number>();
  #asks: { readonly id: number; readonly purpose: "pay" | "cancel" } | null = null;

  constructor(conditions: Conditions) {
    this.conditions = conditions;
    this.step({ kind: "account-read", account, isNewest: true });
  }

  step(event: TransferEvent): this {
    const { connected: lineOpen, quorum, paused } = this.conditions;
    const { shards } = worldIn(this.conditions);
    const surroundings = { nowMs: this.nowMs, luck: 0, lineOpen, quorum, paused, shards };
    const { book, effects } = stepTransfers(this.book, event, {
      ...surroundings,
      ownShard: me.shard,
    });
    this.book = book;
    for (const { kind } of effects) {
      if (kind !== "pay" && kind !== "cancel") continue;
      this.#asks = { id: book.open!.paymentId, purpose: kind };
      if (kind === "pay") this.mayBeBooked.add(book.open!.paymentId);
    }
    return this;
  }

  pay(): this {
    return this.step({ kind: "made", payee: lin, amountCents: asCents(888) });
  }

  /** Answers what is asked, if anything is. */
  say(answer: PayAnswer, isNo: boolean): this {
    const { open } = this.book;
    if (open === null || !open.asked || this.#asks === null) return this;
    if (isNo && this.#asks.purpose === "pay") this.mayBeBooked.delete(this.#asks.id);
    const { sequence, attempt } = open;
    return this.step({ kind: "answered", sequence, attempt, answer });
  }

  turn(conditions: Conditions): this {
    const lost = this.conditions.connected && !conditions.connected;
    this.conditions = conditions;
    if (lost) this.step({ kind: "line-lost" });
    return this.step({ kind: "looked" });
  }

  standings(): Standing[] {
    const seen = { world: worldIn(this.conditions), profile: { me } };
    return this.book.payments.map((payment) => standingOf(payment, this.book.open, seen));
  }
}

/** What happens to one payment, or to two where the second one is behind the first. */
const stages: Readonly<Record<string, (desk: Desk) => Desk>> = {
  "just made": (desk) => desk.pay(),
  "behind another one": (desk) => desk.pay().pay(),
  "its answer was lost": (desk) => desk.pay().say({ kind: "unknown" }, false),
  "refused for a moment": (desk) => desk.pay().say({ kind: "not-now", refusal: "busy" }, true),
  "refused without a quorum": (desk) =>
    desk.pay().say({ kind: "not-now", refusal: "log-unavailable" }, true),
  "refused at the door": (desk) => desk.pay().say({ kind: "rejected", refusal: "too-fast" }, true),
  "refused, and asked again": (desk) => {
    desk.pay().say({ kind: "not-now", refusal: "busy" }, true);
    desk.nowMs += 5_000;
    return desk.step({ kind: "looked" });
  },
  "being taken back for its payee": (desk) =>
    desk.pay().say({ kind: "not-now", refusal: "payee-switching" }, true),
  "taken back, and nobody has answered": (desk) =>
    desk
      .pay()
      .say({ kind: "not-now", refusal: "payee-switching" }, true)
      .say({ kind: "unknown" }, false),
  "taken back": (desk) =>
    desk
      .pay()
      .say({ kind: "not-now", refusal: "payee-switching" }, true)
      .say({ kind: "cancelled", ...asOf }, true),
};

/** Under those conditions nothing is said of trouble with the own room. */
function isFair({ connected, quorum, paused, ownRoom }: Conditions): boolean {
  return connected && quorum && !paused && (ownRoom === "normal" || ownRoom === "moved");
}

const found: string[] = [];
test.each(Object.keys(stages))(
  "%s: not charged is said of what cannot have been booked, and of all of that, whatever the conditions before and after",
  (stage) => {
    const wrong: string[] = [];
    for (const before of [fair, ...allConditions]) {
      for (const after of allConditions) {
        const desk = stages[stage]!(new Desk(before)).turn(after);
        for (const [at, standing] of desk.standings().entries()) {
          const may = desk.mayBeBooked.has(desk.book.payments[at]!.id);
          const allowed: readonly Standing[] = !may
            ? ["kept", "waiting"]
            : isFair(after)
              ? ["confirming", "checking"]
              : ["checking"];
          found.push(standing);
          if (!allowed.includes(standing))
            wrong.push(`${standing}, ${JSON.stringify({ may, before, after })}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  },
);

test("all faces of what has not ended were met", () => {
  expect([...new Set(found)].sort()).toEqual(["checking", "confirming", "kept", "waiting"]);
});

test("where nothing is wrong each stage has its own words", () => {
  const told = Object.entries(stages).map(([stage, play]) => [
    stage,
    ...play(new Desk(fair)).standings(),
  ]);
  expect(told).toEqual([
    ["just made", "confirming"],
    ["behind another one", "confirming", "waiting"],
    ["its answer was lost", "checking"],
    ["refused for a moment", "kept"],
    ["refused without a quorum", "kept"],
    ["refused at the door", "kept"],
    ["refused, and asked again", "confirming"],
    ["being taken back for its payee", "kept"],
    ["taken back, and nobody has answered", "kept"],
    ["taken back", "kept"],
  ]);
});

test("ends are ends, and one that nobody keeps is told neither as paid nor as refused", () => {
  const endings: readonly (readonly [PayAnswer, Standing])[] = [
    [{ kind: "booked", receipt, ...asOf }, "booked"],
    [{ kind: "refused", refusal: "insufficient-funds", ...asOf }, "refused"],
    [{ kind: "rejected", refusal: "malformed" }, "refused"],
    [{ kind: "ended-otherwise", refusal: "archived" }, "forgotten"],
    [{ kind: "ended-otherwise", refusal: "sequence-conflict" }, "checking"],
  ];
  for (const [answer, standing] of endings) {
    for (const after of allConditions) {
      const desk = new Desk(fair).pay().say(answer, false).turn(after);
      expect([answer.kind, desk.standings()]).toEqual([answer.kind, [standing]]);
    }
  }
});

test("a payment that a forgotten number may have been is not told as kept", () => {
  const desk = new Desk({ ...fair, paused: true }).pay();
  const line = {
    kind: "sent" as const,
    counterparty: lin.account,
    amountCents: asCents(888),
    sequence: 1 as SequenceNumber,
    index: 12 as LogIndex,
    result: "booked" as const,
  };
  const lastSequence = 1 as SequenceNumber;
  desk.step({
    kind: "account-read",
    account: { ...account, lastSequence, history: [line] },
    isNewest: true,
  });
  expect(desk.standings()).toEqual(["checking"]);
});
