import * as z from "zod";

/**
 * What the venue must have, besides what the rooms need: found out on the show's machine and from the phones that came. Each
 * check says by name what was found; what cannot be found out on this system says so.
 */
export type VenueCheck =
  /** The join address was opened from a real phone. `network`: where the last one came from, to three parts of an address. */
  | { readonly check: "join-opened"; readonly found: "no-phone" | "this-machine-only" }
  | {
      readonly check: "join-opened";
      readonly found: "same-network" | "other-network" | "internet";
      readonly network: string;
    }
  /** Where the pages listen, and whether anybody came in from outside. */
  | {
      readonly check: "port";
      readonly found: "reached" | "not-reached-yet" | "this-machine-only";
      readonly port: number;
      /** What phones open was this machine's address and is so no more. A page of an earlier build reads the rest. */
      readonly addressGone?: string;
    }
  | { readonly check: "power"; readonly found: "mains" | "battery" | "no-battery" | "unknown" }
  | { readonly check: "sleep"; readonly found: "never" | "unknown" }
  | { readonly check: "sleep"; readonly found: "after"; readonly minutes: number }
  | { readonly check: "clock"; readonly found: "synchronised" | "not-synchronised" | "unknown" }
  | { readonly check: "disk-free"; readonly found: "enough" | "little"; readonly megabytes: number }
  | { readonly check: "disk-free"; readonly found: "unknown" }
  | { readonly check: "disk-sync"; readonly found: "fast" | "slow"; readonly ms: number }
  | { readonly check: "disk-sync"; readonly found: "unknown" }
  | { readonly check: "open-files"; readonly found: "enough" | "few"; readonly phones: number }
  /** `own`: one of the show's own is there and has not said yet how large it is. */
  | { readonly check: "stage-screen"; readonly found: "none"; readonly own?: true }
  | {
      readonly check: "stage-screen";
      readonly found: "large" | "small";
      readonly width: number;
      readonly height: number;
      /** Nobody of the show has opened it; one of the show's own comes before it. A gateway of an earlier build does not say. */
      readonly strangers?: true;
    }
  | { readonly check: "round-trip"; readonly found: "none" }
  | {
      readonly check: "round-trip";
      readonly found: "fast" | "slow";
      readonly p50Ms: number;
      readonly p99Ms: number;
    }
  | { readonly check: "rehearsal"; readonly found: "none" }
  /**
   * A cut was played to its end: how often, in this show. `before`: not in this one, but before a reset began it. A gateway of an
   * earlier build does not count those.
   */
  | {
      readonly check: "rehearsal";
      readonly found: "done";
      readonly runs: number;
      readonly before?: true;
    };
export type VenueCheckName = VenueCheck["check"];

/** What is found out from the phones and screens at a gateway, not from its machine: with several gateways each sees its own. */
export type HallCheck = Extract<
  VenueCheck,
  { check: "join-opened" | "stage-screen" | "round-trip" }
>;

/** How much of the show's machine a check leaves to be desired. */
export type VenueState = "ok" | "waiting" | "failed" | "unknown";

/** What a finding means; every finding has one. */
const meanings = {
  "no-phone": "waiting",
  "this-machine-only": "failed",
  "same-network": "ok",
  "other-network": "ok",
  internet: "ok",
  reached: "ok",
  "not-reached-yet": "waiting",
  mains: "ok",
  battery: "failed",
  "no-battery": "ok",
  unknown: "unknown",
  never: "ok",
  after: "failed",
  synchronised: "ok",
  "not-synchronised": "failed",
  enough: "ok",
  little: "failed",
  few: "failed",
  fast: "ok",
  slow: "failed",
  none: "waiting",
  large: "ok",
  small: "failed",
  done: "ok",
} as const satisfies Record<VenueCheck["found"], VenueState>;

export function venueStateOf({ found }: Pick<VenueCheck, "found">): VenueState {
  return meanings[found];
}

/** Of a stage's page, in device pixels. */
export const screenSizeSchema = z.strictObject({
  width: z.number().int().min(1).max(100_000),
  height: z.number().int().min(1).max(100_000),
});
export type ScreenSize = z.infer<typeof screenSizeSchema>;
