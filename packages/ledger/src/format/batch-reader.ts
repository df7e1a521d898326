/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: `load` has held every word that is read against the end of the payload (`wellFormed`), and what a
   word selects from is longer than the word can be: 256 record lengths for 8 bits, reasons, pace names, sources and dials
   by `fieldsAreSound`. The getters are the hot path: no read is checked twice. */
import {
  asTokenHash,
  measuredMsMax,
  measureSources,
  paceSchema,
  type DialChange,
  type LocalizedText,
  type MeasureSource,
  type Pace,
  type TokenHash,
} from "@cablecut/protocol";
import { checksumOf } from "./checksum.ts";
import { dialChangeAt } from "./dial-codec.ts";
import { hexOfWords } from "./hex.ts";
import {
  firstPayloadVersion,
  formatOfIncidents,
  headerWords,
  moveReasons,
  newestPayloadVersion,
  paceNameCodes,
  payloadBytesMax,
  payloadMagic,
  recordKinds,
  recordsMax,
  recordWords,
  upperWordMax,
  versionOfRecord,
  type MoveReason,
  failbackKept,
} from "./record-format.ts";

/** In front of the payload lie 40 bytes for the chain: hash of the previous index (32) and index (8). */
const chainWords = 10;
const firstRecord = chainWords + headerWords;

/**
 * Reads payloads into one buffer of its own, checks them whole, then walks them record by record without allocating.
 * `load` first, then `next` until it answers false; the getters read the record at hand and mean something only for
 * the kinds named beside them.
 */
export class BatchReader {
  /** The loaded payload as words, from `chainWords` on. Read-only for everybody else. */
  readonly words: Uint32Array = new Uint32Array(chainWords + payloadBytesMax / 4);
  readonly #bytes = new Uint8Array(this.words.buffer);
  #next = firstRecord;
  /** After the last word of the last record. */
  #end = firstRecord;
  /** First word of the record at hand. */
  at = 0;
  /** Position of the record at hand, from 0. */
  position = -1;
  /** Records in the loaded payload; 0 after a refused one. */
  count = 0;

  /**
   * Copies and checks a payload: size, magic, version, checksum, and the structure of every record. After a refusal there
   * are no records. `unknown-version` is said only of a payload that is one of ours by its magic.
   */
  load(payload: Uint8Array): "malformed" | "unknown-version" | null {
    this.count = 0;
    this.#end = firstRecord;
    this.rewind();
    const bytes = payload.length;
    if (bytes < 4 * headerWords || bytes > payloadBytesMax || bytes % 4 !== 0) return "malformed";
    this.#bytes.set(payload, 4 * chainWords);
    const words = this.words;
    const end = chainWords + bytes / 4;
    const head = words[chainWords]!;
    const count = words[chainWords + 1]!;
    if ((head & 0xffff) !== payloadMagic) return "malformed";
    const seed = checksumOf(words, chainWords, chainWords + 3, 0);
    if (words[chainWords + 3] !== checksumOf(words, firstRecord, end, seed)) return "malformed";
    const version = head >>> 16;
    if (version < firstPayloadVersion || version > newestPayloadVersion) return "unknown-version";
    if (words[chainWords + 2] !== end - firstRecord || count > recordsMax) return "malformed";
    if (!wellFormed(words, end, count, version)) return "malformed";
    this.count = count;
    this.#end = end;
    return null;
  }

  /** Back to before the first record. */
  rewind(): void {
    this.#next = firstRecord;
    this.at = 0;
    this.position = -1;
  }

