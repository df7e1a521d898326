import { join } from "node:path";
import type { Files } from "./files.ts";
import { ioFailure } from "./refusals.ts";
import type { WalFailure } from "./refusals.ts";
import { readSnapshotChunk, rechunk, snapshotFile, SnapshotFileWriter } from "./snapshot-file.ts";
import type { SnapshotChunkRead } from "./snapshot-file.ts";
import type { SnapshotPosition, StoredSnapshot } from "./types.ts";

/** A snapshot on its way from another replica into a file. */
export interface SnapshotReceiver {
  /** `chunk` is exactly 1 MiB unless it is the last. `stored`: the system has it, not necessarily the disk. */
  write(chunk: Uint8Array, stored: () => void): void;
  /** `stored`: the whole file is on stable storage; `WalWrite.adopt` makes it the snapshot of this log. */
  finish(stored: (snapshot: StoredSnapshot) => void): void;
  /** Forgets the file. */
  abandon(): void;
}

/** The wal that the snapshots belong to. */
export interface SnapshotOwner {
  /** It failed or is being closed: nothing more is told. */
  hasEnded(): boolean;
  fail(failure: WalFailure): void;
}

/**
 * Writes, reads and deletes snapshot files beside the log, so that no commit waits for them. Writing is one thing after
 * the other, and so is reading.
 */
export class SnapshotStore {
  readonly #files: Files;
  readonly #directory: string;
  readonly #owner: SnapshotOwner;
  #writes: Promise<void> = Promise.resolve();
  #reads: Promise<void> = Promise.resolve();

  constructor(files: Files, directory: string, owner: SnapshotOwner) {
    this.#files = files;
    this.#directory = directory;
    this.#owner = owner;
  }

  /** `stored`: the file is on stable storage, and nothing points to it yet. */
  save(
    position: SnapshotPosition,
    chunks: readonly Uint8Array[],
    stored: (snapshot: StoredSnapshot) => void,
  ): void {
    this.#enqueue("write", position, async () => {
      const writer = new SnapshotFileWriter(this.#files, this.#directory, position);
      for (const chunk of rechunk(chunks)) {
        if (this.#owner.hasEnded()) {
          await writer.abandon();
          return null;
        }
        await writer.write(chunk);
      }
      const snapshot = await writer.finish();
      return () => stored(snapshot);
    });
  }

  /** `isWanted` is asked before an abandoned file is deleted: it may have become the log's snapshot. */
  receive(position: SnapshotPosition, isWanted: () => boolean): SnapshotReceiver {
    const writer = new SnapshotFileWriter(this.#files, this.#directory, position);
    return {
      write: (chunk, stored) =>
        this.#enqueue("write", position, async () => {
          await writer.write(chunk);
          return stored;
        }),
      finish: (stored) =>
        this.#enqueue("write", position, async () => {
          const snapshot = await writer.finish();
          return () => stored(snapshot);
        }),
      abandon: () =>
        this.#enqueue("remove", position, async () => {
          await writer.abandon();
          if (!isWanted()) await this.#remove(position);
          return null;
        }),
    };
  }

  /** `done(null)`: the file is gone. */
  read(
    snapshot: StoredSnapshot,
    chunk: number,
    done: (read: SnapshotChunkRead | null) => void,
  ): void {
    this.#enqueue("read", snapshot, async () => {
      const read = await readSnapshotChunk(this.#files, this.#directory, snapshot, chunk);
      if (read === null) return () => done(null);
      const { ok } = read;
      return () => (ok ? done(read.value) : this.#owner.fail(read.refusal));
    });
  }

  remove(position: SnapshotPosition): void {
    this.#enqueue("remove", position, async () => {
      await this.#remove(position);
      return null;
    });
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await this.#reads;
    await this.#writes;
  }

  /**
   * `work` rejects with the system's errors only, and returns what is to be told; that runs outside, so that a bug of
   * the listener is not mistaken for a failure of the disk.
   */
  #enqueue(
    operation: "read" | "write" | "remove",
    position: SnapshotPosition,
    work: () => Promise<(() => void) | null>,
  ): void {
    const step = async (): Promise<void> => {
      let tell: (() => void) | null = null;
      try {
        tell = await work();
      } catch (error) {
        const file = join(this.#directory, snapshotFile(position));
        this.#owner.fail(ioFailure(operation, file, error));
      }
      if (!this.#owner.hasEnded()) tell?.();
    };
    if (operation === "read") this.#reads = this.#reads.then(step);
    else this.#writes = this.#writes.then(step);
  }

  async #remove(position: SnapshotPosition): Promise<void> {
    await this.#files.remove(join(this.#directory, snapshotFile(position)));
    await this.#files.syncDirectory(this.#directory);
  }
}
