/** What the gateway tells of a show, in the order in which it happened: the console's log and the terminal's lines. */
export const showEventKinds = [
  "cable-cut",
  "cable-restored",
  /** `fault`: what the cable does now; `cable-fault-over`: what it no longer does. */
  "cable-fault",
  "cable-fault-over",
  "room-lost",
  "room-lit",
  "suspected",
  /** A suspected room is back: none of its shards had moved, some had; or all had, or nobody here knows. */
  "withdrawn",
  "withdrawn-midway",
  "room-back",
  "room-drained",
  "room-undrained",
  "room-diverged",
  "pace-set",
  "failback-on",
  "failback-off",
  "leader-changed",
  "quorum-lost",
  "quorum-regained",
  "cue-on",
  "cue-off",
  /** How an incident ended; with `shards`, and with `seconds` if they are known. */
  "recovered",
  "recovered-time-not-known",
  "restored-by-hand",
  "returned-by-itself",
] as const;
export type ShowEventKind = (typeof showEventKinds)[number];

/** What can be wrong with a cable that still carries something. */
export type CableFaultName =
  | "delay"
  | "loss"
  | "bandwidth"
  | "reset"
  | "silence-to-room"
  | "silence-from-room";

export interface EventLine {
  /** Wall clock, ms. */
  readonly atMs: number;
  readonly kind: ShowEventKind;
  /** For the text of that kind: `room` (its id), `cable`, `fault`, `pace`, `seconds`, `shards`. */
  readonly values: Readonly<Record<string, string | number>>;
}
