import { crc32 } from "./checksum.ts";
import { damageWords, type Words } from "./words.ts";

/**
 * A frame is what one group commit wrote: header, records, padding, trailer. It is durable and acknowledged as a whole,
 * so it is found whole or cut as a whole.
 *
 * ```
 * header  32 bytes  magic, body length, sequence number (8), segment number, record count, 0, CRC-32 of the above
 * body    records, then zeros up to a multiple of 32 together with the trailer
 * trailer  8 bytes  CRC-32 of the body and its padding, end mark
 * ```
 * Frames start at multiples of 32, so that neither header nor trailer crosses a sector of 512 bytes, the unit that a
 * disk writes whole or not at all.
 *
 * Frame n + 1 is written only after frame n is durable. Hence a valid frame with a higher number proves that
 * everything before it was durable once: what is wrong there is damage, not the trace of a crash.
 */
export const frameHeaderBytes = 32;
export const frameTrailerBytes = 8;
export const frameAlignment = 32;

const magic = 0x57434343; // "CCCW", little-endian
const endMark = 0x646e4543; // "CEnd"; its last byte is several bits away from zero
const sectorBytes = 512;

export interface FrameHeader {
  readonly bodyBytes: number;
  /** 1 for the first frame of the first segment, then dense through all segments. */
  readonly sequence: number;
  readonly segment: number;
  readonly records: number;
}

/** Bytes of a whole frame with a body of `bodyBytes`. */
export function frameBytes(bodyBytes: number): number {
  const unpadded = frameHeaderBytes + bodyBytes + frameTrailerBytes;
  return Math.ceil(unpadded / frameAlignment) * frameAlignment;
}

export function writeFrameHeader(into: Uint8Array, header: FrameHeader): void {
  const view = new DataView(into.buffer, into.byteOffset, frameHeaderBytes);
  view.setUint32(0, magic, true);
  view.setUint32(4, header.bodyBytes, true);
  view.setBigUint64(8, BigInt(header.sequence), true);
  view.setUint32(16, header.segment, true);
  view.setUint32(20, header.records, true);
  view.setUint32(24, 0, true);
  view.setUint32(28, crc32(into.subarray(0, 28)), true);
}

/** Padding and trailer that follow a body with the given checksum. */
export function frameEnd(bodyBytes: number, bodyChecksum: number): Uint8Array {
  const end = new Uint8Array(frameBytes(bodyBytes) - frameHeaderBytes - bodyBytes);
  const padding = end.subarray(0, end.length - frameTrailerBytes);
  const view = new DataView(end.buffer, padding.length);
  view.setUint32(0, crc32(padding, bodyChecksum), true);
  view.setUint32(4, endMark, true);
  return end;
}

function readFrameHeader(bytes: Uint8Array, at: number): FrameHeader | null {
  if (at + frameHeaderBytes > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, frameHeaderBytes);
  if (view.getUint32(0, true) !== magic) return null;
  if (view.getUint32(28, true) !== crc32(bytes.subarray(at, at + 28))) return null;
  return {
    bodyBytes: view.getUint32(4, true),
    sequence: Number(view.getBigUint64(8, true)),
    segment: view.getUint32(16, true),
    records: view.getUint32(20, true),
  };
}

/** The number of the frame at the very beginning of a segment; 0, which no frame has, if it is unreadable. */
export function firstSequence(bytes: Uint8Array): number {
  return readFrameHeader(bytes, 0)?.sequence ?? 0;
}

export type FrameFound =
  | {
      readonly kind: "frame";
      readonly header: FrameHeader;
      readonly body: Uint8Array;
      readonly end: number;
    }
  /** Zeros to the end of the file. */
  | { readonly kind: "nothing" }
  /** A write that a crash interrupted before it could be acknowledged. */
  | { readonly kind: "torn" }
  | { readonly kind: "damaged"; readonly what: Words };

