import type { HistoryLine, LogIndex } from "@cablecut/protocol";
import { useState, type Dispatch, type SetStateAction } from "react";
import { usePhoneState } from "../../shared/phone-context.ts";

/** What this page has done about a call to pay. */
export interface Taps {
  /** The entry that made the call; null: not told yet. */
  readonly calledAt: LogIndex | null;
  /** The page of the call has come up, and whoever leaves it leaves the call. */
  readonly isFollowed: boolean;
  /** Payments, in the order of the taps. */
  readonly made: readonly number[];
  /** Their numbers, and those of whatever else was booked since the call: also before this page was loaded. */
  readonly booked: readonly number[];
}

export type SetTaps = Dispatch<SetStateAction<Taps>>;

const none: Taps = { calledAt: null, isFollowed: false, made: [], booked: [] };

/**
 * For whoever outlives the page of the call: a line that is lost for a moment takes that page away, and nothing of what was
 * tapped. Over once the call is said to be over, or another one is on: a phone that slept has heard of no end.
 */
export function useTaps(history: readonly HistoryLine[]): readonly [Taps, SetTaps] {
  const [taps, setTaps] = useState(none);
  const { payments } = usePhoneState(({ book }) => book);
  const told = usePhoneState(({ world }) => world?.cue.calledAt ?? null);
  const isOver = usePhoneState(
    // Without rooms that can book nobody is called, and no call is over.
    ({ world }) => world !== null && !world.cue.on && world.quorum && !world.starting,
  );
  const { calledAt, made, booked } = taps;
  // What a gateway that is behind still says of the call before is no news.
  const isNews = told !== null && (calledAt === null || told > calledAt);
  // The book and the history forget what ended long ago; what was booked stays counted.
  const all = new Set(booked);
  for (const { id, state } of payments)
    if (state.kind === "booked" && made.includes(id)) all.add(state.receipt.sequence);
  for (const { kind, index, sequence } of history)
    if (kind === "sent" && calledAt !== null && index > calledAt) all.add(sequence);
  if (isOver && taps !== none) setTaps(none);
  else if (!isOver && isNews) setTaps({ ...(calledAt === null ? taps : none), calledAt: told });
  else if (all.size > booked.length) setTaps({ ...taps, booked: [...all] });
  return [taps, setTaps];
}
