import { paceProfiles } from "@cablecut/failover";
import type { Pace } from "@cablecut/protocol";
import type { Prng } from "./prng.ts";

/** Times scaled down so that a whole failover fits into a few seconds. */
export const quickPace: Pace = {
  name: "custom",
  heartbeatMs: 100,
  suspectMs: 500,
  leaseMs: 600,
  moveIntervalMs: 0,
};
/** Like keynote, in small: shards wait for a long lease and are moved one by one. */
export const pacedPace: Pace = { ...quickPace, suspectMs: 700, leaseMs: 1_600, moveIntervalMs: 40 };

export const somePace = (prng: Prng): Pace =>
  prng.pick([quickPace, pacedPace, paceProfiles["full-speed"]]);
export const anyPace = (prng: Prng): Pace =>
  prng.pick([quickPace, quickPace, pacedPace, paceProfiles["full-speed"]]);
export const quick = (): Pace => quickPace;