  next(): boolean {
    if (this.#next >= this.#end) return false;
    this.at = this.#next;
    this.#next += recordWords[this.words[this.at]! & 0xff]!;
    this.position += 1;
    return true;
  }

  /**
   * Steps over all transfers that follow the one at hand without anything between; the last of them is at hand
   * afterwards. Answers where in `words` it ends.
   */
  skipTransfers(): number {
    while (this.#next < this.#end && (this.words[this.#next]! & 0xff) === recordKinds.transfer) {
      this.next();
    }
    return this.#next;
  }

  /**
   * Steps to the next transfer or cancel whose number is the one that `sequences` has for its payer; 0 there: none. Of the
   * payloads of all rooms a room waits for few.
   */
  nextOf(sequences: Uint32Array): boolean {
    const { words } = this;
    const end = this.#end;
    for (let at = this.#next; at < end; this.position += 1) {
      const kind = words[at]! & 0xff;
      const after = at + recordWords[kind]!;
      if (kind === recordKinds.transfer || kind === recordKinds.cancel) {
        const sequence = words[at + (kind === recordKinds.cancel ? 2 : 4)]!;
        if (sequence !== 0 && sequences[words[at + 1]!] === sequence) {
          this.position += 1;
          this.at = at;
          this.#next = after;
          return true;
        }
      }
      at = after;
    }
    this.#next = end;
    return false;
  }

  /**
   * previous chain hash ‖ index (8 bytes, little-endian) ‖ payload, as one array over the reader's buffer. Works for
   * payloads that were refused as well; those too large to be loaded are copied.
   */
  chainInput(previous: Uint8Array, index: number, payload: Uint8Array): Uint8Array {
    const length = 4 * chainWords + payload.length;
    const input = length <= this.#bytes.length ? this.#bytes : new Uint8Array(length);
    input.set(payload, 4 * chainWords);
    input.set(previous, 0);
    for (let byte = 0, rest = index; byte < 8; byte++, rest = Math.floor(rest / 256)) {
      input[32 + byte] = rest % 256;
    }
    return input.subarray(0, length);
  }

  /** One of `recordKinds`. */
  get kind(): number {
    return this.words[this.at]! & 0xff;
  }
  /** transfer, cancel */
  get payer(): number {
    return this.words[this.at + 1]!;
  }
  /** transfer */
  get payee(): number {
    return this.words[this.at + 2]!;
  }
  /** transfer */
  get amountCents(): number {
    return this.words[this.at + 3]!;
  }
  /** transfer, cancel */
  get sequence(): number {
    return this.words[this.at + (this.kind === recordKinds.cancel ? 2 : 4)]!;
  }
  /** transfer, cancel: of the payer's shard; open: of the shard; moveShard: the expected one */
  get epoch(): number {
    if (this.kind === recordKinds.moveShard) return this.words[this.at + 2]!;
    return this.words[this.at]! >>> 8;
  }
  /** transfer */
  get payeeEpoch(): number {
    return this.words[this.at + 5]!;
  }
  /** open, moveShard */
  get shard(): number {
    return this.words[this.at + 1]! & 0xffff;
  }
  /** open */
  get tokenHash(): TokenHash {
    let text = "";
    for (let word = 2; word < 10; word += 2) {
      text += hexOfWords(this.words[this.at + word]!, this.words[this.at + word + 1]!);
    }
    return asTokenHash(text);
  }
  /** heartbeat, suspectRoom */
  get room(): number {
    return (this.words[this.at]! >>> 8) & 0xff;
  }
  /** heartbeat: the predecessor; suspectRoom: the last heartbeat seen */
  get heartbeatSeen(): number {
    return this.#integer(1);
  }
  /** heartbeat */
  get clockMs(): number {
    return this.#integer(3);
  }
  /** heartbeat: the index that its digest and chain prefix belong to */
  get digestIndex(): number {
    return this.#integer(5);
  }
  /** suspectRoom, moveShard: the room that proposed */
  get by(): number {
    return (this.words[this.at]! >>> (this.kind === recordKinds.moveShard ? 24 : 16)) & 0xff;
  }
  /** moveShard */
  get from(): number {
    return (this.words[this.at]! >>> 8) & 0xff;
  }
  /** moveShard */
  get to(): number {
    return (this.words[this.at]! >>> 16) & 0xff;
  }
  /** moveShard: the last heartbeat of `from` */
  get ownerHeartbeat(): number {
    return this.#integer(3);
  }
  /** moveShard */
  get reason(): MoveReason {
    return moveReasons[this.words[this.at + 1]! >>> 16]!;
  }
  /** setPace */
  get pace(): Pace {
    return paceSchema.parse(paceAt(this.words, this.at));
  }
  /** setFailback; null leaves it as it is. */
  get failback(): boolean | null {
    const code = this.words[this.at]! >>> 8;
    return code === failbackKept ? null : code === 1;
  }

  /** incidentMeasured */
  get incident(): number {
    return this.words[this.at + 1]!;
  }
  /** incidentMeasured */
  get measureSource(): MeasureSource {
    return measureSources[(this.words[this.at]! >>> 8) & 0xff]!;
  }
  /** incidentMeasured: so many shardMeasured belong to it */
  get measuredShards(): number {
    return this.words[this.at]! >>> 16;
  }
  /** incidentMeasured */
  get durationMs(): number {
    return this.words[this.at + 2]!;
  }
  /** shardMeasured */
  get measuredShard(): number {
    return this.words[this.at]! >>> 8;
  }
  /** shardMeasured */
  get measuredShardMs(): number {
    return this.words[this.at + 1]!;
  }
  /** setDial */
  get dialChange(): DialChange {
    return dialChangeAt(this.words[this.at]! >>> 8, this.words, this.at + 1)!;
  }

  #integer(offset: number): number {
    const at = this.at + offset;
    return this.words[at]! + this.words[at + 1]! * 0x1_0000_0000;
  }
}

