import type { DirectoryLock } from "./directory-lock.ts";
import type { Files } from "./files.ts";
import { frameBytes } from "./frame.ts";
import { BlockPool, Group } from "./group.ts";
import { removeMarks } from "./loss-marks.ts";
import { encodeHardState, encodeSnapshotPointer } from "./records.ts";
import type { SegmentStart } from "./records.ts";
import { ioFailure } from "./refusals.ts";
import type { WalFailure } from "./refusals.ts";
import type { SegmentChain } from "./segment-chain.ts";
import type { SnapshotChunkRead } from "./snapshot-file.ts";
import { SnapshotStore } from "./snapshot-store.ts";
import type { SnapshotReceiver } from "./snapshot-store.ts";
import type { SnapshotPosition, StoredSnapshot, WalEntry, WalWrite } from "./types.ts";

export interface WalLimits {
  /** Length of a segment file. */
  readonly segmentBytes: number;
  /** Entries of one group commit; a single longer entry is a group of its own. */
  readonly groupBytesMax: number;
  /** Appended and not yet durable; beyond it the wal fails as `overrun`. */
  readonly queuedBytesMax: number;
}

const MiB = 1024 * 1024;

export const defaultWalLimits: WalLimits = {
  segmentBytes: 64 * MiB,
  groupBytesMax: 1 * MiB,
  queuedBytesMax: 512 * MiB,
};

/** The most data one entry may hold, so that any group fits into a segment. */
export function entryBytesMax(limits: WalLimits): number {
  return Math.floor(limits.segmentBytes / 2);
}

/** What the newest frame left behind; repeated at the start of the next segment. */
type LogState = Omit<SegmentStart, "segmentBytes">;

interface SealedGroup {
  readonly group: Group;
  readonly stateAfter: LogState;
}

export interface WalParts {
  readonly files: Files;
  readonly directory: string;
  readonly limits: WalLimits;
  readonly chain: SegmentChain;
  readonly lock: DirectoryLock;
  readonly state: LogState;
  readonly onFailure: (failure: WalFailure) => void;
}

export interface WalStatus {
  readonly segments: number;
  /** Appended and not yet durable. */
  readonly queuedBytes: number;
  readonly framesWritten: number;
  readonly bytesWritten: number;
  readonly failed: boolean;
}

/**
 * A running write-ahead log; `openWal` makes it. All calls return at once; no call waits for the disk.
 *
 * After a failed write or sync nothing is tried again: what the system still holds of it is unknown, and a second sync
 * may report success for pages that were dropped by the first (as PostgreSQL learned in 2018, "fsyncgate"). The failure
 * is told once, and no callback comes any more.
 */
export class Wal {
  readonly #files: Files;
  readonly #directory: string;
  readonly #limits: WalLimits;
  readonly #chain: SegmentChain;
  readonly #lock: DirectoryLock;
  readonly #onFailure: (failure: WalFailure) => void;
  readonly #pool = new BlockPool(8);
  /** As of everything appended. */
  #state: LogState;
  /** As of everything written. */
  #stateWritten: LogState;
  /** Takes records while the disk is busy with the one before. */
  #collecting: Group;
  readonly #sealed: SealedGroup[] = [];
  #writing = false;
  /** Sealed and not yet durable. */
  #sealedBytes = 0;
  #framesWritten = 0;
  #bytesWritten = 0;
  #failed = false;
  #closing = false;
  /** Told when everything is closed. */
  readonly #waitingForClose: (() => void)[] = [];
  #closed: Promise<void> | null = null;
  readonly #snapshots: SnapshotStore;
  #unmarking: Promise<void> = Promise.resolve();

