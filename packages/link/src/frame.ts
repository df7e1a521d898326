/**
 * What crosses a path: length-prefixed frames, big-endian.
 *
 *   u32 length of the rest | u8 type | ...
 *
 *   message  u8 0 | u48 sequence number | payload
 *   pulse    u8 flags | u16 0 | f64 acknowledged | f64 bytes in | f64 sent at | f64 echo | f64 choice
 *   challenge, hello, welcome, refusal   JSON
 *   bye      nothing
 */
export const frameType = {
  message: 1,
  pulse: 2,
  hello: 3,
  welcome: 4,
  refusal: 5,
  bye: 6,
  challenge: 7,
} as const;

export const lengthBytes = 4;
/** Length, type and sequence number before the payload of a message. */
export const messageHeaderBytes = 12;
const bodyHeaderBytes = messageHeaderBytes - lengthBytes;
const pulseBytes = 48;
/** What a handshake says is small; nothing longer is read before it is done. */
export const handshakeBytesMax = 4_096;

/**
 * Sent on every path several times a second. It proves by `echo` and `bytesIn` that bytes travel both ways, and
 * carries what the session has received.
 */
export interface Pulse {
  /** The other side shall answer at once. */
  readonly wantsAnswer: boolean;
  /** Highest sequence number received without a gap, in the session. */
  readonly acknowledged: number;
  /** Bytes received on this path so far. */
  readonly bytesIn: number;
  /** The sender's clock in milliseconds. */
  readonly sentAt: number;
  /** `sentAt` of the last pulse that the sender received on this path; -1 before the first. */
  readonly echo: number;
  /**
   * Counts the decisions of the dialer, which alone chooses the path for both directions: above zero means that this
   * path is the one in use since decision number `choice`.
   */
  readonly choice: number;
}

const twoTo32 = 0x1_0000_0000;

/** Writes length, type and sequence number of a message with `payloadBytes` at `at`. */
export function writeMessageHeader(
  target: Uint8Array,
  at: number,
  sequence: number,
  payloadBytes: number,
): void {
  const length = payloadBytes + bodyHeaderBytes;
  const high = Math.floor(sequence / twoTo32);
  const low = sequence % twoTo32;
  target[at] = length >>> 24;
  target[at + 1] = length >>> 16;
  target[at + 2] = length >>> 8;
  target[at + 3] = length;
  target[at + 4] = frameType.message;
  target[at + 5] = 0;
  target[at + 6] = high >>> 8;
  target[at + 7] = high;
  target[at + 8] = low >>> 24;
  target[at + 9] = low >>> 16;
  target[at + 10] = low >>> 8;
  target[at + 11] = low;
}

export function encodePulse(pulse: Pulse): Uint8Array {
  const bytes = new Uint8Array(pulseBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, pulseBytes - lengthBytes);
  view.setUint8(4, frameType.pulse);
  view.setUint8(5, pulse.wantsAnswer ? 1 : 0);
  view.setFloat64(8, pulse.acknowledged);
  view.setFloat64(16, pulse.bytesIn);
  view.setFloat64(24, pulse.sentAt);
  view.setFloat64(32, pulse.echo);
  view.setFloat64(40, pulse.choice);
  return bytes;
}

/** `body` starts at the type. Null if it is no pulse that a correct peer could have sent. */
export function decodePulse(body: Uint8Array): Pulse | null {
  if (body.byteLength !== pulseBytes - lengthBytes) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const pulse = {
    wantsAnswer: (view.getUint8(1) & 1) === 1,
    acknowledged: view.getFloat64(4),
    bytesIn: view.getFloat64(12),
    sentAt: view.getFloat64(20),
    echo: view.getFloat64(28),
    choice: view.getFloat64(36),
  };
  const counters = [pulse.acknowledged, pulse.bytesIn, pulse.choice];
  if (!counters.every((count) => Number.isSafeInteger(count) && count >= 0)) return null;
  return Number.isFinite(pulse.sentAt) && Number.isFinite(pulse.echo) ? pulse : null;
}

/** Wraps a handshake text that is already encoded, or nothing for a bye. */
export function encodeControl(type: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(lengthBytes + 1 + body.byteLength);
  new DataView(bytes.buffer).setUint32(0, 1 + body.byteLength);
  bytes[4] = type;
  bytes.set(body, lengthBytes + 1);
  return bytes;
}

