import { useState, type Dispatch, type SetStateAction } from "react";
import { usePhoneState } from "../../shared/phone-context.ts";

/** What this page has paid at the call to pay. */
export interface Taps {
  /** Payments, in the order of the taps. */
  readonly made: readonly number[];
  readonly booked: readonly number[];
}

export type SetTaps = Dispatch<SetStateAction<Taps>>;

const none: Taps = { made: [], booked: [] };

/**
 * For whoever outlives the page of the call: a line that is lost for a moment takes that page away, and nothing of what was
 * tapped. Over once the call is said to be over.
 */
export function useTaps(): readonly [Taps, SetTaps] {
  const [taps, setTaps] = useState(none);
  const { payments } = usePhoneState(({ book }) => book);
  const isOver = usePhoneState(
    // Without rooms that can book nobody is called, and no call is over.
    ({ world }) => world !== null && !world.cue.on && world.quorum && !world.starting,
  );
  const { made, booked } = taps;
  // The book forgets what ended long ago; a tap that was booked stays counted.
  const fresh = payments
    .filter(({ id, state }) => state.kind === "booked" && made.includes(id) && !booked.includes(id))
    .map(({ id }) => id);
  if (isOver && taps !== none) setTaps(none);
  else if (fresh.length > 0) setTaps({ made, booked: [...booked, ...fresh] });
  return [taps, setTaps];
}
