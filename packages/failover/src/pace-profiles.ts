import type { ChosenPaceName, Pace } from "@cablecut/protocol";

/**
 * The paces a person can choose (SPEC.md, P). All are real waits: a lease that is waited out, an interval between
 * moves. With 40 shards to move, a cut at keynote pace lasts leaseMs + 40 x moveIntervalMs = 26 s.
 */
export const paceProfiles: Readonly<Record<ChosenPaceName, Pace>> = {
  keynote: {
    name: "keynote",
    heartbeatMs: 100,
    suspectMs: 2_000,
    leaseMs: 20_000,
    moveIntervalMs: 150,
  },
  booth: {
    name: "booth",
    heartbeatMs: 100,
    suspectMs: 2_000,
    leaseMs: 19_000,
    moveIntervalMs: 150,
  },
  /** As low as stays free of false alarms: a room that is stalled for nine heartbeats counts as lost. */
  "full-speed": {
    name: "full-speed",
    heartbeatMs: 50,
    suspectMs: 450,
    leaseMs: 500,
    moveIntervalMs: 0,
  },
};
