/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: `recordWords` has a length for every byte, and a kind is a byte. */
import {
  dialChangeSchema,
  dialNames,
  measurementSchema,
  measureSources,
  paceSchema,
  refuseAmount,
  roomsMax,
  shardsMax,
  type AmountRefusal,
  type DialChange,
  type Measurement,
  type Pace,
} from "@cablecut/protocol";
import { checksumOf } from "./checksum.ts";
import { dialWordsOf } from "./dial-codec.ts";
import { isHex, wordOfHex } from "./hex.ts";
import type { DigestReport } from "../ledger-api.ts";
import {
  assumedPayloadVersion,
  epochMax,
  firstPayloadVersion,
  formatOfIncidents,
  headerWords,
  moveReasons,
  paceNameCodes,
  payloadMagic,
  recordKinds,
  recordsMax,
  recordWords,
  u32Max,
  versionOfRecord,
  type MoveReason,
  type RecordKind,
  failbackKept,
} from "./record-format.ts";

/** Why a record was not written; the batch is as it was before. */
export type EncodeRefusal =
  | AmountRefusal
  | "payer-invalid"
  | "payee-invalid"
  | "sequence-invalid"
  | "epoch-invalid"
  | "shard-invalid"
  | "room-invalid"
  | "index-invalid"
  | "clock-invalid"
  | "digest-invalid"
  | "token-hash-invalid"
  | "reason-invalid"
  | "pace-invalid"
  | "measurement-invalid"
  | "dial-invalid"
  /** The batch holds `recordsMax` records: finish it first. */
  | "batch-full";

export interface HeartbeatRecord {
  readonly room: number;
  /** The room's previous valid heartbeat, which the sender has applied; 0 before the first. */
  readonly predecessor: number;
  /** Any clock of the sender, in whole milliseconds; only differences between its heartbeats count (SPEC.md, T1). */
  readonly clockMs: number;
  readonly report: DigestReport;
}

export interface MoveRecord {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
  /** The epoch that the shard has before the move. */
  readonly epoch: number;
  readonly reason: MoveReason;
  /** Log index of the last valid heartbeat of `from` that the proposer has applied; 0 before the first. */
  readonly ownerHeartbeat: number;
  /** The room that proposes. */
  readonly by: number;
}

