import type { Socket } from "node:net";
import type { Cable, Lane } from "./cable.ts";

/** Bytes that one direction of one connection holds while silent; then reading stops and the kernel's windows fill. */
export const holdBytesMax = 256 * 1024;
/** The same for bytes that are on their way over a slow cable. */
export const transitBytesMax = 2 * 1024 * 1024;
/** And for what is read on healing, to learn whether the sender has meanwhile closed. */
export const settleBytesMax = 4 * 1024 * 1024;
/** Held by all streams together while they settle; beyond it a stream is released without settling. */
export const heldBytesTotalMax = 64 * 1024 * 1024;
/** A sender that is silent for so long after healing has nothing more to say, so it has not closed. */
const settleMs = 20;

/** TCP sends a lost segment again after this, doubling each time it is lost again. */
const retransmitMs = 200;
const retransmitDoublingsMax = 6;
const segmentBytes = 1_448;
/** Under a bandwidth limit bytes leave in pieces of about this duration. */
const pieceMs = 10;

export interface Crossing {
  readonly cable: Cable;
  readonly lane: Lane;
}

export interface StreamSurroundings {
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Bytes held by all streams of the fabric. */
  readonly held: { bytes: number };
}

type Item =
  | { readonly kind: "bytes"; readonly bytes: Buffer; readonly dueMs: number }
  | { readonly kind: "end"; readonly dueMs: number };

export interface StreamEnds {
  /** Null until the far side is connected. */
  target(): Socket | null;
  /** The source has said its last word and all of it has been passed on. */
  ended(): void;
  /** The source closed while this direction was silent: the connection is to be reset when it heals. */
  doomed(): void;
  /** This direction carries again after `doomed`. */
  healedDoomed(): void;
}

/**
 * One direction of one connection: from `source` over its crossings to the target, in order.
 *
 * Invariant: what has been read and not yet been written is in the queue, `#queuedBytes` of it; while the queue is not
 * empty, nothing passes it.
 */
export class Stream {
  readonly #source: Socket;
  readonly #crossings: readonly Crossing[];
  readonly #around: StreamSurroundings;
  readonly #ends: StreamEnds;
  #queue: Item[] = [];
  #queuedBytes = 0;
  #lastDueMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #paused = false;
  #blocked = false;
  #closedWhileSilent = false;
  #sourceEnded = false;
  #settleTimer: NodeJS.Timeout | null = null;
  #wasSilent: boolean;
  #stopped = false;

  constructor(
    source: Socket,
    crossings: readonly Crossing[],
    around: StreamSurroundings,
    ends: StreamEnds,
  ) {
    this.#source = source;
    this.#crossings = crossings;
    this.#around = around;
    this.#ends = ends;
    this.#wasSilent = this.silent;
    source.on("data", (bytes: Buffer) => this.#read(bytes));
    source.on("end", () => this.#sourceEnd());
  }

  get silent(): boolean {
    return this.#crossings.some(({ lane }) => lane.silent);
  }

  /** The source is gone by a reset. False: this direction is silent, so nobody may learn of it yet. */
  sourceReset(): boolean {
    if (!this.silent && this.#settleTimer === null) return true;
    this.#doom();
    return false;
  }

  /** The target has connected, or takes bytes again. */
  targetReady(): void {
    this.#blocked = false;
    this.#pump();
  }

  cableChanged(): void {
    const { silent } = this;
    if (this.#wasSilent && !silent) this.#heal();
    this.#wasSilent = silent;
    if (silent) this.#stopSettling();
    if (this.#crossings.every(({ cable }) => cable.plain)) {
      this.#queue = this.#queue.map((item) => ({ ...item, dueMs: 0 }));
      this.#lastDueMs = 0;
    }
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopSettling();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#discard();
  }

  #read(bytes: Buffer): void {
    if (this.#stopped || this.#closedWhileSilent) return;
    if (this.#settleTimer !== null) this.#settleTimer.refresh();
    const passes = this.#queue.length === 0 && !this.silent && !this.#blocked;
    if (passes && this.#ends.target() !== null && this.#plain) {
      this.#write(bytes);
    } else {
      this.#delay(bytes);
      this.#pump();
    }
    this.#brake();
  }

  get #plain(): boolean {
    return this.#crossings.every(({ cable }) => cable.plain);
  }

  /** Gives each piece the moment at which it comes out of the last cable. */
  #delay(bytes: Buffer): void {
    const pieceBytes = this.#pieceBytes();
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      this.#queue.push({ kind: "bytes", bytes: piece, dueMs: this.#dueMs(piece.byteLength) });
      this.#queuedBytes += piece.byteLength;
      this.#around.held.bytes += piece.byteLength;
    }
  }

  #pieceBytes(): number {
    const rates = this.#crossings.map(({ cable }) => cable.bytesPerSecond ?? Infinity);
    const bytes = (Math.min(...rates) * pieceMs) / 1_000;
    return Math.max(segmentBytes, Math.floor(Math.min(bytes, transitBytesMax)));
  }

  #dueMs(bytes: number): number {
    let dueMs = this.#around.nowMs();
    for (const { cable, lane } of this.#crossings) {
      if (cable.bytesPerSecond !== null) {
        lane.busyUntilMs =
          Math.max(lane.busyUntilMs, dueMs) + (bytes / cable.bytesPerSecond) * 1_000;
        dueMs = lane.busyUntilMs;
      }
      dueMs += cable.delayMs + cable.jitterMs * this.#around.random();
      if (cable.lossRate > 0) dueMs += this.#stallMs(bytes, cable.lossRate);
    }
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    return this.#lastDueMs;
  }

