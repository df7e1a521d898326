import { messageHeaderBytes, writeMessageHeader } from "./frame.ts";

/** Messages up to this size are copied beside their header, so that many of them leave as one piece. */
const copyBytesMax = 4_096;
const slabBytes = 65_536;

/** One message: its header (and payload, if small) in a slab, and the payload's chunks, if large. */
interface Outgoing {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
}

/**
 * The messages of one session that the peer has not acknowledged, in order.
 *
 * Invariant: acknowledged < cursor <= next; sequence numbers in (acknowledged, cursor) were written to the path in use,
 * [cursor, next) were not. Slot `sequence & mask` holds the message while it is unacknowledged.
 */
export class SendWindow {
  readonly #bytesMax: number;
  readonly #messagesMax: number;
  #slots: (Outgoing | undefined)[] = new Array<Outgoing | undefined>(64);
  #mask = 63;
  #acknowledged = 0;
  #cursor = 1;
  #next = 1;
  /** Highest sequence number ever written to any path. */
  #written = 0;
  #unackedBytes = 0;
  #queuedBytes = 0;
  #slab: Uint8Array = new Uint8Array(0);
  #slabFilled = 0;

  constructor(limits: { readonly unackedBytesMax: number; readonly unackedMessagesMax: number }) {
    this.#bytesMax = limits.unackedBytesMax;
    this.#messagesMax = limits.unackedMessagesMax;
  }

  get unackedMessages(): number {
    return this.#next - 1 - this.#acknowledged;
  }
  get unackedBytes(): number {
    return this.#unackedBytes;
  }
  get queuedBytes(): number {
    return this.#queuedBytes;
  }
  /** Written to the path in use and not acknowledged. */
  get inFlightBytes(): number {
    return this.#unackedBytes - this.#queuedBytes;
  }

  /** False, and nothing happened, when a limit is reached. A window that is empty takes one message of any size. */
  enqueue(chunks: readonly Uint8Array[], payloadBytes: number): boolean {
    const bytes = messageHeaderBytes + payloadBytes;
    if (this.unackedMessages >= this.#messagesMax) return false;
    if (this.#unackedBytes > 0 && this.#unackedBytes + bytes > this.#bytesMax) return false;
    if (this.unackedMessages > this.#mask) this.#grow();
    const copied = payloadBytes <= copyBytesMax;
    const start = this.#reserve(copied ? bytes : messageHeaderBytes);
    const slab = this.#slab;
    writeMessageHeader(slab, start, this.#next, payloadBytes);
    if (copied) {
      let at = start + messageHeaderBytes;
      for (const chunk of chunks) {
        slab.set(chunk, at);
        at += chunk.byteLength;
      }
    }
    const end = this.#slabFilled;
    this.#slots[this.#next & this.#mask] = {
      slab,
      start,
      end,
      chunks: copied ? [] : chunks,
      bytes,
    };
    this.#next += 1;
    this.#unackedBytes += bytes;
    this.#queuedBytes += bytes;
    return true;
  }

  /**
   * Appends to `parts` what is to be written next, about `budgetBytes` of it, and moves the cursor. At least one
   * message is taken when nothing is in flight, whatever its size.
   */
  take(budgetBytes: number, parts: Uint8Array[]): void {
    let left = budgetBytes;
    let slab: Uint8Array | null = null;
    let start = 0;
    let end = 0;
    while (this.#cursor < this.#next) {
      const message = this.#slots[this.#cursor & this.#mask]!;
      if (message.bytes > left && this.inFlightBytes > 0) break;
      left -= message.bytes;
      if (message.slab === slab && message.start === end) {
        end = message.end;
      } else {
        if (slab !== null) parts.push(slab.subarray(start, end));
        ({ slab, start, end } = message);
      }
      if (message.chunks.length > 0) {
        parts.push(slab.subarray(start, end));
        for (const chunk of message.chunks) parts.push(chunk);
        slab = null;
      }
      this.#cursor += 1;
      this.#queuedBytes -= message.bytes;
    }
    if (slab !== null) parts.push(slab.subarray(start, end));
    this.#written = Math.max(this.#written, this.#cursor - 1);
  }

  /** Everything unacknowledged is to be written again: the path in use has changed. */
  rewind(): void {
    this.#cursor = this.#acknowledged + 1;
    this.#queuedBytes = this.#unackedBytes;
  }

  /**
   * The peer has everything up to `sequence`. False if that cannot be true: it was never written.
   * A number below an earlier one is an old acknowledgement that came late over another path.
   */
  acknowledge(sequence: number): boolean {
    if (sequence > this.#written) return false;
    while (this.#acknowledged < sequence) {
      this.#acknowledged += 1;
      const slot = this.#acknowledged & this.#mask;
      const message = this.#slots[slot]!;
      this.#slots[slot] = undefined;
      this.#unackedBytes -= message.bytes;
      if (this.#acknowledged >= this.#cursor) {
        // Written to an earlier path, rewound, and acknowledged before it was written again.
        this.#cursor = this.#acknowledged + 1;
        this.#queuedBytes -= message.bytes;
      }
    }
    return true;
  }

  #reserve(bytes: number): number {
    if (this.#slabFilled + bytes > this.#slab.byteLength) {
      this.#slab = new Uint8Array(slabBytes);
      this.#slabFilled = 0;
    }
    const start = this.#slabFilled;
    this.#slabFilled += bytes;
    return start;
  }

  #grow(): void {
    const mask = this.#mask * 2 + 1;
    const slots = new Array<Outgoing | undefined>(mask + 1);
    for (let sequence = this.#acknowledged + 1; sequence < this.#next; sequence += 1) {
      slots[sequence & mask] = this.#slots[sequence & this.#mask];
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}
