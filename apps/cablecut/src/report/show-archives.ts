import { hash } from "node:crypto";
import { openingsOf, transfersOf, type ArchivedEntry } from "@cablecut/archive";
import { newerVersionOf } from "@cablecut/ledger";
import { initialFundsCents } from "@cablecut/protocol";
import {
  appliedOf,
  isHouse,
  mergedArchives,
  rowsHashOf,
  type LogFacts,
  type TransferRow,
  type TransfersFacts,
} from "@cablecut/report";
import { AppliedLog, type Marks } from "./applied-log.ts";
import { differencesOf } from "./archive-differences.ts";
import {
  ArchivedEntries,
  readHeld,
  sha256,
  type ArchivedShow,
  type HeldArchive,
} from "./held-archive.ts";

/** Rows of transfers.csv. */
const rowsMax = 5_000_000;

export interface ShowArchives {
  readonly transfers: TransfersFacts;
  readonly rows: readonly TransferRow[];
  /** Up to the first entry that no archive holds; null where that is the very first. */
  readonly log: LogFacts | null;
}

/** A folder of a room's archive that is there and cannot be listed. */
export interface UnreadableArchive {
  readonly room: string;
  /** The system's. */
  readonly code: string;
}

export type ReadArchives =
  /** Null where no room has an archive that can be read, or none of them holds an entry. */
  | {
      readonly ok: true;
      readonly archives: ShowArchives | null;
      readonly unreadable: readonly UnreadableArchive[];
    }
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

interface ReadTo {
  readonly upTo?: number;
  /** Entries after which the state is told as well. */
  readonly digestsAt?: readonly number[];
}

/** Each file is read twice, and a room that runs may drop its oldest in between. */
const triesMax = 3;

/** Reads the archives of all rooms up to an entry, also while they run, compares them entry by entry, and merges them. */
export async function readShowArchives(
  show: ArchivedShow,
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
  show: ArchivedShow,
  dataDirectory: string,
  { upTo = Number.POSITIVE_INFINITY, digestsAt = [] }: ReadTo,
): Promise<ReadArchives> {
  const archives: HeldArchive[] = [];
  const unreadable: UnreadableArchive[] = [];
  for (const [room, { id }] of show.topology.rooms.entries()) {
    const held = await readHeld(show, dataDirectory, room, upTo);
    if (held === "too-many") return { ok: false, refusal: "too-many-entries" };
    if (held.unreadable !== null) unreadable.push({ room: id, code: held.unreadable });
    if (held.lastEntry > 0) archives.push(held);
  }
  const differsAt = differencesOf(archives);
  const rooms = archives.map(({ room, entries, lastEntry, lastChain, gaps }, at) => ({
    room,
    entries,
    lastEntry,
    chain: lastChain,
    gaps: [...gaps],
    differsAt: differsAt[at] ?? null,
  }));
  const { lastEntry, sources, gaps } = mergedArchives(rooms);
  if (sources.length === 0) return { ok: true, archives: null, unreadable };
  const applied = appliedOf({ gaps, lastEntry });
  const marks = {
    digestsAt: new Set(digestsAt),
    chainsAt: new Set([applied, ...rooms.map((each) => each.lastEntry)]),
  };
  const merged = { archives, sources, applied };
  const read = await readMerged(show, dataDirectory, merged, marks);
  if ("refusal" in read) return { ok: false, refusal: read.refusal };
  const transfers: TransfersFacts = {
    rows: read.rows.length,
    rowsHash: rowsHashOf(read.rows, (bytes) => hash("sha256", bytes, "hex")),
    firstEntry: 1,
    lastEntry,
    sources,
    gaps,
    rooms,
  };
  return { ok: true, archives: { transfers, ...read }, unreadable };
}

/** Which archive each entry is to be read from, and how far the log can be applied. */
interface Merged {
  readonly archives: readonly HeldArchive[];
  readonly sources: TransfersFacts["sources"];
  readonly applied: number;
}

/** Reads the merged archives, entry by entry; what the archives' chains were is what they must be still. */
async function readMerged(
  show: ArchivedShow,
  dataDirectory: string,
  { archives, sources, applied }: Merged,
  marks: Marks,
): Promise<
  | { readonly rows: TransferRow[]; readonly log: LogFacts | null }
  | { readonly refusal: "too-many-transfers" | "newer-payloads" | "archives-change" }
> {
  const readers = new Map<number, ArchivedEntries>();
  const log = applied > 0 ? new AppliedLog(show, marks, sha256) : null;
  const rows: TransferRow[] = [];
  const opened = new Map<number, TransferRow["who"]>();
  for (const { from, to, room } of sources) {
    const reader = readers.get(room) ?? new ArchivedEntries(show, dataDirectory, room);
    readers.set(room, reader);
    const chains = archives.find((each) => each.room === room)?.chains;
    for (let index = from; index <= to; index += 1) {
      // Most of them have been read with the file that they are in.
      const item = reader.found(index) ?? (await reader.entry(index));
      if (item?.index !== index || chains?.has(index, item.chainBytes) !== true)
        return { refusal: "archives-change" };
      if (newerVersionOf(item.payload) !== null) return { refusal: "newer-payloads" };
      const appliedLog = index <= applied ? log : null;
      appliedLog?.apply(item);
      for (const row of rowsOf(show, item, opened, appliedLog)) rows.push(row);
      if (rows.length > rowsMax) return { refusal: "too-many-transfers" };
    }
  }
  for (const reader of readers.values()) await reader.close();
  return { rows, log: log?.facts() ?? null };
}

/** Each number where it ended, and each account where it was opened. */
function rowsOf(
  { topology }: ArchivedShow,
  entry: ArchivedEntry,
  opened: Map<number, TransferRow["who"]>,
  log: AppliedLog | null,
): TransferRow[] {
  const rows: TransferRow[] = [];
  for (const { index, position, account, fresh, chainPrefix } of openingsOf(entry)) {
    if (!fresh) continue;
    // Behind a gap nobody can say.
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
