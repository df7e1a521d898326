import type { Entry, HardState, SnapshotMeta } from "@cablecut/raft";
import type { LogStorage, RestoredLog, StorageWrite } from "../drivers/raft/ports.ts";

interface Snapshot extends SnapshotMeta {
  readonly chunks: readonly Uint8Array[];
}

const chunkBytes = 64;

/** What is on stable storage. */
interface Stable {
  readonly hardState: HardState;
  readonly snapshot: Snapshot | null;
  readonly entries: readonly Entry[];
  readonly recovering: boolean;
}

const empty = { hardState: { term: 0, votedFor: null }, snapshot: null, entries: [] } as const;

/** A disk under virtual time: writes become durable in order, some time later; a crash forgets those under way. */
export class VirtualDisk {
  readonly #later: (task: () => void) => void;
  #stable: Stable = { ...empty, recovering: false };
  #queue: { apply: () => void; done: () => void }[] = [];
  #busy = false;
  #life = 0;

  constructor(later: (task: () => void) => void) {
    this.#later = later;
  }

  restored(): RestoredLog {
    const { hardState, snapshot, entries, recovering } = this.#stable;
    const position = snapshot === null ? null : { index: snapshot.index, term: snapshot.term };
    const snapshotChunks = snapshot?.chunks ?? [];
    return { hardState, snapshot: position, snapshotChunks, entries, recovering };
  }

  get isRecovering(): boolean {
    return this.#stable.recovering;
  }

  /** After a crash: everything is gone. */
  lose(): void {
    this.#stable = { ...empty, recovering: true };
  }

  crash(): void {
    this.#life++;
    this.#queue = [];
    this.#busy = false;
  }

  open(alive: () => boolean): LogStorage {
    let received: { position: SnapshotMeta; chunks: Uint8Array[] } | null = null;
    const write = (apply: () => void, done: () => void): void =>
      this.#enqueue(apply, () => {
        if (alive()) done();
      });
    return {
      persist: (change, durable) => {
        const adopted =
          change.adopt === null ? null : { ...change.adopt, chunks: received!.chunks };
        write(() => this.#persist(change, adopted), durable);
      },
      saveSnapshot: (position, chunks, stored) => {
        const snapshot = { ...position, chunks: recut(chunks) };
        let current = false;
        write(
          () => {
            current = position.index > (this.#stable.snapshot?.index ?? 0);
            if (current) this.#stable = { ...this.#stable, snapshot };
          },
          () => stored(current),
        );
      },
      readSnapshotChunk: (position, chunk, done) => {
        const snapshot = this.#stable.snapshot;
        const data = snapshot?.index === position.index ? snapshot.chunks[chunk] : undefined;
        const last = chunk === (snapshot?.chunks.length ?? 0) - 1;
        this.#later(() => {
          if (alive()) done(data === undefined ? null : { data, last });
        });
      },
      receiveSnapshotChunk: (position, chunk, _last, data, stored) => {
        if (chunk === 0) received = { position, chunks: [] };
        received!.chunks.push(data);
        write(() => undefined, stored);
      },
      forgetReceived: () => {
        received = null;
      },
      compact: (upToIndex) => {
        const { snapshot, entries } = this.#stable;
        const upTo = Math.min(upToIndex, snapshot?.index ?? 0);
        this.#stable = { ...this.#stable, entries: entries.filter(({ index }) => index > upTo) };
      },
      recovered: () => {
        this.#stable = { ...this.#stable, recovering: false };
      },
      backlogBytes: () => 0,
      close: (closed) => write(() => undefined, closed),
    };
  }

  #persist({ hardState, entries }: StorageWrite, adopted: Snapshot | null): void {
    let stable = this.#stable;
    if (adopted !== null) stable = { ...stable, snapshot: adopted, entries: [] };
    if (hardState !== null) stable = { ...stable, hardState };
    const [first] = entries;
    if (first !== undefined) {
      const kept = stable.entries.filter(({ index }) => index < first.index);
      stable = { ...stable, entries: [...kept, ...entries] };
    }
    this.#stable = stable;
  }

  #enqueue(apply: () => void, done: () => void): void {
    this.#queue.push({ apply, done });
    if (!this.#busy) this.#work();
  }

  /** Group commit: everything queued when a write begins becomes durable with it. */
  #work(): void {
    const group = this.#queue;
    const life = this.#life;
    this.#queue = [];
    this.#busy = true;
    this.#later(() => {
      if (life !== this.#life) return;
      this.#busy = false;
      for (const { apply } of group) apply();
      if (this.#queue.length > 0) this.#work();
      for (const { done } of group) done();
    });
  }
}

function recut(chunks: readonly Uint8Array[]): Uint8Array[] {
  const bytes = chunks.flatMap((chunk) => [...chunk]);
  const cut: Uint8Array[] = [];
  for (let at = 0; at < bytes.length || cut.length === 0; at += chunkBytes) {
    cut.push(Uint8Array.from(bytes.slice(at, at + chunkBytes)));
  }
  return cut;
}
