import * as z from "zod";
import { asShardId } from "./ids.ts";
import { shardsMax } from "./limits.ts";

/** A shard, as it comes from outside. */
export const shardSchema = z
  .number()
  .int()
  .min(0)
  .max(shardsMax - 1)
  .transform(asShardId);
