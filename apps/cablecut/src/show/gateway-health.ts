import { shortJson } from "@cablecut/fabric";
import * as z from "zod";

/** Gateways say no more of themselves to anybody than whether they serve. */
const healthSchema = z.object({ serving: z.boolean() });
/** A gateway says little; whoever says more is none, and is not listened to. */
const healthBytesMax = 1_024;

/** What a gateway says at `/healthz`; null: this is no gateway's word. Rejects where it is no JSON, too long, or does not end. */
export async function healthIn(response: Response): Promise<z.infer<typeof healthSchema> | null> {
  const told = healthSchema.safeParse(await shortJson(response, healthBytesMax));
  return told.success ? told.data : null;
}
