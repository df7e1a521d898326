import * as z from "zod";

/** The synthetic crowd as a console may ask for it: bounded, so that it never takes the machine from the hall. */
export const crowdPeopleMax = 1_000;
export const crowdRateMax = 500;

export const crowdWishSchema = z.strictObject({
  /** 0 ends it. */
  people: z.number().int().min(0).max(crowdPeopleMax),
  /** Payments per second, all together. */
  rate: z.number().int().min(1).max(crowdRateMax),
});
export type CrowdWish = z.infer<typeof crowdWishSchema>;

/** Null where nobody here can start one. */
export type CrowdState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly people: number; readonly rate: number }
  /** It ended by itself, and was not asked to. */
  | { readonly kind: "failed"; readonly people: number; readonly rate: number };
