import type { IncidentView } from "@cablecut/protocol";

/** A wall clock that is off by more than this was set, ms. */
const clockSetMs = 1_000;

/** Monotonic time to measure by, and wall time to tell. */
export interface Clocks {
  nowMs(): number;
  wallMs(): number;
}

/**
 * When an incident began, as people are told it. Once said it stays, however the wall clock wanders; once that clock was
 * set, pages go by what it says now: they count from here to the time that they are told with it.
 */
export class ToldStart {
  readonly #clocks: Clocks;
  #said: { readonly atMs: number; readonly wallMs: number } | null = null;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  /** `atMs`: of the start, on the monotonic clock. */
  wallMsOf(atMs: number): number {
    const startMs = wallOf(this.#clocks, atMs);
    const said = this.#said;
    if (said?.atMs === atMs && Math.abs(startMs - said.wallMs) <= clockSetMs) return said.wallMs;
    this.#said = { atMs, wallMs: startMs };
    return startMs;
  }
}

/** When an incident ended, as people are told it: by its start and its figure. Null where one of them is not known. */
export function endWallMsOf({
  startedAtMs,
  elapsedMs,
}: Pick<IncidentView, "startedAtMs" | "elapsedMs">): number | null {
  return startedAtMs === null || elapsedMs === null ? null : startedAtMs + elapsedMs;
}

/** What the wall clock says of a moment of the monotonic one. */
export function wallOf(clocks: Clocks, atMs: number): number {
  return Math.round(clocks.wallMs() - (clocks.nowMs() - atMs));
}
