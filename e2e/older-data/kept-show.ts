import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pace, Topology } from "@cablecut/protocol";
import type { KeptShow } from "../processes/five-rooms.ts";

/** The show of a data directory, by the names that show.json has had since format 1. */
export function keptShow(dataDirectory: string): KeptShow {
  const text = readFileSync(join(dataDirectory, "show.json"), "utf8");
  const {
    showId,
    topology,
    pace,
    receiptKey,
    linkSecret = randomBytes(32).toString("hex"),
  } = JSON.parse(text) as {
    readonly showId: string;
    readonly topology: Topology;
    readonly pace: Pace;
    readonly receiptKey: string;
    /** Shows of old have none. */
    readonly linkSecret?: string;
  };
  return { showId, topology, pace, linkSecret, receiptKey, dataDirectory };
}
