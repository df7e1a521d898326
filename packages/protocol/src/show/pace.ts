import * as z from "zod";

/**
 * Pace: real parameters of the failover, in milliseconds. They are state in the log, so that all rooms follow the same.
 * Nothing waits for show: `leaseMs` is waited out before a shard may move, `moveIntervalMs` lies between two moves.
 */
export const paceSchema = z.strictObject({
  name: z.enum(["keynote", "booth", "full-speed", "custom"]),
  /** Interval of each room's heartbeat in the log. */
  heartbeatMs: z.number().int().min(10).max(5_000),
  /** Silence after which a room is suspected. */
  suspectMs: z.number().int().min(100).max(60_000),
  /** From the last heartbeat of a room until its shards may move; includes `suspectMs`. */
  leaseMs: z.number().int().min(100).max(120_000),
  /** Between two moves of one incident. */
  moveIntervalMs: z.number().int().min(0).max(5_000),
});
export type Pace = z.infer<typeof paceSchema>;
export type PaceName = Pace["name"];
/** The paces a person can choose. */
export const paceNames = ["keynote", "booth", "full-speed"] as const;
export type ChosenPaceName = (typeof paceNames)[number];
