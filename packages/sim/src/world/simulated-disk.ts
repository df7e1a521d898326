import type { LogStorage, RestoredLog, StorageWrite, StoredChunk } from "@cablecut/replicated-log";
import type { Prng } from "./prng.ts";
import { LogContents, type SnapshotPosition } from "../checks/log-contents.ts";
import type { Coverage } from "../checks/coverage.ts";

/** How long a sync takes, in milliseconds. */
export interface DiskSpeed {
  readonly syncMinMs: number;
  readonly syncMaxMs: number;
}
export const fastDisk: DiskSpeed = { syncMinMs: 0.1, syncMaxMs: 0.4 };

/** Small, so that a snapshot of the simulation travels in several chunks too. */
const chunkBytes = 16 * 1024;

/** The file of a snapshot that was taken here takes as long as so many writes to the log. */
const fileSyncs = 12;

interface Write {
  readonly apply: (contents: LogContents) => void;
  /** Applies what reached the platter of a write that the crash interrupted; null where that is all or nothing. */
  readonly tear: ((contents: LogContents, share: number) => void) | null;
  readonly done: () => void;
}

/**
 * One replica's disk. Writes become durable in order, in groups, some time later; a crash loses what was not synced,
 * except for a prefix that had reached the platter without anybody knowing. The write behind that prefix may be torn:
 * the log's frames are whole or void, but a long write takes several, and only its first entries are found again.
 */
export class SimulatedDisk {
  speed: DiskSpeed = fastDisk;
  /** What would be found after a crash. */
  readonly durable = new LogContents();
  /** What the process has written so far, synced or not. */
  readonly written = new LogContents();
  readonly #prng: Prng;
  /** Runs a task of the living process after a delay. */
  readonly #later: (delayMs: number, task: () => void) => void;
  /** Called for every log entry that is written. */
  readonly #onWrite: (write: StorageWrite) => void;
  readonly #coverage: Coverage;
  #queue: Write[] = [];
  #syncing: Write[] | null = null;
  #life = 0;
  /** What was durable when the disk was lost, until the room has recovered from that. */
  readonly #lost: LogContents[] = [];

  constructor(parts: {
    prng: Prng;
    later: (delayMs: number, task: () => void) => void;
    onWrite: (write: StorageWrite) => void;
    coverage: Coverage;
  }) {
    this.#prng = parts.prng;
    this.#later = parts.later;
    this.#onWrite = parts.onWrite;
    this.#coverage = parts.coverage;
  }

  crash(): void {
    this.#life += 1;
    const unsynced = [...(this.#syncing ?? []), ...this.#queue];
    const survived = this.#prng.integer(0, unsynced.length);
    for (const write of unsynced.slice(0, survived)) write.apply(this.durable);
    if (survived < unsynced.length) this.#coverage.note("crashes that lost writes");
    const torn = unsynced[survived]?.tear ?? null;
    if (torn !== null && this.#prng.chance(0.5)) {
      torn(this.durable, this.#prng.next());
      this.#coverage.note("writes torn");
    }
    this.#queue = [];
    this.#syncing = null;
    this.written.become(this.durable);
  }

  /** After a crash: everything is gone, and the next process knows. */
  lose(): void {
    const lost = new LogContents();
    lost.become(this.durable);
    this.#lost.push(lost);
    const empty = new LogContents();
    empty.recovering = true;
    this.durable.become(empty);
    this.written.become(empty);
    this.#coverage.note("disks lost");
  }

  /** What is durable, and what was before a loss: promises were made on that too, and some are still on their way. */
  promised(holds: (contents: LogContents) => boolean): boolean {
    return holds(this.durable) || this.#lost.some(holds);
  }

  restored(): RestoredLog {
    return this.durable.restored();
  }

  /** The storage of the process that was just started. */
  open(): LogStorage {
    let receiving: { position: SnapshotPosition; chunks: Uint8Array[] } | null = null;
    return {
      persist: (write, durable) => {
        const chunks = write.adopt === null ? [] : receiving!.chunks;
        this.#onWrite(write);
        this.#write({
          apply: (contents) => contents.persist(write, chunks),
          tear:
            write.entries.length < 2
              ? null
              : (contents, share) => contents.persist(tornAfter(write, share), chunks),
          done: durable,
        });
      },
      saveSnapshot: (position, chunks, stored) => {
        const kept = recut(chunks);
        let current = false;
        const apply = (contents: LogContents): void => {
          current = contents.saveSnapshot(position, kept);
        };
        const done = (): void => {
          this.#coverage.note(current ? "snapshots taken" : "snapshots taken too late");
          stored(current);
        };
        // Its file is written while the log goes on; only the pointer to it stands in the log.
        const fileMs = fileSyncs * this.#syncMs();
        this.#later(fileMs, () => this.#write({ apply, tear: null, done }));
      },
      readSnapshotChunk: (position, chunk, done) => {
        const read = this.#chunkOf(position, chunk);
        this.#later(this.#syncMs(), () => done(read));
      },
      receiveSnapshotChunk: (position, chunk, _last, data, stored) => {
        if (chunk === 0) receiving = { position, chunks: [] };
        receiving!.chunks.push(data);
        this.#write({ apply: () => undefined, tear: null, done: stored });
      },
      forgetReceived: () => {
        receiving = null;
      },
      compact: (upToIndex) => {
        this.durable.compact(upToIndex);
        this.written.compact(upToIndex);
      },
      recovered: () =>
        this.#write({
          apply: (contents) => {
            contents.recovering = false;
          },
          tear: null,
          done: () => {
            this.#lost.length = 0;
            this.#coverage.note("rooms recovered");
          },
        }),
      backlogBytes: () => 0,
      close: (closed) => this.#later(0, closed),
    };
  }

  #chunkOf(position: SnapshotPosition, chunk: number): StoredChunk | null {
    const { snapshot } = this.durable;
    if (snapshot === null || snapshot.index !== position.index) return null;
    const data = snapshot.chunks[chunk];
    return data === undefined ? null : { data, last: chunk === snapshot.chunks.length - 1 };
  }

  #write(write: Write): void {
    write.apply(this.written);
    this.#queue.push(write);
    if (this.#syncing === null) this.#sync();
  }

  #sync(): void {
    const group = this.#queue;
    const life = this.#life;
    this.#queue = [];
    this.#syncing = group;
    this.#later(this.#syncMs(), () => {
      if (life !== this.#life) return;
      this.#syncing = null;
      for (const { apply } of group) apply(this.durable);
      if (this.#queue.length > 0) this.#sync();
      for (const { done } of group) done();
    });
  }

  #syncMs(): number {
    return this.#prng.between(this.speed.syncMinMs, this.speed.syncMaxMs);
  }
}

/** The write without its last entries. */
function tornAfter(write: StorageWrite, share: number): StorageWrite {
  return { ...write, entries: write.entries.slice(0, Math.floor(share * write.entries.length)) };
}

function recut(chunks: readonly Uint8Array[]): Uint8Array[] {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  const cut: Uint8Array[] = [];
  for (let at = 0; at < end || cut.length === 0; at += chunkBytes) {
    cut.push(bytes.subarray(at, at + chunkBytes));
  }
  return cut;
}