/** Why a stream of bytes is no stream of frames. */
export type FrameError = "frame-too-long" | "frame-too-short" | "unknown-frame-type";

export interface FrameSink {
  message(sequence: number, payload: Uint8Array): void;
  /** `body` starts at the type. */
  control(type: number, body: Uint8Array): void;
}

/**
 * Cuts a byte stream into frames. A frame inside one chunk is handed out as a view of it; one that spans chunks is
 * gathered in memory that is allocated once its length is known to be allowed.
 */
export class FrameReader {
  /** Longest allowed body. */
  #bodyBytesMax = handshakeBytesMax;
  readonly #sink: FrameSink;
  readonly #allocate: (bytes: number) => Uint8Array;
  readonly #length = new Uint8Array(lengthBytes);
  #lengthFilled = 0;
  /** The body being gathered; null between frames. */
  #body: Uint8Array | null = null;
  #bodyFilled = 0;
  #stopped = false;

  constructor(sink: FrameSink, allocate: (bytes: number) => Uint8Array) {
    this.#sink = sink;
    this.#allocate = allocate;
  }

  /** After the handshake messages of this size are allowed. */
  allowMessages(messageBytesMax: number): void {
    this.#bodyBytesMax = messageBytesMax + bodyHeaderBytes;
  }

  /** Nothing more is handed to the sink, not even the rest of the current chunk. */
  stop(): void {
    this.#stopped = true;
    this.#body = null;
  }

  /** Returns the reason why the stream cannot be read any further, or null. */
  push(chunk: Uint8Array): FrameError | null {
    let at = 0;
    const end = chunk.byteLength;
    while (at < end && !this.#stopped) {
      if (this.#body !== null) {
        const taken = Math.min(this.#body.byteLength - this.#bodyFilled, end - at);
        const error = this.#gather(this.#body, chunk.subarray(at, at + taken));
        if (error !== null) return error;
        at += taken;
        continue;
      }
      if (this.#lengthFilled > 0 || end - at < lengthBytes) {
        this.#length[this.#lengthFilled++] = chunk[at++]!;
        if (this.#lengthFilled < lengthBytes) continue;
        this.#lengthFilled = 0;
        const error = this.#begin(readLength(this.#length, 0));
        if (error !== null) return error;
        continue;
      }
      const length = readLength(chunk, at);
      if (length <= end - at - lengthBytes) {
        const error = this.#check(length) ?? this.#hand(chunk, at + lengthBytes, length);
        if (error !== null) return error;
        at += lengthBytes + length;
      } else {
        const error = this.#begin(length);
        if (error !== null) return error;
        at += lengthBytes;
      }
    }
    return null;
  }

  #check(length: number): FrameError | null {
    if (length > this.#bodyBytesMax) return "frame-too-long";
    return length < 1 ? "frame-too-short" : null;
  }

  #begin(length: number): FrameError | null {
    const error = this.#check(length);
    if (error !== null) return error;
    this.#body = this.#allocate(length);
    this.#bodyFilled = 0;
    return null;
  }

  #gather(body: Uint8Array, piece: Uint8Array): FrameError | null {
    body.set(piece, this.#bodyFilled);
    this.#bodyFilled += piece.byteLength;
    if (this.#bodyFilled < body.byteLength) return null;
    this.#body = null;
    return this.#hand(body, 0, body.byteLength);
  }

  #hand(bytes: Uint8Array, at: number, length: number): FrameError | null {
    const type = bytes[at]!;
    if (type === frameType.message) {
      if (length < bodyHeaderBytes) return "frame-too-short";
      const high = bytes[at + 2]! * 256 + bytes[at + 3]!;
      const sequence = high * twoTo32 + readLength(bytes, at + 4);
      this.#sink.message(sequence, bytes.subarray(at + bodyHeaderBytes, at + length));
      return null;
    }
    if (type < frameType.pulse || type > frameType.challenge) return "unknown-frame-type";
    this.#sink.control(type, bytes.subarray(at, at + length));
    return null;
  }
}

function readLength(bytes: Uint8Array, at: number): number {
  return (
    bytes[at]! * 0x1_000_000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)
  );
}
