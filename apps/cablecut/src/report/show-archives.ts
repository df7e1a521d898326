import { hash } from "node:crypto";
import { join } from "node:path";
import {
  archiveReader,
  openingsOf,
  transfersOf,
  type ArchivedEntry,
  type ArchivedGap,
  type ArchiveItem,
} from "@cablecut/archive";
import { newerVersionOf } from "@cablecut/ledger";
import { initialFundsCents } from "@cablecut/protocol";
import {
  bestArchive,
  isHouse,
  type LogFacts,
  type TransferRow,
  type TransfersFacts,
} from "@cablecut/report";
import { nodeFiles } from "@cablecut/wal";
import type { StoredShow } from "../show/show-file.ts";
import { AppliedLog, type Marks } from "./applied-log.ts";

/** Entries of one show that a report takes: eight bytes each are kept of every room. */
const entriesMax = 20_000_000;
/** Rows of transfers.csv. */
const rowsMax = 5_000_000;

export interface ShowArchives {
  readonly transfers: TransfersFacts;
  readonly rows: readonly TransferRow[];
  /** Null where entries are missing. */
  readonly log: LogFacts | null;
}

export type ReadArchives =
  /** Null where no room has an archive. */
  | { readonly ok: true; readonly archives: ShowArchives | null }
  | {
      readonly ok: false;
      /**
       * `newer-payloads`: a newer program wrote some of them, and this one would leave out what it cannot read.
       * `archives-change`: files went while they were read, again and again.
       */
      readonly refusal:
        | "too-many-entries"
        | "too-many-transfers"
        | "newer-payloads"
        | "archives-change";
    };

type Show = Pick<StoredShow, "showId" | "topology" | "pace">;

/** What one room's archive holds, without its payloads. */
interface Held {
  readonly room: number;
  readonly chains: BigUint64Array;
  /** 64 hex digits, after the last entry that it holds. */
  readonly lastChain: string;
  /** The last entry that it tells of. */
  readonly lastEntry: number;
  readonly entries: number;
  readonly gaps: readonly Omit<ArchivedGap, "kind">[];
}

interface ReadTo {
  readonly upTo?: number;
  /** Entries after which the state is told as well. */
  readonly digestsAt?: readonly number[];
}

/** Each file is read twice, and a room that runs may drop its oldest in between. */
const triesMax = 3;

/** Reads the archives of all rooms up to an entry, also while they run, and compares them entry by entry. */
export async function readShowArchives(
  show: Show,
  dataDirectory: string,
  to: ReadTo = {},
): Promise<ReadArchives> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const read = await readOnce(show, dataDirectory, to);
    if (read.ok || read.refusal !== "archives-change") return read;
  }
  return { ok: false, refusal: "archives-change" };
}

async function readOnce(
  show: Show,
  dataDirectory: string,
  { upTo = Number.POSITIVE_INFINITY, digestsAt = [] }: ReadTo,
): Promise<ReadArchives> {
  const all: Held[] = [];
  for (const room of show.topology.rooms.keys()) {
    const held = await readHeld(show, dataDirectory, room, upTo);
    if (held === "too-many") return { ok: false, refusal: "too-many-entries" };
    if (held.lastEntry > 0) all.push(held);
  }
  const best = bestArchive(all);
  if (best === undefined) return { ok: true, archives: null };
  const chainsAt = new Set(all.map(({ lastEntry }) => lastEntry));
  const marks = { digestsAt: new Set(digestsAt), chainsAt };
  const read = await readBest(show, dataDirectory, best, marks);
  if ("refusal" in read) return { ok: false, refusal: read.refusal };
  const transfers: TransfersFacts = {
    rows: read.rows.length,
    room: best.room,
    firstEntry: 1,
    lastEntry: best.lastEntry,
    gaps: [...best.gaps],
    rooms: all.map(({ room, entries, lastEntry, lastChain, gaps, chains }) => ({
      room,
      entries,
      lastEntry,
      chain: lastChain,
      gaps: [...gaps],
      differsAt: firstDifference(chains, best.chains),
    })),
  };
  return { ok: true, archives: { transfers, ...read } };
}

