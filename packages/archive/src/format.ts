/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: a head has `headWords` words, and every word that is read lies below an end that was compared first. */
import { checksumOf } from "@cablecut/ledger";
import { gapReasons, type GapReason } from "./items.ts";

/**
 * The files of an archive, `archive-<number>.seg`, numbered from 1 without a gap except for the oldest, which are dropped.
 * Everything is little-endian and made of 32-bit words.
 *
 * A segment begins with a head:
 *
 *   0 magic, 1 version, 2 XXH32 of the rest of the head, 3 number of the segment,
 *   4..19 show and 20..35 room, ASCII filled up with zeros
 *
 * then frames follow, the first one always a gap (an empty one, where nothing is missing), which says where the segment
 * begins:
 *
 *   0 magic (16 bits), kind<<16
 *   1 XXH32 of the words 2 to the end of the frame's own words; the seed is segment × 4 + kind, so that a frame of
 *     another segment is none of this one
 *   2, 3 index of the entry, or of the gap's last one
 *   4..11 chain hash of the log after that index
 *
 *   gap (kind 1):   12, 13 index of its first entry, 14 reason
 *   entry (kind 2): 12 bytes of the payload, 13 records, 14 booked, 15 words of outcomes, 16 openings,
 *                   outcomes (a byte per record), openings (two words each), payload filled up to whole words
 *
 * A segment ends with its last whole frame. More may follow in the file until a room begins the next segment or stops: zeros up to
 * a whole block, what stood there when the file was another segment, or a write that was not finished.
 *
 * The payload has no checksum but the log's chain: chain(i) = SHA-256(chain(i-1) ‖ i ‖ payload(i)) must come out as it
 * stands in the frame. So whoever reads an archive has checked it against itself, byte by byte.
 */
export const segmentMagic = 0x5241_4343;
export const formatVersion = 1;
export const frameMagic = 0xa9c3;
export const gapKind = 1;
export const entryKind = 2;

export const headWords = 36;
export const headBytes = 4 * headWords;
const nameBytes = 64;
/**
 * Of the first bytes of what is written at once, which are written last. A head without them says another number or none, and a
 * frame has another checksum, index, or seed: it is none.
 */
export const markBytes = 16;

export const gapWords = 15;
export const entryWords = 17;

const segmentName = /^archive-(\d{8})\.seg$/;

export function segmentFile(segment: number): string {
  return `archive-${String(segment).padStart(8, "0")}.seg`;
}

/** The segment numbers among the names of a directory, ascending. */
export function segmentNumbers(names: readonly string[]): number[] {
  const numbers: number[] = [];
  for (const name of names) {
    const match = segmentName.exec(name);
    if (match !== null) numbers.push(Number(match[1]));
  }
  return numbers.sort((one, two) => one - two);
}

/** Whose archive it is. */
export interface ArchiveOwner {
  readonly show: string;
  readonly room: string;
}

export function segmentHead({ show, room }: ArchiveOwner, segment: number): Uint8Array {
  const words = new Uint32Array(headWords);
  words[0] = segmentMagic;
  words[1] = formatVersion;
  words[3] = segment;
  const bytes = new Uint8Array(words.buffer);
  writeName(bytes.subarray(16, 16 + nameBytes), show);
  writeName(bytes.subarray(16 + nameBytes), room);
  words[2] = checksumOf(words, 3, headWords, 0);
  return bytes;
}

/** Null where these are no words of a segment's head. */
export function readHead(words: Uint32Array): (ArchiveOwner & { readonly segment: number }) | null {
  if (words.length < headWords || words[0] !== segmentMagic || words[1] !== formatVersion)
    return null;
  if (words[2] !== checksumOf(words, 3, headWords, 0)) return null;
  const bytes = new Uint8Array(words.buffer, words.byteOffset, headBytes);
  return {
    segment: words[3]!,
    show: readName(bytes.subarray(16, 16 + nameBytes)),
    room: readName(bytes.subarray(16 + nameBytes)),
  };
}

function writeName(bytes: Uint8Array, name: string): void {
  if (name.length > nameBytes) throw new RangeError(`the name ${name} is too long for an archive`);
  for (let at = 0; at < name.length; at++) bytes[at] = name.charCodeAt(at) & 0x7f;
}

function readName(bytes: Uint8Array): string {
  let name = "";
  for (const byte of bytes) if (byte !== 0) name += String.fromCharCode(byte);
  return name;
}

/** Puts magic, checksum, index and chain into a frame whose own words are otherwise complete. */
export function sealFrame(
  words: Uint32Array,
  from: number,
  to: number,
  frame: { kind: number; segment: number; index: number; chain: Uint8Array },
): void {
  const { kind, segment, index, chain } = frame;
  words[from] = frameMagic | (kind << 16);
  words[from + 2] = index >>> 0;
  words[from + 3] = Math.floor(index / 0x1_0000_0000);
  new Uint8Array(words.buffer, words.byteOffset + 4 * (from + 4), 32).set(chain);
  words[from + 1] = checksumOf(words, from + 2, to, frameSeed(segment, kind));
}

export function frameSeed(segment: number, kind: number): number {
  return (segment * 4 + kind) >>> 0;
}

export function reasonCode(reason: GapReason): number {
  return gapReasons.indexOf(reason);
}

export function integerAt(words: Uint32Array, at: number): number {
  return words[at]! + words[at + 1]! * 0x1_0000_0000;
}
