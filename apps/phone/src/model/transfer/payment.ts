import type {
  AccountView,
  Cents,
  MeritRefusal,
  PayAnswer,
  PayInput,
  Person,
  Receipt,
  SequenceNumber,
  ShardId,
} from "@cablecut/protocol";

/** Ended payments that are still shown with what became of them; older ones are in the account's history only. */
export const endedPaymentsMax = 20;

/**
 * Ends of a payment by a no: on its merit, or at the door for a reason that never changes. `archived` is the end of what
 * this phone does about it: the number ended so long ago that nobody keeps how.
 */
export type PaymentRefusal = MeritRefusal | "malformed" | "unknown-payer" | "archived";

/**
 * - `unsent`: holds no number, so it is not deducted but where `isUncertain`. Waits its turn, or is kept until both shards serve.
 * - `open`: holds `TransferBook.open`, the one number whose end is not known yet.
 * - `booked`, `refused`: ended.
 */
export type PaymentState =
  | {
      readonly kind: "unsent";
      /** It could not go when it was last looked at: one of the two shards did not serve, or nobody could be asked. */
      readonly held: boolean;
      /** Not before this moment: spreads a hall's payments after a switch. */
      readonly notBeforeMs: number;
    }
  | { readonly kind: "open" }
  | { readonly kind: "booked"; readonly receipt: Receipt; readonly endedAtMs: number }
  | { readonly kind: "refused"; readonly refusal: PaymentRefusal; readonly endedAtMs: number };

/** What a person wants to have paid, once. */
export interface Payment {
  /** Of this phone only, rising. */
  readonly id: number;
  readonly payee: Person;
  readonly amountCents: Cents;
  /** Null on a page that was loaded since, whose clock is another one, or that has slept since. */
  readonly madeAtMs: number | null;
  /** It was kept at some time, so its arrival is news. */
  readonly wasKept: boolean;
  /** Its outcome was unknown at some time. */
  readonly wasChecked: boolean;
  /**
   * A number that already ended in the log and looks like this payment: storage went back in time (a browser that
   * crashed), so this book has forgotten that it gave it. It is asked for before a new number is given.
   */
  readonly takesNumber: SequenceNumber | null;
  /** It was sent under a number that damaged storage has lost. Until the book is within the log; default: no. */
  readonly mayBeBooked?: boolean;
  readonly state: PaymentState;
}

/** The number that is given and has not ended. Written to storage before anything is sent under it. */
export interface OpenNumber {
  readonly paymentId: number;
  readonly sequence: SequenceNumber;
  /** `cancel`: it is being ended because the payee's shard is switching. */
  readonly purpose: "pay" | "cancel";
  /** Counts what was sent under this number; 0 before the first. */
  readonly attempt: number;
  /** An answer to `attempt` is awaited. */
  readonly asked: boolean;
  /** Some copy of the payment may have been booked: an answer was lost, or said so. Stays until the end is known. */
  readonly uncertain: boolean;
  /** The payer's own shard cannot be asked: it is switching, the show is paused, it has no quorum, or there is no line. Asked again as soon as it can. */
  readonly waitsForOwner: boolean;
  /** The log holds another payload under this number; the account's history tells. */
  readonly disputed: boolean;
  readonly retryAtMs: number;
}

export interface TransferBook {
  /** The last number that ended; null until the account was read, and none is given before. */
  readonly lastSequence: number | null;
  /** Every number up to this one is accounted for in this book. Survives a reload, never goes back. */
  readonly explainedUpTo: number;
  /** False on a page that was loaded since, until the log was seen: what storage says of numbers may be damaged. */
  readonly isWithinLog: boolean;
  readonly nextId: number;
  /** In the order in which they were made. At most `openPaymentsMax` without an end, endedPaymentsMax with. */
  readonly payments: readonly Payment[];
  readonly open: OpenNumber | null;
}

export const emptyBook: TransferBook = {
  lastSequence: null,
  explainedUpTo: 0,
  isWithinLog: true,
  nextId: 1,
  payments: [],
  open: null,
};

export type TransferEvent =
  | { readonly kind: "made"; readonly payee: Person; readonly amountCents: Cents }
  /** The person takes back what was not sent. */
  | { readonly kind: "withdrawn"; readonly paymentId: number }
  /**
   * The own account, at the entry or later. `isNewest`: a linearizable read, and no number was given or has ended since it
   * was asked for; else it is as a room knows it that does not serve it, or may be overtaken.
   */
  | { readonly kind: "account-read"; readonly account: AccountView; readonly isNewest: boolean }
  | { readonly kind: "line-lost" }
  | {
      readonly kind: "answered";
      readonly sequence: number;
      readonly attempt: number;
      readonly answer: PayAnswer;
    }
  /** The page's clock has stood still: how long what has not ended takes is not known any more. */
  | { readonly kind: "slept" }
  /** Time has passed or the world has changed. */
  | { readonly kind: "looked" };

/** What the driver has to do, after the book was saved. */
export type TransferEffect =
  | { readonly kind: "pay"; readonly input: PayInput; readonly attempt: number }
  | { readonly kind: "cancel"; readonly sequence: SequenceNumber; readonly attempt: number }
  | { readonly kind: "read-account" }
  | { readonly kind: "enter-again" }
  | { readonly kind: "ended"; readonly payment: Payment }
  | { readonly kind: "balance"; readonly balanceCents: Cents; readonly appliedIndex: number };

/** Everything from outside that a step depends on. */
export interface Surroundings {
  /** Monotonic, of this page load. All times in the book are of that clock. */
  readonly nowMs: number;
  /** Fresh for each step, 0 <= luck < 1: the jitter. */
  readonly luck: number;
  /** Connected and entered. */
  readonly lineOpen: boolean;
  /** World.paused: the door takes no payments. */
  readonly paused: boolean;
  /** World.quorum: false where it is known that nothing can be booked. */
  readonly quorum: boolean;
  /** World.shards. */
  readonly shards: string;
  readonly ownShard: ShardId | null;
}

export interface Step {
  readonly book: TransferBook;
  readonly effects: readonly TransferEffect[];
}

/** Changes whenever a number is given or ends. */
export function numbersOf({ explainedUpTo, open }: TransferBook): string {
  return `${explainedUpTo} ${open?.sequence}`;
}

/** Unsent, and may have been booked all the same: under a number that the book has forgotten. */
export function isUncertain({ takesNumber, mayBeBooked }: Payment): boolean {
  return takesNumber !== null || mayBeBooked === true;
}

export function hasEnded(payment: Payment): boolean {
  return payment.state.kind === "booked" || payment.state.kind === "refused";
}

export function withPayment(
  book: TransferBook,
  id: number,
  change: (payment: Payment) => Payment,
): TransferBook {
  return {
    ...book,
    payments: book.payments.map((payment) => (payment.id === id ? change(payment) : payment)),
  };
}
