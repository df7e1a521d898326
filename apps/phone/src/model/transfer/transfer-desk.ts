import type { AccountView, Cents, PayAnswer, Person } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import type { PhoneState } from "../phone-state.ts";
import type { GatewayLine } from "../session/gateway-line.ts";
import { withBalance, withReceipt, type AccountBooks } from "../account/account-books.ts";
import { addReceipt } from "../receipts/receipt-book.ts";
import { nextWakeMs } from "./scheduler.ts";
import type { SentNumbers } from "./sent-numbers.ts";
import type { Surroundings, TransferBook, TransferEffect, TransferEvent } from "./payment.ts";
import { refusePayment, stepTransfers } from "./transfer-book.ts";

export interface TransferDeskParts {
  readonly store: StoreApi<PhoneState>;
  readonly line: GatewayLine;
  readonly save: (book: TransferBook) => void;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly later: (delayMs: number, run: () => void) => () => void;
  readonly readAccount: () => void;
  readonly enter: () => void;
  readonly sentNumbers: SentNumbers;
}

/** A payment that was made, under its number on this phone; or why none was. */
export type Made =
  | { readonly ok: true; readonly paymentId: number }
  | { readonly ok: false; readonly refusal: "too-many-open" };

/** The driver of the book of payments: saves it, asks the gateway, sets the timer. Decides nothing itself. */
export class TransferDesk {
  readonly #parts: TransferDeskParts;
  #cancelTimer: () => void = () => {};

  constructor(parts: TransferDeskParts) {
    this.#parts = parts;
  }

  /** Refused only if too many payments wait already. */
  pay(payee: Person, amountCents: Cents): Made {
    const { book } = this.#parts.store.getState();
    const refusal = refusePayment(book);
    if (refusal !== null) return { ok: false, refusal };
    this.#step({ kind: "made", payee, amountCents });
    return { ok: true, paymentId: book.nextId };
  }

  withdraw(paymentId: number): void {
    this.#step({ kind: "withdrawn", paymentId });
  }

  accountRead(account: AccountView, isNewest: boolean): void {
    this.#step({ kind: "account-read", account, isNewest });
  }

  lineLost(): void {
    this.#step({ kind: "line-lost" });
  }

  worldChanged(): void {
    this.#step({ kind: "looked" });
  }

  /** The page's clock stood still for a while. */
  slept(): void {
    this.#step({ kind: "slept" });
  }

  #step(event: TransferEvent): void {
    const { store, save } = this.#parts;
    // First: whoever reads the clock may find out that the page has slept, which is a step of its own.
    const surroundings = this.#surroundings();
    const before = store.getState().book;
    const { book, effects } = stepTransfers(before, event, surroundings);
    if (book !== before) {
      // Saved first: a number that was sent must be found again after a reload.
      save(book);
      store.setState({ book });
    }
    for (const effect of effects) this.#perform(effect);
    this.#setTimer();
  }

  #surroundings(): Surroundings {
    const { store, nowMs, random } = this.#parts;
    const { connection, entry, world, profile } = store.getState();
    return {
      nowMs: nowMs(),
      luck: random(),
      lineOpen: connection === "connected" && entry.kind === "entered",
      paused: world?.paused ?? false,
      quorum: world?.quorum ?? true,
      shards: world?.shards ?? "",
      ownShard: profile?.me.shard ?? null,
    };
  }

  #perform(effect: TransferEffect): void {
    const { store, line, readAccount, enter, sentNumbers, nowMs } = this.#parts;
    switch (effect.kind) {
      case "pay":
        sentNumbers.sent(effect.input.sequence, nowMs());
        return this.#await(effect.input.sequence, effect.attempt, line.ask("pay", effect.input));
      case "cancel": {
        const { sequence, attempt } = effect;
        return this.#await(sequence, attempt, line.ask("cancel", { sequence }));
      }
      case "read-account":
        return readAccount();
      case "enter-again":
        store.setState({ entry: { kind: "entering", refusal: null } });
        return enter();
      case "balance":
        return this.#changeBooks((books) => withBalance(books, { ...effect, incoming: null }));
      case "ended": {
        const { state } = effect.payment;
        if (state.kind !== "booked") return;
        store.setState((phone) => ({ receipts: addReceipt(phone.receipts, state.receipt) }));
        return this.#changeBooks((books) => withReceipt(books, state.receipt));
      }
    }
  }

  #await(sequence: number, attempt: number, ask: Promise<PayAnswer | null>): void {
    void ask.then((told) => {
      const answer: PayAnswer = told ?? { kind: "unknown" };
      const { sentNumbers, nowMs } = this.#parts;
      sentNumbers.answered(sequence, answer, nowMs());
      this.#step({ kind: "answered", sequence, attempt, answer });
    });
  }

  #changeBooks(change: (books: AccountBooks) => AccountBooks): void {
    this.#parts.store.setState(({ profile }) =>
      profile === null ? {} : { profile: { ...profile, books: change(profile.books) } },
    );
  }

  #setTimer(): void {
    this.#cancelTimer();
    const now = this.#surroundings();
    const wakeMs = nextWakeMs(this.#parts.store.getState().book, now);
    if (wakeMs === null) return;
    this.#cancelTimer = this.#parts.later(Math.max(10, wakeMs - now.nowMs), () =>
      this.#step({ kind: "looked" }),
    );
  }
}
