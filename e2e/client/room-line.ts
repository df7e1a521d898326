import { machineClock, type PeerDial } from "@cablecut/fabric";
import { createMesh, type LinkCertificates, type Mesh } from "@cablecut/link";
import {
  decodeTransferAnswers,
  encodeTransfers,
  frameKinds,
  type RoomAnswerMessage,
  type RoomIndex,
  type RoomMessage,
  type RoomPush,
  type RoomRequest,
  type RoomStatus,
  type Topology,
  type TransferAnswer,
  type TransferRequest,
} from "@cablecut/protocol";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
export type RoomCall = WithoutId<RoomRequest>;
export type FeedPush = Extract<RoomPush, { kind: "feed" }>;

/** `not-sent`: certainly nothing happened. `no-answer`: it may have. */
export type CallOutcome =
  | RoomAnswerMessage
  | { readonly kind: "not-sent" }
  | { readonly kind: "no-answer" };

/** Monotonic milliseconds, the clock that the fabric stamps its events with. */
export const nowMs = (): number => machineClock.monotonicMs();

const callTimeoutMs = 2_000;
/** A room that said nothing for so long does not answer. */
const silenceMs = 1_000;

interface OpenCall {
  readonly done: (outcome: CallOutcome) => void;
  readonly timer: NodeJS.Timeout;
}

export interface RoomLineOwner {
  status?(room: RoomIndex, status: RoomStatus): void;
  feed?(room: RoomIndex, push: FeedPush): void;
  answer?(room: RoomIndex, answer: TransferAnswer): void;
  /** A frame of answers as it came; where this is given, `answer` is not called. */
  answers?(room: RoomIndex, frame: Uint8Array): void;
  /** A frame that no room may send. */
  garbage?(room: RoomIndex, what: string): void;
}

/** The line to all rooms that a gateway has, over the cables, for a client that watches what they say. */
export class RoomLine {
  readonly topology: Topology;
  readonly #mesh: Mesh;
  readonly #owner: RoomLineOwner;
  readonly #statuses: (RoomStatus | null)[];
  readonly #heardMs: number[];
  readonly #calls = new Map<number, OpenCall>();
  #nextCall = 1;

  constructor(parts: {
    id: string;
    showId: string;
    linkSecret: string;
    /** With them the line is encrypted. */
    certificates?: LinkCertificates;
    topology: Topology;
    dials: readonly PeerDial[];
    owner: RoomLineOwner;
  }) {
    const { topology } = parts;
    this.topology = topology;
    this.#owner = parts.owner;
    this.#statuses = topology.rooms.map(() => null);
    this.#heardMs = topology.rooms.map(() => Number.NEGATIVE_INFINITY);
    const indexOf = new Map(topology.rooms.map((room, index) => [room.id, index as RoomIndex]));
    this.#mesh = createMesh({
      self: { id: parts.id, kind: "gateway", showId: parts.showId, instance: Date.now() },
      secret: parts.linkSecret,
      ...(parts.certificates === undefined ? {} : { certificates: parts.certificates }),
      peers: parts.dials,
      accept: () => ({ ok: false, reason: "takes no calls" }),
      onMessage: (room, _, bytes) => this.#receive(indexOf.get(room)!, bytes),
      onPeerUp: () => undefined,
      onPeerDown: () => undefined,
    });
  }

  status(room: RoomIndex): RoomStatus | null {
    return this.#statuses[room] ?? null;
  }

  get statuses(): readonly (RoomStatus | null)[] {
    return this.#statuses;
  }

  isAnswering(room: RoomIndex): boolean {
    return nowMs() - this.#heardMs[room]! < silenceMs;
  }

  /** The status of the room that has applied most, among those that answer and are caught up. */
  furthest(): RoomStatus | null {
    let best: RoomStatus | null = null;
    for (const status of this.#statuses) {
      if (status === null || !status.ready || !this.isAnswering(status.room)) continue;
      if (best === null || status.appliedIndex > best.appliedIndex) best = status;
    }
    return best;
  }

  /** False: it was certainly not sent. */
  pay(room: RoomIndex, requests: readonly TransferRequest[]): boolean {
    return this.#send(room, encodeTransfers(requests, { receipts: true }));
  }

  /** A frame of transfers that the caller has written. False: it was certainly not sent. */
  payFrame(room: RoomIndex, frame: Uint8Array): boolean {
    return this.#send(room, frame);
  }

  call(room: RoomIndex, request: RoomCall): Promise<CallOutcome> {
    return new Promise((done) => {
      const id = this.#nextCall++;
      const text = new TextEncoder().encode(JSON.stringify({ ...request, id }));
      const bytes = new Uint8Array(1 + text.length);
      bytes[0] = frameKinds.json;
      bytes.set(text, 1);
      if (!this.#send(room, bytes)) return done({ kind: "not-sent" });
      const timer = setTimeout(() => {
        this.#calls.delete(id);
        done({ kind: "no-answer" });
      }, callTimeoutMs);
      this.#calls.set(id, { done, timer });
    });
  }

  async close(): Promise<void> {
    for (const { timer, done } of this.#calls.values()) {
      clearTimeout(timer);
      done({ kind: "no-answer" });
    }
    this.#calls.clear();
    await this.#mesh.close();
  }

  #send(room: RoomIndex, bytes: Uint8Array): boolean {
    return this.#mesh.send(this.topology.rooms[room]!.id, [bytes]);
  }

  #receive(room: RoomIndex, bytes: Uint8Array): void {
    this.#heardMs[room] = nowMs();
    if (bytes[0] === frameKinds.transferAnswers) {
      if (this.#owner.answers !== undefined) return this.#owner.answers(room, bytes);
      const answers = decodeTransferAnswers(bytes);
      if (answers === null) return this.#owner.garbage?.(room, "a damaged frame of answers");
      for (const answer of answers) this.#owner.answer?.(room, answer);
      return;
    }
    if (bytes[0] !== frameKinds.json) {
      return this.#owner.garbage?.(room, `a frame of the unknown kind ${bytes[0]}`);
    }
    const message = JSON.parse(new TextDecoder().decode(bytes.subarray(1))) as RoomMessage;
    if (message.kind === "status") {
      this.#statuses[room] = message.status;
      this.#owner.status?.(room, message.status);
    } else if (message.kind === "feed") {
      this.#owner.feed?.(room, message);
    } else {
      const open = this.#calls.get(message.id);
      if (open === undefined) return;
      clearTimeout(open.timer);
      this.#calls.delete(message.id);
      open.done(message);
    }
  }
}
