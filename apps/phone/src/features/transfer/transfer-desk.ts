import type { AccountView, Cents, PayAnswer, Person } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import type { PhoneState } from "../../phone-state.ts";
import type { GatewayLine } from "../../session/gateway-line.ts";
import { withBalance, withReceipt } from "../account/account-books.ts";
import { addReceipt } from "../receipts/receipt-book.ts";
import { nextWakeMs } from "./minting.ts";
import type { Surroundings, TransferBook, TransferEffect, TransferEvent } from "./payment.ts";
import { refusePayment, stepTransfers } from "./transfer-book.ts";

/** The driver of the book of payments: saves it, asks the gateway, sets the timer. Decides nothing itself. */
export interface TransferDesk {
  /** Refused only if too many payments wait already. */
  pay(payee: Person, amountCents: Cents): "too-many-open" | null;
  withdraw(paymentId: number): void;
  accountRead(account: AccountView): void;
  lineLost(): void;
  worldChanged(): void;
}

export interface TransferDeskParts {
  readonly store: StoreApi<PhoneState>;
  readonly line: GatewayLine;
  readonly save: (book: TransferBook) => void;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly later: (delayMs: number, run: () => void) => () => void;
  readonly readAccount: () => void;
  readonly enter: () => void;
}

export function createTransferDesk(parts: TransferDeskParts): TransferDesk {
  const { store, line } = parts;
  let cancelTimer: () => void = () => {};

  function surroundings(): Surroundings {
    const { connection, entry, world, profile } = store.getState();
    return {
      nowMs: parts.nowMs(),
      luck: parts.random(),
      lineOpen: connection === "connected" && entry.kind === "entered",
      shards: world?.shards ?? "",
      ownShard: profile?.me.shard ?? null,
    };
  }

  function step(event: TransferEvent): void {
    const before = store.getState().book;
    const { book, effects } = stepTransfers(before, event, surroundings());
    if (book !== before) {
      // Saved first: a number that was sent must be found again after a reload.
      parts.save(book);
      store.setState({ book });
    }
    for (const effect of effects) perform(effect);
    setTimer();
  }

  function perform(effect: TransferEffect): void {
    switch (effect.kind) {
      case "pay":
        return answered(effect.input.sequence, effect.attempt, line.ask("pay", effect.input));
      case "cancel": {
        const { sequence, attempt } = effect;
        return answered(sequence, attempt, line.ask("cancel", { sequence }));
      }
      case "read-account":
        return parts.readAccount();
      case "enter-again":
        store.setState({ entry: { kind: "entering", refusal: null } });
        return parts.enter();
      case "balance":
        return changeBooks((books) => withBalance(books, { ...effect, incoming: null }));
      case "ended": {
        const { state } = effect.payment;
        if (state.kind !== "booked") return;
        store.setState((phone) => ({ receipts: addReceipt(phone.receipts, state.receipt) }));
        return changeBooks((books) => withReceipt(books, state.receipt));
      }
    }
  }

  function answered(sequence: number, attempt: number, ask: Promise<PayAnswer | null>): void {
    void ask.then((answer) =>
      step({ kind: "answered", sequence, attempt, answer: answer ?? { kind: "unknown" } }),
    );
  }

  function changeBooks(change: Parameters<typeof withBooks>[1]): void {
    store.setState((state) => withBooks(state, change));
  }

  function setTimer(): void {
    cancelTimer();
    const now = surroundings();
    const wakeMs = nextWakeMs(store.getState().book, now);
    if (wakeMs === null) return;
    cancelTimer = parts.later(Math.max(10, wakeMs - now.nowMs), () => step({ kind: "looked" }));
  }

  return {
    pay(payee, amountCents) {
      const refusal = refusePayment(store.getState().book);
      if (refusal === null) step({ kind: "made", payee, amountCents });
      return refusal;
    },
    withdraw: (paymentId) => step({ kind: "withdrawn", paymentId }),
    accountRead: (account) => step({ kind: "account-read", account }),
    lineLost: () => step({ kind: "line-lost" }),
    worldChanged: () => step({ kind: "looked" }),
  };
}

function withBooks(
  { profile }: PhoneState,
  change: (
    books: NonNullable<PhoneState["profile"]>["books"],
  ) => NonNullable<PhoneState["profile"]>["books"],
): Partial<PhoneState> {
  return profile === null ? {} : { profile: { ...profile, books: change(profile.books) } };
}
