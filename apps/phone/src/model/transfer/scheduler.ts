import { shardAt, asSequenceNumber, type ShardId } from "@cablecut/protocol";
import {
  isUncertain,
  withPayment,
  type OpenNumber,
  type Payment,
  type Step,
  type Surroundings,
  type TransferBook,
  type TransferEffect,
} from "./payment.ts";

/** A hall's payments are spread over this time once a shard serves again, ms. */
const spreadMs = 500;

/** True as well for a shard of which nothing was heard yet: the rooms decide, this only spares them the question. */
export function shardServes(shards: string, shard: ShardId | null): boolean {
  return shard === null || shardAt(shards, shard)?.status !== "switching";
}

type Way = Pick<Surroundings, "lineOpen" | "paused" | "quorum">;

/** Nobody is asked for anything: there is no line, the show is paused and its door would refuse, or too few rooms are left to book. */
function isHalted({ lineOpen, paused, quorum }: Way): boolean {
  return !lineOpen || paused || !quorum;
}

/** A payment from the own shard to this one can be sent now, as far as this phone knows. */
export function canGo(
  surroundings: Way & Pick<Surroundings, "shards" | "ownShard">,
  payeeShard: ShardId,
): boolean {
  const { shards, ownShard } = surroundings;
  if (isHalted(surroundings)) return false;
  return shardServes(shards, ownShard) && shardServes(shards, payeeShard);
}

/**
 * Does what can be done now: asks under the open number, or gives the next payment its number. Invariant: at most one number is open,
 * and a payment gets a new number only after its former one ended without booking it.
 */
export function advance(book: TransferBook, surroundings: Surroundings): Step {
  const watched = holdAndRelease(book, surroundings);
  if (isHalted(surroundings) || watched.lastSequence === null)
    return { book: watched, effects: [] };
  if (watched.open !== null) return askAgain(watched, watched.open, surroundings);
  const next = watched.payments.find((payment) => mayGo(payment, surroundings));
  if (next === undefined) return { book: watched, effects: [] };
  const open: OpenNumber = {
    paymentId: next.id,
    sequence: next.takesNumber ?? asSequenceNumber(watched.lastSequence + 1),
    purpose: "pay",
    attempt: 0,
    asked: false,
    uncertain: isUncertain(next),
    waitsForOwner: false,
    disputed: false,
    retryAtMs: surroundings.nowMs,
  };
  const scheduled = withPayment({ ...watched, open }, next.id, (payment) => ({
    ...payment,
    takesNumber: null,
    state: { kind: "open" },
  }));
  return askAgain(scheduled, open, surroundings);
}

/** When `advance` has something to do without any other event, on the clock of `nowMs`; null if only an event can help. */
export function nextWakeMs(book: TransferBook, surroundings: Surroundings): number | null {
  if (isHalted(surroundings) || book.lastSequence === null) return null;
  if (book.open !== null) return book.open.asked ? null : book.open.retryAtMs;
  const waits = book.payments.flatMap((payment) =>
    payment.state.kind === "unsent" && !payment.state.held ? [payment.state.notBeforeMs] : [],
  );
  return waits.length === 0 ? null : Math.min(...waits);
}

function askAgain(book: TransferBook, open: OpenNumber, surroundings: Surroundings): Step {
  const payment = book.payments.find((candidate) => candidate.id === open.paymentId);
  if (payment === undefined) throw new Error(`number ${open.sequence} belongs to no payment`);
  if (open.asked || surroundings.nowMs < open.retryAtMs) return { book, effects: [] };
  const attempt = open.attempt + 1;
  const effect: TransferEffect =
    open.purpose === "cancel"
      ? { kind: "cancel", sequence: open.sequence, attempt }
      : {
          kind: "pay",
          input: {
            sequence: open.sequence,
            payee: payment.payee.accountNumber,
            amountCents: payment.amountCents,
          },
          attempt,
        };
  return { book: { ...book, open: { ...open, attempt, asked: true } }, effects: [effect] };
}

function mayGo(payment: Payment, { nowMs }: Surroundings): boolean {
  const { state } = payment;
  return state.kind === "unsent" && !state.held && state.notBeforeMs <= nowMs;
}

/** Keeps what cannot go, because a shard is switching or nobody can be asked, and lets it go, spread a little, when it can. */
function holdAndRelease(book: TransferBook, surroundings: Surroundings): TransferBook {
  const { nowMs, luck, shards, ownShard } = surroundings;
  const ownServes = !isHalted(surroundings) && shardServes(shards, ownShard);
  let { open } = book;
  if (open !== null && !ownServes && !open.waitsForOwner) open = { ...open, waitsForOwner: true };
  if (open !== null && ownServes && open.waitsForOwner) {
    const retryAtMs = Math.min(open.retryAtMs, nowMs + Math.round(luck * spreadMs));
    open = { ...open, waitsForOwner: false, retryAtMs };
  }
  const payments = book.payments.map((payment): Payment => {
    if (payment.state.kind === "open" && open?.waitsForOwner === true && !payment.wasKept)
      return { ...payment, wasKept: true };
    if (payment.state.kind !== "unsent") return payment;
    const goes = canGo(surroundings, payment.payee.shard);
    if (goes !== payment.state.held) return payment;
    const notBeforeMs = goes
      ? Math.max(payment.state.notBeforeMs, nowMs + Math.round(luck * spreadMs))
      : payment.state.notBeforeMs;
    return {
      ...payment,
      wasKept: true,
      state: { kind: "unsent", held: !goes, notBeforeMs },
    };
  });
  const unchanged =
    open === book.open && payments.every((payment, at) => payment === book.payments[at]);
  return unchanged ? book : { ...book, open, payments };
}