  constructor(parts: WalParts) {
    this.#files = parts.files;
    this.#directory = parts.directory;
    this.#limits = parts.limits;
    this.#chain = parts.chain;
    this.#lock = parts.lock;
    this.#onFailure = parts.onFailure;
    this.#state = parts.state;
    this.#stateWritten = parts.state;
    this.#collecting = new Group(this.#pool);
    this.#snapshots = new SnapshotStore(parts.files, parts.directory, {
      hasEnded: () => this.#failed || this.#closing,
      fail: (failure) => this.#fail(failure),
    });
  }

  /**
   * Appends a write of up to `groupBytesMax` atomically, a longer one in several steps, in order always. `durable` is
   * called once everything up to here is on stable storage: in the order of the calls, never from within this one, and
   * not at all after a failure or a stop. Data must not change until then. An entry that leaves a gap or does not fit into a segment throws RangeError.
   */
  append(write: WalWrite, durable: () => void): void {
    if (this.#failed || this.#closing) return;
    const { groupBytesMax } = this.#limits;
    if (!this.#collecting.hasRoomFor(write.entries, groupBytesMax)) this.#sealUnlessEmpty();
    if (write.adopt !== null) this.#adopt(write.adopt);
    if (write.hardState !== null) {
      this.#collecting.addRecord(encodeHardState(write.hardState));
      this.#state = { ...this.#state, hardState: write.hardState };
    }
    for (const entry of write.entries) this.#addEntry(entry);
    this.#enqueue(durable);
  }

  /**
   * Writes a snapshot of the state after `position` to its own file while commits go on, then a pointer to it, then
   * deletes the one before. `stored(false)`: meanwhile a newer snapshot was adopted and this one is forgotten.
   */
  saveSnapshot(
    position: SnapshotPosition,
    chunks: readonly Uint8Array[],
    stored: (current: boolean) => void,
  ): void {
    this.#snapshots.save(position, chunks, (snapshot) => {
      const current = this.#state.snapshot;
      if (current === null || current.index < snapshot.index) {
        this.#pointTo(snapshot, () => stored(true));
        return;
      }
      if (current.index > snapshot.index) this.#snapshots.remove(snapshot);
      stored(false);
    });
  }

  /** A file for a snapshot from another replica. */
  receiveSnapshot(position: SnapshotPosition): SnapshotReceiver {
    return this.#snapshots.receive(position, () => this.#state.snapshot?.index === position.index);
  }

  /** Reads a chunk (1 MiB, from 0) of the current snapshot; null if `position` is not the current one any more. */
  readSnapshotChunk(
    position: SnapshotPosition,
    chunk: number,
    done: (read: SnapshotChunkRead | null) => void,
  ): void {
    const { snapshot } = this.#state;
    if (snapshot?.index === position.index && snapshot.term === position.term) {
      this.#snapshots.read(snapshot, chunk, done);
    } else queueMicrotask(() => done(null));
  }

  /** Deletes whole segments that hold no entry above `upToIndex`; never one that the durable snapshot does not cover. */
  compact(upToIndex: number): void {
    const snapshotIndex = this.#stateWritten.snapshot?.index ?? 0;
    this.#chain
      .compact(Math.min(upToIndex, snapshotIndex))
      .catch((error: unknown) => this.#fail(ioFailure("remove", this.#directory, error)));
  }

  /** Forgets that a log before this one was lost; to be called when everything that this rests on is durable. */
  recovered(): void {
    const unmarking = removeMarks(this.#files, this.#directory);
    this.#unmarking = unmarking.catch((error: unknown) =>
      this.#fail(ioFailure("remove", this.#directory, error)),
    );
  }

  status(): WalStatus {
    return {
      segments: this.#chain.count,
      queuedBytes: this.#queuedBytes,
      framesWritten: this.#framesWritten,
      bytesWritten: this.#bytesWritten,
      failed: this.#failed,
    };
  }

  /** Writes what was appended, closes the files, gives the directory free. No callback but `closed` comes after. */
  close(closed: () => void): void {
    this.#waitingForClose.push(closed);
    this.#closing = true;
    this.#writeNext();
  }

  get #queuedBytes(): number {
    return this.#sealedBytes + this.#collecting.bodyBytes;
  }

  #adopt(snapshot: StoredSnapshot): void {
    const before = this.#state.snapshot;
    this.#collecting.addVoidingRecord(encodeSnapshotPointer(snapshot, true));
    this.#state = { ...this.#state, snapshot, lastIndex: snapshot.index, lastTerm: snapshot.term };
    if (before !== null && before.index !== snapshot.index) {
      this.#collecting.waiting.push(() => this.#snapshots.remove(before));
    }
  }

  #addEntry(entry: WalEntry): void {
    const { lastIndex } = this.#state;
    if (entry.index > lastIndex + 1 || entry.index < 1) {
      throw new RangeError(`entry ${entry.index} cannot follow entry ${lastIndex}`);
    }
    if (entry.data.length > entryBytesMax(this.#limits)) {
      throw new RangeError(`an entry of ${entry.data.length} bytes does not fit into a segment`);
    }
    if (!this.#collecting.hasRoomFor([entry], this.#limits.groupBytesMax)) this.#sealUnlessEmpty();
    this.#collecting.addEntry(entry);
    this.#state = { ...this.#state, lastIndex: entry.index, lastTerm: entry.term };
  }

  #pointTo(snapshot: StoredSnapshot, durable: () => void): void {
    const before = this.#state.snapshot;
    this.#collecting.addRecord(encodeSnapshotPointer(snapshot, false));
    this.#state = { ...this.#state, snapshot };
    this.#enqueue(() => {
      if (before !== null) this.#snapshots.remove(before);
      durable();
    });
  }

  #enqueue(durable: () => void): void {
    const { queuedBytesMax } = this.#limits;
    this.#collecting.waiting.push(durable);
    const queuedBytes = this.#queuedBytes;
    if (queuedBytes <= queuedBytesMax) this.#writeNext();
    else this.#fail({ kind: "overrun", queuedBytes, queuedBytesMax });
  }

  #sealUnlessEmpty(): void {
    if (!this.#collecting.isEmpty) this.#seal();
  }

  #seal(): void {
    this.#sealed.push({ group: this.#collecting, stateAfter: this.#state });
    this.#sealedBytes += this.#collecting.bodyBytes;
    this.#collecting = new Group(this.#pool);
  }

  #writeNext(): void {
    if (this.#writing) return;
    if (this.#failed) {
      this.#finishClose();
      return;
    }
    if (this.#sealed.length === 0) {
      if (this.#collecting.waiting.length === 0) {
        this.#finishClose();
        return;
      }
      this.#seal();
    }
    const next = this.#sealed.shift()!;
    this.#writing = true;
    if (this.#chain.fits(frameBytes(next.group.bodyBytes))) this.#write(next);
    else void this.#rollAndWrite(next);
  }

  async #rollAndWrite(next: SealedGroup): Promise<void> {
    try {
      await this.#chain.roll(this.#stateWritten);
    } catch (error) {
      this.#writing = false;
      this.#fail(ioFailure("begin a segment after", this.#chain.path, error));
      this.#finishClose();
      return;
    }
    this.#write(next);
  }

  #write({ group, stateAfter }: SealedGroup): void {
    const { sequence, segment } = this.#chain.nextFrame;
    const { chunks, bytes } = group.seal(sequence, segment);
    this.#chain.write(chunks, bytes, group.lastIndexMax, (error) => {
      this.#writing = false;
      if (error !== null) this.#fail(ioFailure("write and sync", this.#chain.path, error));
      if (this.#failed) {
        this.#finishClose();
        return;
      }
      this.#stateWritten = stateAfter;
      this.#sealedBytes -= group.bodyBytes;
      this.#framesWritten++;
      this.#bytesWritten += bytes;
      if (group.voidsEntries) this.#chain.voidEntries(group.lastIndexMax);
      group.release();
      // The disk gets its next group before those who waited for this one get their turn.
      this.#writeNext();
      for (const durable of group.waiting) durable();
    });
  }

  #fail(failure: WalFailure): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onFailure(failure);
  }

  /** Does nothing unless `close` was called; the disk is idle. */
  #finishClose(): void {
    if (!this.#closing) return;
    const end = async (): Promise<void> => {
      await this.#unmarking;
      await this.#snapshots.settled();
      await this.#chain.close();
      await this.#lock.release();
    };
    // A failure here loses nothing: everything acknowledged is durable, and the lock dies with the process.
    this.#closed ??= end().catch(() => undefined);
    void this.#closed.then(() => {
      for (const closed of this.#waitingForClose.splice(0)) closed();
    });
  }
}