function isU32(value: number): boolean {
  return value >>> 0 === value;
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isEpoch(value: number): boolean {
  return isU32(value) && value <= epochMax;
}

function isRoom(value: number): boolean {
  return isU32(value) && value < roomsMax;
}

/**
 * Writes records into one growing buffer; `finish` hands out the payload. Each method returns null, or the name of what
 * no record may contain.
 */
export class BatchWriter {
  #words = new Uint32Array(256);
  #at = headerWords;
  #count = 0;
  /** The lowest that knows every record in the batch. */
  #version = firstPayloadVersion;
  readonly #agreed: () => number;

  /** `agreed`: the version that all who will read it are known to read, looked at whenever a payload is finished. */
  constructor(agreed: () => number = () => assumedPayloadVersion) {
    this.#agreed = agreed;
  }

  /** Records since the last `finish`; also the position that the next record will have. */
  get count(): number {
    return this.#count;
  }

  /** Size of the payload if it were finished now. */
  get byteLength(): number {
    return 4 * this.#at;
  }

  /** `payeeEpoch` is not looked at where the payee is unknown. */
  transfer(
    payer: number,
    payee: number,
    amountCents: number,
    sequence: number,
    payerEpoch: number,
    payeeEpoch: number,
  ): EncodeRefusal | null {
    if (!isU32(payer)) return "payer-invalid";
    if (!isU32(payee)) return "payee-invalid";
    const amountRefusal = refuseAmount(amountCents);
    if (amountRefusal !== null) return amountRefusal;
    if (!isU32(sequence)) return "sequence-invalid";
    if (!isEpoch(payerEpoch) || !isEpoch(payeeEpoch)) return "epoch-invalid";
    const at = this.#begin(recordKinds.transfer, payerEpoch);
    if (at < 0) return "batch-full";
    const words = this.#words;
    words[at + 1] = payer;
    words[at + 2] = payee;
    words[at + 3] = amountCents;
    words[at + 4] = sequence;
    words[at + 5] = payeeEpoch;
    return null;
  }

  cancel(payer: number, sequence: number, payerEpoch: number): EncodeRefusal | null {
    if (!isU32(payer)) return "payer-invalid";
    if (!isU32(sequence)) return "sequence-invalid";
    if (!isEpoch(payerEpoch)) return "epoch-invalid";
    const at = this.#begin(recordKinds.cancel, payerEpoch);
    if (at < 0) return "batch-full";
    this.#words[at + 1] = payer;
    this.#words[at + 2] = sequence;
    return null;
  }

  /** `tokenHash`: 64 lower-case hex digits. */
  open(tokenHash: string, shard: number, epoch: number): EncodeRefusal | null {
    if (!isHex(tokenHash, 64)) return "token-hash-invalid";
    if (!isU32(shard) || shard >= shardsMax) return "shard-invalid";
    if (!isEpoch(epoch)) return "epoch-invalid";
    const at = this.#begin(recordKinds.open, epoch);
    if (at < 0) return "batch-full";
    this.#words[at + 1] = shard;
    for (let word = 0; word < 8; word++) this.#words[at + 2 + word] = wordOfHex(tokenHash, word);
    return null;
  }

  heartbeat(record: HeartbeatRecord): EncodeRefusal | null {
    const { room, predecessor, clockMs, report } = record;
    if (!isRoom(room)) return "room-invalid";
    if (!isIndex(predecessor) || !isIndex(report.index)) return "index-invalid";
    if (!isIndex(clockMs)) return "clock-invalid";
    if (!isHex(report.digest, 16) || !isHex(report.chainPrefix, 16)) return "digest-invalid";
    const at = this.#begin(recordKinds.heartbeat, room);
    if (at < 0) return "batch-full";
    this.#integer(at + 1, predecessor);
    this.#integer(at + 3, clockMs);
    this.#integer(at + 5, report.index);
    this.#words[at + 7] = wordOfHex(report.digest, 0);
    this.#words[at + 8] = wordOfHex(report.digest, 1);
    this.#words[at + 9] = wordOfHex(report.chainPrefix, 0);
    this.#words[at + 10] = wordOfHex(report.chainPrefix, 1);
    return null;
  }

  suspectRoom(room: number, by: number, lastHeartbeatSeen: number): EncodeRefusal | null {
    if (!isRoom(room) || !isRoom(by)) return "room-invalid";
    if (!isIndex(lastHeartbeatSeen)) return "index-invalid";
    const at = this.#begin(recordKinds.suspectRoom, room | (by << 8));
    if (at < 0) return "batch-full";
    this.#integer(at + 1, lastHeartbeatSeen);
    return null;
  }

  moveShard(record: MoveRecord): EncodeRefusal | null {
    const { shard, from, to, epoch, reason, ownerHeartbeat, by } = record;
    const reasonCode = moveReasons.indexOf(reason);
    if (!isU32(shard) || shard >= shardsMax) return "shard-invalid";
    if (!isRoom(from) || !isRoom(to) || !isRoom(by)) return "room-invalid";
    if (!isEpoch(epoch)) return "epoch-invalid";
    if (reasonCode < 0) return "reason-invalid";
    if (!isIndex(ownerHeartbeat)) return "index-invalid";
    const at = this.#begin(recordKinds.moveShard, from | (to << 8) | (by << 16));
    if (at < 0) return "batch-full";
    this.#words[at + 1] = shard | (reasonCode << 16);
    this.#words[at + 2] = epoch;
    this.#integer(at + 3, ownerHeartbeat);
    return null;
  }

  setPace(pace: Pace): EncodeRefusal | null {
    if (!paceSchema.safeParse(pace).success) return "pace-invalid";
    const at = this.#begin(recordKinds.setPace, paceNameCodes.indexOf(pace.name));
    if (at < 0) return "batch-full";
    this.#words[at + 1] = pace.heartbeatMs;
    this.#words[at + 2] = pace.suspectMs;
    this.#words[at + 3] = pace.leaseMs;
    this.#words[at + 4] = pace.moveIntervalMs;
    return null;
  }

  /** Null leaves it as it is: only the hand that is told of counts (SPEC.md, S5). */
  setFailback(failback: boolean | null): EncodeRefusal | null {
    const code = failback === null ? failbackKept : Number(failback);
    return this.#begin(recordKinds.setFailback, code) < 0 ? "batch-full" : null;
  }

  /** Puts the ledger's newest format in force. */
  adoptFormat(): EncodeRefusal | null {
    return this.#begin(recordKinds.adoptFormat, formatOfIncidents) < 0 ? "batch-full" : null;
  }

  /** One record for the incident and one for each of its shards behind it: all of them or none. */
  incidentMeasured(measurement: Measurement): EncodeRefusal | null {
    if (!measurementSchema.safeParse(measurement).success) return "measurement-invalid";
    const { incident, source, durationMs, shards } = measurement;
    if (this.#count + 1 + shards.length > recordsMax) return "batch-full";
    const above = measureSources.indexOf(source) | (shards.length << 8);
    const at = this.#begin(recordKinds.incidentMeasured, above);
    this.#words[at + 1] = incident;
    this.#words[at + 2] = durationMs;
    for (const [shard, ms] of shards) {
      this.#words[this.#begin(recordKinds.shardMeasured, shard) + 1] = ms;
    }
    return null;
  }

  setDial(change: DialChange): EncodeRefusal | null {
    if (!dialChangeSchema.safeParse(change).success) return "dial-invalid";
    const at = this.#begin(recordKinds.setDial, dialNames.indexOf(change.dial));
    if (at < 0) return "batch-full";
    this.#words.set(dialWordsOf(change), at + 1);
    return null;
  }

  /** The payload, a fresh array; the writer is empty afterwards. */
  finish(): Uint8Array {
    const words = this.#words.slice(0, this.#at);
    const agreed = this.#agreed();
    const version = agreed > assumedPayloadVersion ? agreed : this.#version;
    words[0] = payloadMagic | (version << 16);
    words[1] = this.#count;
    words[2] = this.#at - headerWords;
    words[3] = checksumOf(words, headerWords, this.#at, checksumOf(words, 0, 3, 0));
    this.#at = headerWords;
    this.#count = 0;
    this.#version = firstPayloadVersion;
    return new Uint8Array(words.buffer);
  }

  /** Position of the new record's first word, which is written; -1 where the batch is full. */
  #begin(kind: RecordKind, above: number): number {
    if (this.#count === recordsMax) return -1;
    const at = this.#at;
    const end = at + recordWords[kind]!;
    if (end > this.#words.length) {
      const grown = new Uint32Array(2 * this.#words.length);
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#version = Math.max(this.#version, versionOfRecord(kind, above));
    this.#words[at] = kind | (above << 8);
    this.#at = end;
    this.#count += 1;
    return at;
  }

  #integer(at: number, value: number): void {
    this.#words[at] = value % (u32Max + 1);
    this.#words[at + 1] = Math.floor(value / (u32Max + 1));
  }
}
