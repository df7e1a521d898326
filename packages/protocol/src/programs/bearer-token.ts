import * as z from "zod";

/** What a program of this machine shows to one that takes orders: 16 random bytes, in files for their owner's eyes only. */
export const bearerTokenSchema = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hex digits");
