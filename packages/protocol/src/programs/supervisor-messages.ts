import * as z from "zod";
import { roomStopSchema } from "../process-words.ts";
import { crowdPeopleMax, crowdRateMax, crowdWishSchema } from "../show/crowd.ts";

/** What a gateway and the supervisor that started it tell each other over the channel between them; nobody else has one. */

/** From the gateway: what a presenter who has logged in wants of the show's programs. */
export const gatewayOrderSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("crowd"), wish: crowdWishSchema }),
  /** Ends the show and begins another. */
  z.strictObject({ kind: z.literal("reset") }),
]);
export type GatewayOrder = z.infer<typeof gatewayOrderSchema>;

/** Why a show is not ended for another one. */
export const resetRefusals = [
  /** Cables are cut and shards are being moved: `force` resets all the same. */
  "incident-running",
  /** The gateway does not answer, so whether an incident runs is not known: `force` resets all the same. */
  "incident-unknown",
  /** Another reset is under way, or the show is stopping. */
  "busy",
  /** The disk takes no new show: nothing was changed, and the old one goes on. */
  "not-set-aside",
  /** The old show is set aside, the new one could not be started; the supervisor ends. */
  "not-started",
] as const;
export type ResetRefusal = (typeof resetRefusals)[number];

const figures = {
  people: z.number().int().min(0).max(crowdPeopleMax),
  rate: z.number().int().min(1).max(crowdRateMax),
};

/** From the supervisor: to every gateway when it is ready, and at every change. */
export const supervisorWordSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("crowd-state"),
    state: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("none") }),
      z.strictObject({ kind: z.literal("running"), ...figures }),
      z.strictObject({ kind: z.literal("failed"), ...figures }),
    ]),
  }),
  /** Rooms that do not run; at most as many as a topology has. */
  z.strictObject({ kind: z.literal("room-stops"), stops: z.array(roomStopSchema).max(7) }),
  z.strictObject({
    kind: z.literal("reset-refused"),
    // A supervisor of an earlier build says of all but the first that it is unknown.
    refusal: z.enum([...resetRefusals, "unknown"]),
  }),
]);
export type SupervisorWord = z.infer<typeof supervisorWordSchema>;
