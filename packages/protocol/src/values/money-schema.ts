import * as z from "zod";
import { asCents } from "./money.ts";

/** Money in a message, never negative and never a fraction. Apart from money.ts: a page that only prints money needs no zod. */
export const centsSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).transform(asCents);
