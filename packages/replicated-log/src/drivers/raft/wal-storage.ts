import { openWal } from "@cablecut/wal";
import type {
  Result,
  SnapshotReceiver,
  StoredSnapshot,
  Wal,
  WalOptions,
  WalRefusal,
} from "@cablecut/wal";
import type { SnapshotMeta } from "@cablecut/raft";
import type { LogStorage, RestoredLog, StorageWrite, StoredChunk } from "./ports.ts";

export interface OpenedStorage {
  readonly storage: LogStorage;
  readonly restored: RestoredLog;
  /** Bytes of a write that a crash interrupted; it was never acknowledged. */
  readonly tornBytes: number;
}

/** Opens the log of one replica in a directory; refusals and `onFailure` as in `openWal`. */
export async function openWalStorage(
  options: WalOptions,
): Promise<Result<OpenedStorage, WalRefusal>> {
  const opened = await openWal(options);
  if (!opened.ok) return opened;
  const { wal, recovered, snapshotChunks } = opened.value;
  const { hardState, snapshot, entries, tornBytes, recovering, follows } = recovered;
  const restored: RestoredLog = {
    hardState,
    snapshot: snapshot === null ? null : { index: snapshot.index, term: snapshot.term },
    snapshotChunks,
    entries,
    recovering,
    follows,
  };
  return { ok: true, value: { storage: new WalStorage(wal), restored, tornBytes } };
}

/** The driver's storage on `packages/wal`. */
class WalStorage implements LogStorage {
  readonly #wal: Wal;
  #receiver: SnapshotReceiver | null = null;
  /** Received completely and not adopted yet. */
  #received: StoredSnapshot | null = null;

  constructor(wal: Wal) {
    this.#wal = wal;
  }

  persist({ hardState, adopt, entries }: StorageWrite, durable: () => void): void {
    this.#wal.append({ hardState, adopt: this.#adopted(adopt), entries }, durable);
  }

  saveSnapshot(
    position: SnapshotMeta,
    chunks: readonly Uint8Array[],
    stored: (current: boolean) => void,
  ): void {
    this.#wal.saveSnapshot(position, chunks, stored);
  }

  readSnapshotChunk(
    position: SnapshotMeta,
    chunk: number,
    done: (read: StoredChunk | null) => void,
  ): void {
    this.#wal.readSnapshotChunk(position, chunk, (read) =>
      done(read === null ? null : { data: read.data, last: read.last }),
    );
  }

  receiveSnapshotChunk(
    position: SnapshotMeta,
    chunk: number,
    last: boolean,
    data: Uint8Array,
    stored: () => void,
  ): void {
    if (chunk === 0) {
      this.forgetReceived();
      this.#receiver = this.#wal.receiveSnapshot(position);
    }
    const receiver = this.#receiver;
    if (receiver === null) throw new Error(`chunk ${chunk} of a snapshot without a beginning`);
    if (!last) {
      receiver.write(data, stored);
      return;
    }
    receiver.write(data, () => undefined);
    receiver.finish((snapshot) => {
      if (this.#receiver === receiver) this.#received = snapshot;
      stored();
    });
  }

  forgetReceived(): void {
    this.#receiver?.abandon();
    this.#receiver = null;
    this.#received = null;
  }

  compact(upToIndex: number): void {
    this.#wal.compact(upToIndex);
  }

  recovered(): void {
    this.#wal.recovered();
  }

  backlogBytes(): number {
    return this.#wal.status().queuedBytes;
  }

  close(closed: () => void): void {
    this.#wal.close(closed);
  }

  #adopted(position: SnapshotMeta | null): StoredSnapshot | null {
    if (position === null) return null;
    const received = this.#received;
    if (received?.index !== position.index || received.term !== position.term) {
      throw new Error(`snapshot ${position.index} is to be adopted, but was not received`);
    }
    this.#receiver = null;
    this.#received = null;
    return received;
  }
}