/** Its version, where a payload is whole, is one of ours, and was written by a newer build than this one; else null. */
export function newerVersionOf(payload: Uint8Array): number | null {
  const bytes = payload.length;
  // Bytes 2 and 3 are the version in every version; nearly always this is all that is looked at.
  if (bytes < 4 * headerWords || payload[2]! + 256 * payload[3]! <= newestPayloadVersion)
    return null;
  const end = bytes / 4;
  if (bytes % 4 !== 0) return null;
  const words = new Uint32Array(end);
  new Uint8Array(words.buffer).set(payload);
  if ((words[0]! & 0xffff) !== payloadMagic) return null;
  const seed = checksumOf(words, 0, 3, 0);
  return words[3] === checksumOf(words, headerWords, end, seed) ? words[0]! >>> 16 : null;
}

/** What to do where `newerVersionOf` named a version. */
export function describeNewerVersion(version: number): LocalizedText {
  return {
    en: `payload version ${version}, and this program reads versions up to ${newestPayloadVersion}: start the newer program that wrote it`,
    zh: `数据为第${version}版，而本程序最高读取第${newestPayloadVersion}版：请启动写入它的更新版本`,
  };
}

function wellFormed(words: Uint32Array, end: number, count: number, version: number): boolean {
  let at = firstRecord;
  for (let record = 0; record < count; record++) {
    if (at >= end) return false;
    const kind = words[at]! & 0xff;
    const length = recordWords[kind]!;
    if (length === 0 || at + length > end) return false;
    if (kind !== recordKinds.transfer) {
      if (versionOfRecord(kind, words[at]! >>> 8) > version || !fieldsAreSound(words, at, kind))
        return false;
    }
    at += length;
  }
  return at === end;
}

/** Whether the fields can be what they stand for; whether they exist is for the ledger to say. */
function fieldsAreSound(words: Uint32Array, at: number, kind: number): boolean {
  switch (kind) {
    case recordKinds.open:
      return words[at + 1]! <= 0xffff;
    case recordKinds.heartbeat:
      return (
        words[at]! >>> 16 === 0 &&
        words[at + 2]! <= upperWordMax &&
        words[at + 4]! <= upperWordMax &&
        words[at + 6]! <= upperWordMax
      );
    case recordKinds.suspectRoom:
      return words[at]! >>> 24 === 0 && words[at + 2]! <= upperWordMax;
    case recordKinds.moveShard:
      return words[at + 1]! >>> 16 < moveReasons.length && words[at + 4]! <= upperWordMax;
    case recordKinds.setPace:
      return paceSchema.safeParse(paceAt(words, at)).success;
    case recordKinds.setFailback:
      return words[at]! >>> 8 <= failbackKept;
    case recordKinds.adoptFormat:
      return words[at]! >>> 8 === formatOfIncidents;
    case recordKinds.incidentMeasured:
      return ((words[at]! >>> 8) & 0xff) < measureSources.length && words[at + 2]! <= measuredMsMax;
    case recordKinds.shardMeasured:
      return words[at]! >>> 8 <= 0xffff && words[at + 1]! <= measuredMsMax;
    case recordKinds.setDial:
      return dialChangeAt(words[at]! >>> 8, words, at + 1) !== null;
    default:
      return true;
  }
}

/** Its name is undefined for a code that is none; `paceSchema` refuses that. */
function paceAt(
  words: Uint32Array,
  at: number,
): { name: Pace["name"] | undefined } & Omit<Pace, "name"> {
  return {
    name: paceNameCodes[words[at]! >>> 8],
    heartbeatMs: words[at + 1]!,
    suspectMs: words[at + 2]!,
    leaseMs: words[at + 3]!,
    moveIntervalMs: words[at + 4]!,
  };
}
