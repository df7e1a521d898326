import * as z from "zod";
import type { AccountId, LogIndex } from "../values/ids.ts";
import { measuredMsMax, openPaymentsMax } from "../values/limits.ts";
import type { ReceiptCheck } from "./receipts.ts";

/** What became of a payment that was under way when the cables were cut, as its phone tells it. */
export const inFlightEnds = ["booked", "refused", "cancelled", "other", "open"] as const;
export type InFlightEnd = (typeof inFlightEnds)[number];

const ms = z.number().int().min(0).max(measuredMsMax);

/**
 * A number of the phone's account that had been sent before an incident began and had not ended then. Times are from the
 * phone's own clock, counted from the beginning of the incident.
 */
export const inFlightSchema = z.strictObject({
  sequence: z.number().int().min(1).max(0xffff_ffff),
  /** From its first sending to the beginning of the incident, ms. */
  sentBeforeMs: ms,
  end: z.enum(inFlightEnds),
  /** From the beginning of the incident to the answer, ms; null while it is open. */
  endedAfterMs: ms.nullable(),
});
export type InFlight = z.infer<typeof inFlightSchema>;

/** Each number once. A phone has one number open at a time, and may have others that it found again. */
export const inFlightListSchema = z
  .array(inFlightSchema)
  .max(openPaymentsMax)
  .refine((list) => new Set(list.map(({ sequence }) => sequence)).size === list.length);

/** As a gateway keeps it, with what a room has shown of it. */
export interface InFlightOf extends InFlight {
  readonly account: AccountId;
  /** The entry of its receipt; null where the phone holds none. */
  readonly index: LogIndex | null;
  readonly check: ReceiptCheck | null;
}

export interface ToldInFlight {
  /** Phones that have told, also that nothing of theirs was in flight. */
  readonly phones: number;
  readonly payments: readonly InFlightOf[];
  /** How many more there were. */
  readonly notListed: number;
}

/** In short, for screens. */
export interface InFlightTotals {
  readonly incident: number;
  /** Phones that have told. */
  readonly phones: number;
  /**
   * People who are here and can tell: whoever came after the incident had nothing under way. A gateway of an earlier build does
   * not say.
   */
  readonly of?: number;
  readonly payments: number;
  /** By how they ended. */
  readonly ends: Readonly<Record<InFlightEnd, number>>;
  /** Whose receipt no room could show. */
  readonly missing: number;
}
