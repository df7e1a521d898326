import { hash } from "node:crypto";
import { join } from "node:path";
import { archiveReader, type ArchivedGap, type ArchiveItem } from "@cablecut/archive";
import { nodeFiles } from "@cablecut/wal";
import type { StoredShow } from "../show/show-file.ts";

/** Entries of one show that a report takes: eight bytes each are kept of every room. */
const entriesMax = 20_000_000;

export type ArchivedShow = Pick<StoredShow, "showId" | "topology" | "pace">;

/** What one room's archive holds, without its payloads. */
export interface HeldArchive {
  readonly room: number;
  /**
   * Chain prefixes after the entries that it holds, and after those before which it holds the next one; 0 stands for one that it does
   * not know: a chain hash that begins with 64 zero bits is not to be expected.
   */
  readonly chains: BigUint64Array;
  /** 64 hex digits, after the last entry that it holds. */
  readonly lastChain: string;
  /** The last entry that it tells of. */
  readonly lastEntry: number;
  readonly entries: number;
  readonly gaps: readonly Omit<ArchivedGap, "kind">[];
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/** Everything in the archive of one room, also while it runs; nothing where there is none. */
export function archivedItems(
  show: ArchivedShow,
  dataDirectory: string,
  room: number,
): AsyncGenerator<ArchiveItem> {
  const id = show.topology.rooms[room]?.id ?? "";
  const directory = join(dataDirectory, "rooms", id, "archive");
  const source = {
    list: async () => {
      try {
        return await nodeFiles.list(directory);
      } catch {
        return [];
      }
    },
    read: async (name: string) => {
      try {
        return await nodeFiles.readWhole(join(directory, name));
      } catch {
        // A folder, a pipe, not allowed: there is one, and nothing in it can be read.
        return new Uint8Array(0);
      }
    },
  };
  return archiveReader(source, { show: show.showId, room: id }, sha256);
}

export async function readHeld(
  show: ArchivedShow,
  dataDirectory: string,
  room: number,
  upTo: number,
): Promise<HeldArchive | "too-many"> {
  let chains = new BigUint64Array(1_024);
  let lastEntry = 0;
  let entries = 0;
  let lastChain = "0".repeat(64);
  const gaps: Omit<ArchivedGap, "kind">[] = [];
  for await (const item of archivedItems(show, dataDirectory, room)) {
    const first = item.kind === "entry" ? item.index : item.from;
    if (first > upTo) break;
    lastEntry = Math.min(upTo, item.kind === "entry" ? item.index : item.to);
    if (lastEntry > entriesMax) return "too-many";
    while (lastEntry >= chains.length) chains = grown(chains);
    if (item.kind === "gap") gaps.push({ from: item.from, to: lastEntry, reason: item.reason });
    else {
      entries += 1;
      lastChain = item.chain;
      chains[item.index - 1] ||= asPrefix(item.chainPrefixBefore);
      chains[item.index] = asPrefix(item.chainPrefix);
    }
  }
  return { room, chains, lastChain, lastEntry, entries, gaps };
}

/** 16 hex digits as one word. */
export function asPrefix(hex: string): bigint {
  return BigInt(`0x${hex}`);
}

function grown(words: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  const larger = new BigUint64Array(2 * words.length);
  larger.set(words);
  return larger;
}