  #stallMs(bytes: number, lossRate: number): number {
    const segments = Math.ceil(bytes / segmentBytes);
    if (this.#around.random() < (1 - lossRate) ** segments) return 0;
    let stallMs = retransmitMs;
    let waitMs = retransmitMs;
    for (let again = 0; again < retransmitDoublingsMax; again += 1) {
      if (this.#around.random() >= lossRate) break;
      waitMs *= 2;
      stallMs += waitMs;
    }
    return stallMs;
  }

  /** Writes what is due, in order, and sees to it that the rest is looked at again. */
  #pump(): void {
    if (this.#stopped) return;
    const target = this.#ends.target();
    let written = 0;
    while (target !== null && !this.silent && this.#settleTimer === null && !this.#blocked) {
      const item = this.#queue[written];
      if (item === undefined || item.dueMs > this.#around.nowMs()) break;
      written += 1;
      if (item.kind === "end") {
        this.#queue.length = 0;
        this.#ends.ended();
        return;
      }
      this.#queuedBytes -= item.bytes.byteLength;
      this.#around.held.bytes -= item.bytes.byteLength;
      this.#write(item.bytes);
    }
    if (written > 0) this.#queue.splice(0, written);
    this.#schedule(target !== null);
    this.#brake();
  }

  #schedule(connected: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const [head] = this.#queue;
    if (head === undefined || !connected || this.#blocked || this.silent) return;
    if (this.#settleTimer !== null) return;
    const waitMs = Math.max(0, head.dueMs - this.#around.nowMs());
    this.#timer = setTimeout(() => this.#pump(), waitMs);
  }

  #write(bytes: Buffer): void {
    for (const { lane } of this.#crossings) lane.bytes += bytes.byteLength;
    if (this.#ends.target()?.write(bytes) === false) this.#blocked = true;
  }

  /** Reading stops while too much is held, or while the target takes nothing. */
  #brake(): void {
    const settling = this.#settleTimer !== null;
    const waiting = this.silent || this.#ends.target() === null;
    const bytesMax = settling ? settleBytesMax : waiting ? holdBytesMax : transitBytesMax;
    const full = this.#queuedBytes >= bytesMax || (this.#blocked && !waiting);
    if (settling && full) {
      this.#stopSettling();
      this.#pump();
      return;
    }
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) this.#source.pause();
    else this.#source.resume();
  }

  #sourceEnd(): void {
    if (this.#stopped || this.#sourceEnded) return;
    this.#sourceEnded = true;
    if (this.silent || this.#settleTimer !== null) {
      this.#doom();
      return;
    }
    this.#queue.push({ kind: "end", dueMs: this.#plain ? 0 : this.#dueMs(1) });
    this.#pump();
  }

  #doom(): void {
    if (this.#closedWhileSilent) return;
    this.#closedWhileSilent = true;
    this.#stopSettling();
    this.#discard();
    this.#ends.doomed();
    if (!this.silent) this.#ends.healedDoomed();
  }

  /** Bytes of a sender that has closed during the cut must not come out, so first see whether it has. */
  #heal(): void {
    if (this.#closedWhileSilent) {
      this.#ends.healedDoomed();
      return;
    }
    if (!this.#paused || this.#around.held.bytes > heldBytesTotalMax) return;
    this.#settleTimer = setTimeout(() => this.#settle(), settleMs);
    this.#brake();
  }

  /**
   * A timer that is late says nothing of the sender: one turn of reading comes before the judgement, and whatever is
   * read in it begins the wait anew.
   */
  #settle(): void {
    const [timer, queuedBytes] = [this.#settleTimer, this.#queuedBytes];
    setImmediate(() => {
      if (this.#settleTimer !== timer || this.#queuedBytes > queuedBytes) return;
      this.#stopSettling();
      this.#pump();
    });
  }

  #stopSettling(): void {
    if (this.#settleTimer !== null) clearTimeout(this.#settleTimer);
    this.#settleTimer = null;
  }

  #discard(): void {
    this.#queue.length = 0;
    this.#around.held.bytes -= this.#queuedBytes;
    this.#queuedBytes = 0;
  }
}