/** What is at offset `at` of a segment, where frame number `sequence` is due. */
export function findFrame(
  bytes: Uint8Array,
  at: number,
  segment: number,
  sequence: number,
): FrameFound {
  const found = judgeFrame(bytes, at, sequence, segment);
  if (found.kind !== "torn" && found.kind !== "nothing") return found;
  const later = laterFrameAt(bytes, at, segment, sequence);
  if (later === null) return found;
  return { kind: "damaged", what: damageWords.provedDurable(sequence, later) };
}

function judgeFrame(bytes: Uint8Array, at: number, sequence: number, segment: number): FrameFound {
  if (at >= bytes.length) return { kind: "nothing" };
  const header = readFrameHeader(bytes, at);
  if (header === null) return judgeMissingHeader(bytes, at);
  const end = at + frameBytes(header.bodyBytes);
  if (end > bytes.length) return { kind: "damaged", what: damageWords.fileEnds };
  if (header.sequence !== sequence || header.segment !== segment) {
    return { kind: "damaged", what: damageWords.otherFrame({ segment, sequence }, header) };
  }
  const trailer = new DataView(
    bytes.buffer,
    bytes.byteOffset + end - frameTrailerBytes,
    frameTrailerBytes,
  );
  const checksum = trailer.getUint32(0, true);
  const mark = trailer.getUint32(4, true);
  const checked = bytes.subarray(at + frameHeaderBytes, end - frameTrailerBytes);
  if (mark === endMark && checksum === crc32(checked)) {
    return { kind: "frame", header, body: checked.subarray(0, header.bodyBytes), end };
  }
  // A write that was cut short leaves at its end the zeros that were there; one whose sectors reached the disk in
  // another order leaves a whole sector of zeros. Anything else had been written completely.
  if (bytes[end - 1] === 0 || hasZeroSector(bytes, at + frameHeaderBytes, end)) {
    return { kind: "torn" };
  }
  return { kind: "damaged", what: damageWords.frame(sequence) };
}

function judgeMissingHeader(bytes: Uint8Array, at: number): FrameFound {
  const headerEnd = Math.min(at + frameHeaderBytes, bytes.length);
  const headerIsZero = isZero(bytes, at, headerEnd);
  const restIsZero = isZero(bytes, headerEnd, bytes.length);
  if (headerIsZero) return { kind: restIsZero ? "nothing" : "torn" };
  // Every complete frame ends in a mark that is not zero.
  if (restIsZero) return { kind: "torn" };
  return { kind: "damaged", what: damageWords.frameHeader };
}

/** Offset of a valid frame behind `at` with a number above `sequence`, or null. */
function laterFrameAt(
  bytes: Uint8Array,
  at: number,
  segment: number,
  sequence: number,
): number | null {
  const needle = new Uint8Array(4);
  new DataView(needle.buffer).setUint32(0, magic, true);
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let candidate = haystack.indexOf(needle, at + 1);
  while (candidate !== -1) {
    if (candidate % frameAlignment === 0) {
      const header = readFrameHeader(bytes, candidate);
      if (header !== null && header.segment === segment && header.sequence > sequence)
        return candidate;
    }
    candidate = haystack.indexOf(needle, candidate + 1);
  }
  return null;
}

function hasZeroSector(bytes: Uint8Array, from: number, to: number): boolean {
  const first = Math.ceil(from / sectorBytes) * sectorBytes;
  for (let sector = first; sector + sectorBytes <= to; sector += sectorBytes) {
    if (isZero(bytes, sector, sector + sectorBytes)) return true;
  }
  return false;
}

const zeros = new Uint8Array(64 * 1024);

/** Whether bytes from..to are all zero: up to 64 MiB at every start, hence by native comparison. */
export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += zeros.length) {
    const part = bytes.subarray(at, Math.min(to, at + zeros.length));
    if (Buffer.compare(part, zeros.subarray(0, part.length)) !== 0) return false;
  }
  return true;
}
