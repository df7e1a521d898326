import { raftConfig } from "../config.ts";
import { createRaft } from "../raft.ts";
import type { Message } from "../messages.ts";
import type {
  Effects,
  Entry,
  HardState,
  NodeId,
  Persist,
  Raft,
  RaftConfig,
  SnapshotMeta,
  SnapshotRead,
} from "../types.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** What survives a crash. */
export interface Disk {
  hardState: HardState;
  entries: Entry[];
  snapshot: SnapshotMeta | null;
  /** What was here is lost; cleared when the core says so. */
  recovering: boolean;
  /** What was here is lost, and that was accepted. */
  follows: boolean;
  /** Snapshot files, whether adopted or not. */
  files: Map<number, Uint8Array>;
}

export function emptyDisk(): Disk {
  return {
    hardState: { term: 0, votedFor: null },
    entries: [],
    snapshot: null,
    recovering: false,
    follows: false,
    files: new Map(),
  };
}

/** One applied log position, as the state machine of the tests keeps it. */
export interface Applied {
  readonly index: number;
  readonly term: number;
  readonly text: string;
}

/** Message, sender, receiver. */
export interface Flight {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Message;
}

export interface TestNodeOptions {
  readonly config: Partial<RaftConfig>;
  readonly id: NodeId;
  readonly nodeCount: number;
  readonly disk: Disk;
  readonly random: () => number;
  readonly nowMs: number;
  readonly chunkBytes: number;
  /** Differs for every start of this node. */
  readonly life?: number;
}

/** A driver without I/O: a core, a disk that finishes writes when told, and a state machine that remembers all. */
export class TestNode {
  readonly id: NodeId;
  readonly core: Raft;
  readonly disk: Disk;
  /** Writes under way, oldest first: lost by a crash. */
  readonly writing: Persist[] = [];
  applied: Applied[] = [];
  nowMs: number;
  readonly #chunkBytes: number;
  #receiving: Uint8Array[] = [];

  constructor(options: TestNodeOptions) {
    this.id = options.id;
    this.disk = options.disk;
    this.nowMs = options.nowMs;
    this.#chunkBytes = options.chunkBytes;
    const { hardState, snapshot, entries } = options.disk;
    if (snapshot !== null) this.#restore(snapshot);
    this.core = createRaft({
      life: options.life ?? 1,
      config: raftConfig(options.id, options.nodeCount, options.config),
      restored: {
        hardState,
        snapshot,
        entries: [...entries],
        follows: options.disk.follows,
        recovering: options.disk.recovering ? { life: options.life ?? 1 } : null,
      },
      nowMs: options.nowMs,
      random: options.random,
    });
  }

  /** Performs everything but the sending and the end of the writes, and returns what there is to send. */
  perform(effects: Effects): Flight[] {
    if (effects.persist !== null) this.writing.push(effects.persist);
    if (effects.recovered) this.disk.recovering = this.disk.follows = false;
    if (effects.restore !== null) this.#restore(effects.restore);
    for (const entry of effects.committed) {
      this.applied.push({ index: entry.index, term: entry.term, text: textOf(entry.data) });
    }
    for (const write of effects.snapshotWrites) {
      if (write.chunk === 0) this.#receiving = [];
      this.#receiving.push(write.data);
      if (write.last) this.disk.files.set(write.snapshot.index, concat(this.#receiving));
      const { snapshot, chunk } = write;
      this.core.step(this.nowMs, { kind: "snapshotChunkStored", snapshot, chunk });
    }
    for (const read of effects.snapshotReads) this.#read(read);
    return effects.messages.map(({ to, message }) => ({ from: this.id, to, message }));
  }

  #read({ to, snapshot, chunk }: SnapshotRead): void {
    const file = this.disk.files.get(snapshot.index);
    if (file === undefined) {
      this.core.step(this.nowMs, { kind: "snapshotReadFailed", to, snapshot });
      return;
    }
    const end = (chunk + 1) * this.#chunkBytes;
    const data = file.subarray(chunk * this.#chunkBytes, end);
    const last = end >= file.length;
    this.core.step(this.nowMs, { kind: "snapshotChunkRead", to, snapshot, chunk, last, data });
  }

  #restore(snapshot: SnapshotMeta): void {
    const file = this.disk.files.get(snapshot.index);
    if (file === undefined) throw new Error(`no snapshot file ${snapshot.index}`);
    this.applied = JSON.parse(textOf(file)) as Applied[];
  }

  /** The oldest write reaches the disk. */
  finishWrite(): void {
    const persist = this.writing.shift();
    if (persist === undefined) return;
    store(this.disk, persist);
    this.core.step(this.nowMs, { kind: "persisted", id: persist.id });
  }

  /** Takes a snapshot of what is applied and compacts, keeping `keepEntries` of the log. */
  snapshot(keepEntries: number): void {
    const last = this.applied.at(-1);
    if (last === undefined) return;
    const snapshot = { index: last.index, term: last.term };
    this.disk.files.set(last.index, bytesOf(JSON.stringify(this.applied)));
    this.disk.snapshot = snapshot;
    this.core.step(this.nowMs, { kind: "snapshotStored", snapshot });
    const upToIndex = Math.max(0, last.index - keepEntries);
    this.core.step(this.nowMs, { kind: "compact", upToIndex });
    this.disk.entries = this.disk.entries.filter((entry) => entry.index > upToIndex);
  }
}

/** The rules of `Persist`: adopted snapshot first, then entries over whatever is stored at and above their index. */
function store(disk: Disk, persist: Persist): void {
  if (persist.snapshot !== null) {
    disk.snapshot = persist.snapshot;
    disk.entries = [];
  }
  if (persist.hardState !== null) disk.hardState = persist.hardState;
  const first = persist.entries[0];
  if (first === undefined) return;
  const kept = disk.entries.filter((entry) => entry.index < first.index);
  disk.entries = [...kept, ...persist.entries];
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
