import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pace, Topology } from "@cablecut/protocol";
import type { KeptShow } from "../processes/five-rooms.ts";

/** The show of a data directory, by the names that show.json has had since format 1. */
export function keptShow(dataDirectory: string): KeptShow {
  const text = readFileSync(join(dataDirectory, "show.json"), "utf8");
  const { showId, topology, pace, receiptKey } = JSON.parse(text) as {
    readonly showId: string;
    readonly topology: Topology;
    readonly pace: Pace;
    readonly receiptKey: string;
  };
  return { showId, topology, pace, receiptKey, dataDirectory };
}
