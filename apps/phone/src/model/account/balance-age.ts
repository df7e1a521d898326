import { shardAt } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import type { PhoneState } from "../phone-state.ts";
import type { PhoneStorage } from "../storage.ts";

type BalanceState = Pick<PhoneState, "connection" | "entry" | "world" | "profile" | "staleAsOf">;
type ReadState = BalanceState & Pick<PhoneState, "book" | "owedUpTo">;

/**
 * Whether whatever happens to the account would be told here: the line is open, the account was read from the room that
 * serves it, and the rooms go on with the log.
 */
export function isBalanceCurrent(state: BalanceState): boolean {
  const { connection, entry, world } = state;
  const isInside = connection === "connected" && entry.kind === "entered";
  return isInside && world !== null && !world.starting && world.quorum && !isStale(state);
}

/** It came from a room that does not serve the account, and nothing newer was told since. */
function isStale({ profile, staleAsOf }: Pick<BalanceState, "profile" | "staleAsOf">): boolean {
  return staleAsOf !== null && (profile?.books.appliedIndex ?? 0) <= staleAsOf;
}

/**
 * Some payments were left out of what was told, and no read has brought them yet: the balance is right, and nobody knows how
 * much of it was sent and received.
 */
export function isOwed({ profile, owedUpTo }: Pick<ReadState, "profile" | "owedUpTo">): boolean {
  return profile !== null && profile.books.readAt < owedUpTo;
}

/**
 * What is shown came from another room, or payments are missing in it, or the numbers kept here were not held against the log
 * yet, and the room that serves the account can be asked now.
 */
function isToBeReadAgain(state: ReadState): boolean {
  const { entry, profile, world, book } = state;
  if (entry.kind !== "entered" || profile === null || world === null) return false;
  const isServed = shardAt(world.shards, profile.me.shard)?.status === "serving";
  const isAmiss = isOwed(state) || isStale(state) || !book.isWithinLog;
  return isAmiss && isServed && world.quorum;
}

/**
 * Notes until when the balance was known to be the newest, so that a screen can say how old it is; kept, since a page that is
 * loaded again shows what it knew. While it is current nothing is noted: the last sign of life is.
 */
export function watchBalance(
  store: StoreApi<PhoneState>,
  storage: PhoneStorage,
  line: { onSign(heard: () => void): void; readAccount(): void },
  wallMs: () => number,
): void {
  let signMs = wallMs();
  line.onSign(() => {
    signMs = wallMs();
    if (isToBeReadAgain(store.getState())) line.readAccount();
  });
  store.subscribe((state, before) => {
    // At once, and then with every sign of life: a read may be refused, lost, or older than what came meanwhile.
    if (isOwed(state) && !isOwed(before)) line.readAccount();
    const told = state.profile?.books.appliedIndex ?? null;
    const isTold = told !== null && told !== (before.profile?.books.appliedIndex ?? null);
    const isOver = isBalanceCurrent(before) && !isBalanceCurrent(state);
    if (!isTold && !isOver) return;
    const known = isTold ? wallMs() : Math.max(signMs, state.balanceKnownAtMs ?? 0);
    // The clock may have been set back since.
    const balanceKnownAtMs = Math.min(known, wallMs());
    storage.write("balance-known-at", balanceKnownAtMs);
    store.setState({ balanceKnownAtMs });
  });
}
