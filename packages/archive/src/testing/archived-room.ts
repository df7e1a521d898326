import { createHash } from "node:crypto";
import { BatchWriter, createLedger, type Ledger } from "@cablecut/ledger";
import { defaultTopology } from "@cablecut/protocol";
import { archiveReader, type ArchiveItem, type ArchiveSource } from "../archive-reader.ts";
import type { ArchiveLimits, ArchiveNotice, ArchiveWriter } from "../archive-writer.ts";
import { openArchive } from "../open-archive.ts";
import type { MemoryFiles } from "./memory-files.ts";

export const directory = "data/archive";
export const owner = { show: "a-show", room: "hz-a" };

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

const topology = { ...defaultTopology, shardsPerRoom: 2 };
const pace = {
  name: "keynote",
  heartbeatMs: 100,
  suspectMs: 2_000,
  leaseMs: 20_000,
  moveIntervalMs: 150,
} as const;

function newLedger(): Ledger {
  return createLedger({ topology, pace, sha256 });
}

/** Where an own entry stands that the test made, as an archive must have it. */
export interface Made {
  readonly index: number;
  readonly payload: Uint8Array;
  readonly chain: string;
}

/** A ledger whose applied payloads go into an archive, as in a room; nothing waits until the test says so. */
export class ArchivedRoom {
  readonly files: MemoryFiles;
  ledger = newLedger();
  readonly made: Made[] = [];
  readonly notices: ArchiveNotice[] = [];
  archive: ArchiveWriter | null = null;
  #timers: (() => void)[] = [];

  constructor(files: MemoryFiles) {
    this.files = files;
  }

  async open(
    limits: Partial<ArchiveLimits> = {},
    of = owner,
  ): Promise<"opened" | "other-owner" | "io"> {
    const opened = await openArchive({
      files: this.files,
      blocks: this.files.blocks,
      directory,
      owner: of,
      sha256,
      genesisChain: newLedger().chainHash(),
      limits,
      after: (_, task) => void this.#timers.push(task),
      onNotice: (notice) => void this.notices.push(notice),
    });
    if (!opened.ok) return opened.refusal;
    this.archive = opened.archive;
    return "opened";
  }

  /** Everything that waits for time to go by happens, and what follows from it. */
  async wait(): Promise<void> {
    for (const task of this.#timers.splice(0)) task();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  apply(payload: Uint8Array): number {
    const index = this.ledger.appliedIndex + 1;
    const applied = this.ledger.apply(index, payload);
    const chain = this.ledger.chainHash();
    this.made.push({ index, payload, chain: Buffer.from(chain).toString("hex") });
    this.archive?.applied(applied, payload, chain);
    return index;
  }

  /** The process is gone; another one reads the log from its beginning, or from a snapshot after `from`. */
  restart(from = 0): void {
    this.#timers = [];
    this.archive = null;
    const entries = this.made.splice(0);
    this.ledger = newLedger();
    for (const { payload } of entries.slice(0, from)) this.apply(payload);
    const later = entries.slice(from);
    this.replay = () => {
      if (from > 0) this.archive?.restored(from, this.ledger.chainHash());
      for (const { payload } of later) this.apply(payload);
    };
  }

  replay: () => void = () => undefined;

  /** One payload of transfers between canaries and tills; `pairs` of payer, payee and amount. */
  pay(...pairs: readonly (readonly [payer: number, payee: number, cents: number])[]): number {
    const writer = new BatchWriter();
    const next = new Map<number, number>();
    for (const [payer, payee, cents] of pairs) {
      const last = next.get(payer) ?? this.ledger.account(payer)?.lastSequence ?? 0;
      next.set(payer, last + 1);
      writer.transfer(payer, payee, cents, last + 1, this.#epochOf(payer), this.#epochOf(payee));
    }
    return this.apply(writer.finish());
  }

  write(fill: (writer: BatchWriter) => void): number {
    const writer = new BatchWriter();
    fill(writer);
    return this.apply(writer.finish());
  }

  async read(): Promise<ArchiveItem[]> {
    const items: ArchiveItem[] = [];
    for await (const item of archiveReader(sourceOf(this.files), owner, sha256)) items.push(item);
    return items;
  }

  #epochOf(account: number): number {
    const view = this.ledger.account(account);
    return view === null ? 0 : (this.ledger.failoverView().shards[view.shard]?.epoch ?? 0);
  }
}

export function sourceOf(files: MemoryFiles): ArchiveSource {
  return {
    list: () => files.list(directory),
    read: (name) => files.readWhole(`${directory}/${name}`),
  };
}

/** An item without what only a machine reads: "3 <chain>", or "4..7 disk". */
export function told(item: ArchiveItem): string {
  if (item.kind === "gap") return `${item.from}..${item.to} ${item.reason}`;
  return `${item.index} ${item.chain}`;
}

export function toldOf({ index, chain }: Made): string {
  return `${index} ${chain}`;
}
