import { z } from "zod";
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
    refusal: z.enum(["incident-running", "unknown"]),
  }),
]);
export type SupervisorWord = z.infer<typeof supervisorWordSchema>;