function itemsOf(show: Show, dataDirectory: string, room: number): AsyncIterable<ArchiveItem> {
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

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

async function readHeld(
  show: Show,
  dataDirectory: string,
  room: number,
  upTo: number,
): Promise<Held | "too-many"> {
  let chains = new BigUint64Array(1_024);
  let lastEntry = 0;
  let entries = 0;
  let lastChain = "0".repeat(64);
  const gaps: Omit<ArchivedGap, "kind">[] = [];
  for await (const item of itemsOf(show, dataDirectory, room)) {
    const first = item.kind === "entry" ? item.index : item.from;
    if (first > upTo) break;
    lastEntry = Math.min(upTo, item.kind === "entry" ? item.index : item.to);
    if (lastEntry > entriesMax) return "too-many";
    while (lastEntry >= chains.length) chains = grown(chains);
    if (item.kind === "gap") gaps.push({ from: item.from, to: lastEntry, reason: item.reason });
    else {
      entries += 1;
      lastChain = item.chain;
      chains[item.index] = BigInt(`0x${item.chainPrefix}`);
    }
  }
  return { room, chains, lastChain, lastEntry, entries, gaps };
}

function grown(words: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  const larger = new BigUint64Array(2 * words.length);
  larger.set(words);
  return larger;
}

/** 0 stands for an entry that is not there; a chain hash that begins with 64 zero bits is not to be expected. */
function firstDifference(one: BigUint64Array, other: BigUint64Array): number | null {
  const end = Math.min(one.length, other.length);
  for (let entry = 1; entry < end; entry += 1) {
    if (one[entry] !== 0n && other[entry] !== 0n && one[entry] !== other[entry]) return entry;
  }
  return null;
}

async function readBest(
  show: Show,
  dataDirectory: string,
  { room, gaps, lastEntry, entries }: Held,
  marks: Marks,
): Promise<
  | { readonly rows: TransferRow[]; readonly log: LogFacts | null }
  | { readonly refusal: "too-many-transfers" | "newer-payloads" | "archives-change" }
> {
  const log = gaps.length === 0 ? new AppliedLog(show, marks, sha256) : null;
  const rows: TransferRow[] = [];
  const opened = new Map<number, TransferRow["who"]>();
  let found = 0;
  for await (const item of itemsOf(show, dataDirectory, room)) {
    // A room that runs has gone on meanwhile: what is told ends where its archive was compared.
    if (item.kind === "gap") continue;
    if (item.index > lastEntry) break;
    found += 1;
    if (log !== null && item.index !== found) return { refusal: "archives-change" };
    if (newerVersionOf(item.payload) !== null) return { refusal: "newer-payloads" };
    log?.apply(item);
    rows.push(...rowsOf(show, item, opened, log));
    if (rows.length > rowsMax) return { refusal: "too-many-transfers" };
  }
  if (found !== entries) return { refusal: "archives-change" };
  return { rows, log: log?.facts() ?? null };
}

/** Each number where it ended, and each account where it was opened. */
function rowsOf(
  { topology }: Show,
  entry: ArchivedEntry,
  opened: Map<number, TransferRow["who"]>,
  log: AppliedLog | null,
): TransferRow[] {
  const rows: TransferRow[] = [];
  for (const { index, position, account, fresh, chainPrefix } of openingsOf(entry)) {
    if (!fresh) continue;
    const who = log === null ? "not-known" : log.isSynthetic(account) ? "synthetic" : "person";
    opened.set(account, who);
    rows.push({
      entry: index,
      position,
      kind: "opening",
      account,
      who,
      payee: account,
      amountCents: initialFundsCents,
      number: 0,
      result: "applied",
      chain: chainPrefix,
    });
  }
  for (const each of transfersOf(entry)) {
    if (!each.ends || each.result === null) continue;
    const known = isHouse(topology, each.payer) ? "house" : opened.get(each.payer);
    rows.push({
      entry: each.index,
      position: each.position,
      kind: each.kind,
      account: each.payer,
      who: known ?? "not-known",
      payee: each.payee,
      amountCents: each.amountCents,
      number: each.number,
      result: each.result,
      chain: each.chainPrefix,
    });
  }
  return rows.toSorted((one, other) => one.position - other.position);
}
