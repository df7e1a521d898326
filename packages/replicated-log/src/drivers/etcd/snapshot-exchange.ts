import type { ReplicaId } from "../../port.ts";
import type { LogStorage, Timers } from "../raft/ports.ts";
import type { PeerMessage } from "./messages.ts";

/** A snapshot with the revision of the store that it covers; storage calls that the term of its position. */
export interface SnapshotAt {
  readonly index: number;
  readonly revision: number;
}

export interface SnapshotExchangeParts {
  readonly peers: readonly ReplicaId[];
  readonly storage: LogStorage;
  readonly timers: Timers;
  readonly patienceMs: number;
  readonly send: (to: ReplicaId, message: PeerMessage) => void;
  /** Of the snapshot that is stored here; null without one. */
  readonly stored: () => SnapshotAt | null;
  /** Whether that snapshot would help. */
  readonly isWanted: (snapshot: SnapshotAt) => boolean;
  /** It is here whole, and written as the one to be adopted. */
  readonly received: (snapshot: SnapshotAt, chunks: readonly Uint8Array[]) => void;
  /** It is the one that a restart would begin with. */
  readonly adopted: (snapshot: SnapshotAt) => void;
}

interface Reception {
  readonly snapshot: SnapshotAt;
  readonly chunks: Uint8Array[];
}

/** Brings a room a snapshot of another one, piece by piece, each asked for; and gives others the own one. */
export class SnapshotExchange {
  readonly #parts: SnapshotExchangeParts;
  #wanting = false;
  #peer = 0;
  #request = 0;
  #reception: Reception | null = null;
  #cancel: (() => void) | null = null;

  constructor(parts: SnapshotExchangeParts) {
    this.#parts = parts;
  }

  /** Asks one room after the other until one has what is wanted. */
  want(): void {
    if (this.#wanting) return;
    this.#wanting = true;
    this.#askNext();
  }

  stop(): void {
    this.#wanting = false;
    this.#cancel?.();
  }

  take(from: ReplicaId, message: PeerMessage): void {
    if (message.kind === "ask") this.#answer(from, message);
    else if (message.kind === "piece" && this.#isAwaited(from, message.request))
      this.#piece(message);
    else if (message.kind === "none" && this.#isAwaited(from, message.request)) this.#askSoon();
  }

  #isAwaited(from: ReplicaId, request: number): boolean {
    return this.#wanting && request === this.#request && from === this.#parts.peers[this.#peer];
  }

  #answer(to: ReplicaId, { request, index, chunk }: PeerMessage & { kind: "ask" }): void {
    const { stored, storage, send } = this.#parts;
    const snapshot = stored();
    if (snapshot === null || (index !== 0 && index !== snapshot.index)) {
      send(to, { kind: "none", request });
      return;
    }
    const { revision } = snapshot;
    storage.readSnapshotChunk({ index: snapshot.index, term: revision }, chunk, (read) => {
      if (read === null) send(to, { kind: "none", request });
      else send(to, { kind: "piece", request, index: snapshot.index, revision, chunk, ...read });
    });
  }

  #piece({ index, revision, chunk, last, data }: PeerMessage & { kind: "piece" }): void {
    const snapshot = { index, revision };
    if (chunk === 0) {
      if (!this.#parts.isWanted(snapshot)) return this.#askSoon();
      this.#reception = { snapshot, chunks: [] };
    }
    const reception = this.#reception;
    if (reception === null || reception.snapshot.index !== index) return this.#askSoon();
    if (chunk !== reception.chunks.length) return this.#askSoon();
    reception.chunks.push(data);
    this.#cancel?.();
    const position = { index, term: revision };
    const request = this.#request;
    this.#parts.storage.receiveSnapshotChunk(position, chunk, last, data, () => {
      if (!this.#wanting || request !== this.#request) return;
      if (last) this.#adopt(reception);
      else this.#ask(index, chunk + 1);
    });
  }

  #adopt({ snapshot, chunks }: Reception): void {
    this.#wanting = false;
    this.#reception = null;
    const adopt = { index: snapshot.index, term: snapshot.revision };
    const { storage, received, adopted } = this.#parts;
    storage.persist({ hardState: null, adopt, entries: [] }, () => adopted(snapshot));
    received(snapshot, chunks);
  }

  #ask(index: number, chunk: number): void {
    this.#request += 1;
    const to = this.#parts.peers[this.#peer];
    if (to !== undefined) {
      this.#parts.send(to, { kind: "ask", request: this.#request, index, chunk });
    }
    this.#cancel?.();
    this.#cancel = this.#parts.timers.after(this.#parts.patienceMs, () => this.#askNext());
  }

  #askNext(): void {
    if (!this.#wanting) return;
    this.#reception = null;
    this.#peer = (this.#peer + 1) % Math.max(1, this.#parts.peers.length);
    this.#ask(0, 0);
  }

  /** The one that was asked cannot help now; nobody is asked in a tight circle. */
  #askSoon(): void {
    this.#cancel?.();
    this.#cancel = this.#parts.timers.after(this.#parts.patienceMs / 20, () => this.#askNext());
  }
}
