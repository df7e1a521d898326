import type { InFlight, ReceiptCheck, RoomIndex } from "@cablecut/protocol";
import type { CheckedReceipts, Verification } from "./receipt-book.ts";
import type { StoreApi } from "zustand/vanilla";
import type { PhoneState } from "../phone-state.ts";
import type { GatewayLine } from "../session/gateway-line.ts";

/** Between two requests about the same incident, ms: a room that is catching up is asked again. */
const askAgainMs = 1_200;
const askAgainMaxMs = 8_000;

export interface ReceiptVerifier {
  /** The incident, which began so long ago if that is known, is over: asks after a random wait of at most `spreadMs`. */
  request(incident: number, spreadMs: number, startedAgoMs?: number): void;
  /** The line is open again; what was not finished goes on. */
  resume(): void;
}

interface Pending {
  readonly incident: number;
  tries: number;
  /** When the incident began, on this page's clock; null where nobody said. */
  readonly beganAtMs: number | null;
}

/**
 * Lets the room that serves the account now show every receipt that this phone holds. Every request carries all of
 * them, so that a lost answer costs nothing; `not-yet` is asked again until the room has caught up.
 */
export function createReceiptVerifier(parts: {
  readonly store: StoreApi<PhoneState>;
  readonly line: GatewayLine;
  readonly nowMs: () => number;
  /** Of this phone's own clock, for a gateway that says no time. */
  readonly wallMs: () => number;
  readonly random: () => number;
  readonly later: (delayMs: number, run: () => void) => () => void;
  /** What was under way at that moment; null where this page cannot say. */
  readonly inFlightAt?: (atMs: number) => InFlight[] | null;
}): ReceiptVerifier {
  const { store, line } = parts;
  let cancelTimer: () => void = () => {};
  let pending: Pending | null = unfinished(store.getState().verification);
  let asking = false;

  function askIn(delayMs: number): void {
    cancelTimer();
    cancelTimer = parts.later(delayMs, () => void ask());
  }

  async function ask(): Promise<void> {
    if (pending === null || asking) return;
    const { incident } = pending;
    const { receipts } = store.getState().receipts;
    store.setState({ verification: { kind: "asking", incident } });
    asking = true;
    // Read for its sake: a clock that has stood still since the request is noticed by that.
    parts.nowMs();
    const inFlight = toldInFlight(pending, parts.inFlightAt);
    const answer = await line.ask("verify", { incident, receipts: [...receipts], ...inFlight });
    asking = false;
    if (pending?.incident !== incident) return askIn(0);
    if (answer === null || !answer.ok) return again();
    const checks: Record<number, ReceiptCheck> = {};
    for (const [at, receipt] of receipts.entries()) {
      checks[receipt.sequence] = answer.checks[at] ?? "not-yet";
    }
    if (Object.values(checks).includes("not-yet")) return again();
    pending = null;
    store.setState({
      verification: {
        kind: "done",
        result: {
          incident,
          ...roomsIn(incident, answer.room, store.getState()),
          checks,
          atMs: parts.nowMs(),
          wallMs: answer.atMs ?? parts.wallMs(),
          sealed: answer.sealed,
        },
      },
    });
  }

  function again(): void {
    if (pending === null) return;
    pending.tries += 1;
    const wait = Math.min(askAgainMaxMs, askAgainMs * 1.5 ** (pending.tries - 1));
    askIn(Math.round(wait * (0.5 + parts.random())));
  }

  return {
    request(incident, spreadMs, startedAgoMs) {
      const nowMs = parts.nowMs();
      const beganAtMs = startedAgoMs === undefined ? null : nowMs - startedAgoMs;
      pending = { incident, tries: 0, beganAtMs };
      const delayMs = Math.round(parts.random() * spreadMs);
      const dueMs = nowMs + delayMs;
      store.setState({ verification: { kind: "waiting", incident, dueMs } });
      askIn(delayMs);
    },
    resume() {
      if (pending !== null && !asking) askIn(Math.round(parts.random() * askAgainMs));
    },
  };
}

/**
 * The room that shows them, and which one the account left in that incident, or in an earlier one of the same cut: the log may
 * count the rooms of one cut one by one, and where the account is served is news until the next cut (see followWorld).
 */
function roomsIn(
  incident: number,
  room: RoomIndex,
  { episode: { left, servedBy } }: PhoneState,
): Pick<CheckedReceipts, "room" | "left"> {
  if (left === null || left.incident > incident) return { room };
  const isOfCut = left.incident === incident || servedBy === room;
  return isOfCut ? { room, left: left.room } : { room };
}

/** Left out where this page cannot say. */
function toldInFlight(
  { beganAtMs }: Pending,
  inFlightAt: ((atMs: number) => InFlight[] | null) | undefined,
): { readonly inFlight?: InFlight[] } {
  const inFlight = beganAtMs === null ? null : (inFlightAt?.(beganAtMs) ?? null);
  return inFlight === null ? {} : { inFlight };
}

/** What a page that was reloaded in the middle of it has still to ask. */
function unfinished(verification: Verification): Pending | null {
  return verification.kind === "waiting" || verification.kind === "asking"
    ? { incident: verification.incident, tries: 0, beganAtMs: null }
    : null;
}
