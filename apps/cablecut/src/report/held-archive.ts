import { hash } from "node:crypto";
import { join } from "node:path";
import { archiveReader, type ArchivedGap, type ArchiveItem } from "@cablecut/archive";
import { nodeFiles } from "@cablecut/wal";
import type { StoredShow } from "../show/show-file.ts";
import { codeOf } from "../show/system-error.ts";
import { HeldChains } from "./held-chains.ts";

/** Entries of one archive that a report takes: eight bytes each are kept of every room. */
const entriesHeldMax = 20_000_000;

export type ArchivedShow = Pick<StoredShow, "showId" | "topology" | "pace">;

/** What one room's archive holds, without its payloads. */
export interface HeldArchive {
  readonly room: number;
  /** Chain prefixes after the entries that it holds, and after those before which it holds the next one. */
  readonly chains: HeldChains;
  /** What the system says of a folder that is there and cannot be listed, its code; null where it can, or there is none. */
  readonly unreadable: string | null;
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

/** Everything in the archive of one room, also while it runs; nothing where there is none, or none that can be read. */
export function archivedItems(
  show: ArchivedShow,
  dataDirectory: string,
  room: number,
  cannotList: (code: string) => void = () => undefined,
): AsyncGenerator<ArchiveItem> {
  const id = show.topology.rooms[room]?.id ?? "";
  const directory = join(dataDirectory, "rooms", id, "archive");
  const source = {
    list: async () => {
      try {
        return await nodeFiles.list(directory);
      } catch (error) {
        const code = codeOf(error) ?? "?";
        if (code !== "ENOENT") cannotList(code);
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
  const chains = new HeldChains();
  let lastEntry = 0;
  let entries = 0;
  let lastChain = "0".repeat(64);
  let unreadable: string | null = null;
  const gaps: Omit<ArchivedGap, "kind">[] = [];
  const items = archivedItems(show, dataDirectory, room, (code) => {
    unreadable = code;
  });
  for await (const item of items) {
    const first = item.kind === "entry" ? item.index : item.from;
    if (first > upTo) break;
    lastEntry = Math.min(upTo, item.kind === "entry" ? item.index : item.to);
    if (item.kind === "gap") {
      gaps.push({ from: item.from, to: lastEntry, reason: item.reason });
      continue;
    }
    entries += 1;
    if (entries > entriesHeldMax) return "too-many";
    lastChain = item.chain;
    if (chains.at(item.index - 1) === 0n)
      chains.set(item.index - 1, asPrefix(item.chainPrefixBefore));
    chains.set(item.index, asPrefix(item.chainPrefix));
  }
  return { room, chains, lastChain, lastEntry, entries, gaps, unreadable };
}

/** 16 hex digits as one word. */
export function asPrefix(hex: string): bigint {
  return BigInt(`0x${hex}`);
}
