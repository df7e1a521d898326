import * as z from "zod";
import type { CableId } from "./topology.ts";

/** What can be done to cables from a console besides cutting: each kind replaces what there was of it on that cable. */
export const impairmentSchema = z.discriminatedUnion("kind", [
  /** Added one-way latency, ms, and up to `jitterMs` more at random. 0 and 0 take it away. */
  z.strictObject({
    kind: z.literal("delay"),
    delayMs: z.number().int().min(0).max(10_000),
    jitterMs: z.number().int().min(0).max(10_000),
  }),
  /** Chance that a segment is lost, in percent. 0 takes it away. */
  z.strictObject({ kind: z.literal("loss"), percent: z.number().int().min(0).max(90) }),
  /** Each way, kB/s. Null takes it away. */
  z.strictObject({
    kind: z.literal("bandwidth"),
    kilobytesPerSecond: z.number().int().min(1).max(10_000_000).nullable(),
  }),
  /** Silence one way, seen from the room: what comes toward it, or what comes from it. */
  z.strictObject({ kind: z.literal("one-way"), silent: z.enum(["toward", "from"]) }),
  /** Every connection over the cable is reset on both ends, once. */
  z.strictObject({ kind: z.literal("reset") }),
  /** Delay, loss, bandwidth and one-way silence are taken away; a cable that is cut stays cut. */
  z.strictObject({ kind: z.literal("none") }),
]);
export type Impairment = z.infer<typeof impairmentSchema>;

/** A cable that is not whole and not only cut, in figures. */
export interface ImpairedCable {
  readonly cable: CableId;
  readonly delayMs: number;
  readonly jitterMs: number;
  /** In percent. */
  readonly lossPercent: number;
  readonly kilobytesPerSecond: number | null;
  /** Which way is silent, seen from the room; null: neither, or both. */
  readonly oneWay: "toward" | "from" | null;
}
