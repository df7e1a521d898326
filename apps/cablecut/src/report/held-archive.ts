import { hash } from "node:crypto";
import { join } from "node:path";
import {
  archiveSegments,
  type ArchivedEntry,
  type ArchivedGap,
  type ArchiveItem,
} from "@cablecut/archive";
import { toHex } from "@cablecut/room";
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

/** Taken out of a string: a buffer of its own costs four times what the hash does. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) digest[at] = text.charCodeAt(at);
  return digest;
}

/** Everything in the archive of one room, file by file, also while it runs; nothing where there is none, or none that can be read. */
function archivedItems(
  show: ArchivedShow,
  dataDirectory: string,
  room: number,
  cannotList: (code: string) => void = () => undefined,
): AsyncGenerator<Iterable<ArchiveItem>> {
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
  return archiveSegments(source, { show: show.showId, room: id }, sha256);
}

export async function readHeld(
  show: ArchivedShow,
  dataDirectory: string,
  room: number,
  upTo: number,
): Promise<HeldArchive | "too-many"> {
  const reading = new Reading(upTo);
  let unreadable: string | null = null;
  const segments = archivedItems(show, dataDirectory, room, (code) => {
    unreadable = code;
  });
  for await (const items of segments) {
    reading.take(items);
    if (reading.isTooMuch) return "too-many";
    if (reading.isDone) break;
  }
  const { chains, lastChain, lastEntry, entries, gaps } = reading;
  return { room, chains, lastChain: toHex(lastChain), lastEntry, entries, gaps, unreadable };
}

/** What was read of an archive up to an entry. */
class Reading {
  readonly chains = new HeldChains();
  readonly gaps: Omit<ArchivedGap, "kind">[] = [];
  lastChain = new Uint8Array(32);
  lastEntry = 0;
  entries = 0;
  isDone = false;
  readonly #upTo: number;

  constructor(upTo: number) {
    this.#upTo = upTo;
  }

  get isTooMuch(): boolean {
    return this.entries > entriesHeldMax;
  }

  take(items: Iterable<ArchiveItem>): void {
    for (const item of items) {
      if ((item.kind === "entry" ? item.index : item.from) > this.#upTo) {
        this.isDone = true;
        return;
      }
      if (item.kind === "gap") this.#gap(item);
      else this.#entry(item);
    }
  }

  #gap({ from, to, reason }: ArchivedGap): void {
    this.lastEntry = Math.min(this.#upTo, to);
    this.gaps.push({ from, to: this.lastEntry, reason });
  }

  #entry({ index, chainBytes, chainBytesBefore }: ArchivedEntry): void {
    if (this.chains.at(index - 1) === 0n) this.chains.set(index - 1, chainBytesBefore);
    this.chains.set(index, chainBytes);
    this.lastEntry = index;
    this.lastChain.set(chainBytes);
    this.entries += 1;
  }
}

/** Reads the entries of one room's archive that are asked for, in their order. */
export class ArchivedEntries {
  readonly #segments: AsyncGenerator<Iterable<ArchiveItem>>;
  #items: Iterator<ArchiveItem> | null = null;

  constructor(show: ArchivedShow, dataDirectory: string, room: number) {
    this.#segments = archivedItems(show, dataDirectory, room);
  }

  /** Of what has been read; null where more must be read first. */
  found(index: number): ArchivedEntry | null {
    for (;;) {
      const next = this.#items?.next();
      if (next === undefined || next.done === true) {
        this.#items = null;
        return null;
      }
      const item = next.value;
      if (item.kind === "entry" && item.index >= index) return item;
    }
  }

  /** Another entry than the one that is asked for, or null, where the archive does not hold it any more. */
  async entry(index: number): Promise<ArchivedEntry | null> {
    for (;;) {
      const item = this.found(index);
      if (item !== null) return item.index === index ? item : null;
      const segment = await this.#segments.next();
      if (segment.done === true) return null;
      this.#items = segment.value[Symbol.iterator]();
    }
  }

  async close(): Promise<void> {
    await this.#segments.return(undefined);
  }
}
