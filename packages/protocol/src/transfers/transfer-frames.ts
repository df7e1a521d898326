import {
  asAccountId,
  asLogIndex,
  asSequenceNumber,
  type AccountId,
  type LogIndex,
  type SequenceNumber,
} from "../values/ids.ts";
import { keysOf } from "../values/keys-of.ts";
import { transfersPerFrameMax } from "../values/limits.ts";
import { asCents, type Cents } from "../values/money.ts";
import type { LedgerResultCode, TransferResult } from "./refusals.ts";
import { ledgerResultOf } from "./refusals.ts";

/**
 * The binary messages between gateway and room that carry transfers: many per frame, little-endian, no JSON on the path
 * that has to be fast. Requests and answers find each other by (payer, sequence): an account has one transfer in flight.
 *
 * Frame: u8 kind, u8 flags, u16 count, then `count` records. The visitors below read records in place: a room takes
 * hundreds of thousands of them per second and must not make an object of each.
 */
export const frameKinds = {
  json: 1,
  transfers: 2,
  transferAnswers: 3,
  /** JSON of a gateway for the other gateways; rooms pass it on unread. */
  gatewayWord: 4,
} as const;

const headerBytes = 4;
const requestBytes = 17;
const answerBytes = 65;
const cancelFlag = 1;
const withReceiptsFlag = 1;

export interface TransferRequest {
  readonly kind: "transfer" | "cancel";
  readonly payer: AccountId;
  /** Of no meaning in a cancel. */
  readonly payee: AccountId;
  readonly amountCents: Cents;
  readonly sequence: SequenceNumber;
}

/** Codes of what a room itself adds to the ledger's results; above 200 so that they never meet those. */
export const roomAnswerCodes = {
  busy: 201,
  "not-serving": 202,
  "log-unavailable": 203,
  unknown: 204,
} as const;
type RoomOwnAnswer = keyof typeof roomAnswerCodes;
const roomAnswerByCode = new Map<number, RoomOwnAnswer>(
  keysOf(roomAnswerCodes).map((name) => [roomAnswerCodes[name], name]),
);

/** `unknown`: the room proposed it and cannot say what became of it; only a retry of the same number can tell. */
export type RoomAnswer = TransferResult;
export type RoomAnswerCode = LedgerResultCode | (typeof roomAnswerCodes)[RoomOwnAnswer];

export function roomAnswerOf(code: number): RoomAnswer | null {
  return roomAnswerByCode.get(code) ?? ledgerResultOf(code);
}

export interface TransferAnswer {
  readonly payer: AccountId;
  readonly sequence: SequenceNumber;
  readonly answer: RoomAnswer;
  /** The entry that ended this number; 0 where nothing has ended. */
  readonly index: LogIndex;
  /** Payee and amount of what ended this number; where nothing has ended, of what was asked (both 0 from earlier builds). */
  readonly payee: AccountId;
  readonly amountCents: Cents;
  /** Balance of the payer after the last entry applied by the answering room. */
  readonly payerBalanceCents: Cents;
  /** Last entry applied by the answering room. */
  readonly appliedIndex: LogIndex;
  /** 8 bytes of the chain hash at `index`; zeros where nothing has ended. */
  readonly chain: Uint8Array;
  /** 16 bytes over the receipt's text; zeros where nothing has ended or no receipts were asked for. */
  readonly mac: Uint8Array;
}

/** At most `transfersPerFrameMax` requests; more is a bug of the caller and throws. Receipts cost a MAC each. */
export function encodeTransfers(
  requests: readonly TransferRequest[],
  options: { readonly receipts: boolean },
): Uint8Array {
  const writer = new TransferWriter(requests.length);
  for (const { kind, payer, payee, amountCents, sequence } of requests) {
    writer.add(kind === "cancel", payer, payee, amountCents, sequence);
  }
  return writer.finish(options);
}

/** Writes one frame of requests without an object per request: for those who send very many. */
export class TransferWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #end = headerBytes;

  /** Takes as many requests as this; above `transfersPerFrameMax` it throws. */
  constructor(capacity: number) {
    if (capacity > transfersPerFrameMax) {
      throw new Error(`a frame takes ${transfersPerFrameMax} transfers, not ${capacity}`);
    }
    this.#bytes = new Uint8Array(headerBytes + capacity * requestBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get count(): number {
    return (this.#end - headerBytes) / requestBytes;
  }

  /** To be filled anew: the frame that it gave must not be needed any more. */
  clear(): void {
    this.#end = headerBytes;
  }

  /** Throws a RangeError beyond the capacity. */
  add(cancel: boolean, payer: number, payee: number, amountCents: number, sequence: number): void {
    const view = this.#view;
    const offset = this.#end;
    view.setUint8(offset, cancel ? cancelFlag : 0);
    view.setUint32(offset + 1, payer, true);
    view.setUint32(offset + 5, payee, true);
    view.setUint32(offset + 9, amountCents, true);
    view.setUint32(offset + 13, sequence, true);
    this.#end = offset + requestBytes;
  }

  /** The frame, in the writer's own memory: good until it is cleared. */
  finish(options: { readonly receipts: boolean }): Uint8Array {
    this.#view.setUint8(0, frameKinds.transfers);
    this.#view.setUint8(1, options.receipts ? withReceiptsFlag : 0);
    this.#view.setUint16(2, this.count, true);
    return this.#bytes.subarray(0, this.#end);
  }
}

export type TransferVisitor = (
  cancel: boolean,
  payer: number,
  payee: number,
  amountCents: number,
  sequence: number,
  receipt: boolean,
) => void;

/** Visits every request of a frame in order. False, and nothing visited, where the bytes are no whole frame. */
export function visitTransfers(bytes: Uint8Array, visit: TransferVisitor): boolean {
  const view = openFrame(bytes, frameKinds.transfers, requestBytes);
  if (view === null) return false;
  const receipt = (view.getUint8(1) & withReceiptsFlag) !== 0;
  for (let offset = headerBytes; offset < bytes.length; offset += requestBytes) {
    visit(
      (view.getUint8(offset) & cancelFlag) !== 0,
      view.getUint32(offset + 1, true),
      view.getUint32(offset + 5, true),
      view.getUint32(offset + 9, true),
      view.getUint32(offset + 13, true),
      receipt,
    );
  }
  return true;
}

const noBytes = new Uint8Array(0);

/** Collects answers to one gateway without an object per answer; `take` gives them as frames and starts anew. */
export class TransferAnswerWriter {
  #bytes = new Uint8Array(headerBytes + 64 * answerBytes);
  #view = new DataView(this.#bytes.buffer);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Room for one more answer; `take` must be called before more than `transfersPerFrameMax` are added. */
  add(
    code: RoomAnswerCode,
    payer: number,
    sequence: number,
    payee: number,
    amountCents: number,
    payerBalanceCents: number,
    appliedIndex: number,
    index = 0,
    chain: Uint8Array = noBytes,
    mac: Uint8Array = noBytes,
  ): void {
    const offset = headerBytes + this.#count * answerBytes;
    if (offset + answerBytes > this.#bytes.length) this.#grow();
    const view = this.#view;
    view.setUint8(offset, code);
    view.setUint32(offset + 1, payer, true);
    view.setUint32(offset + 5, sequence, true);
    view.setFloat64(offset + 9, index, true);
    view.setUint32(offset + 17, payee, true);
    view.setUint32(offset + 21, amountCents, true);
    view.setFloat64(offset + 25, payerBalanceCents, true);
    view.setFloat64(offset + 33, appliedIndex, true);
    // Views and `set` would cost more than all of the above.
    const bytes = this.#bytes;
    for (let at = 0; at < 8; at += 1) bytes[offset + 41 + at] = chain[at] ?? 0;
    if (mac.length === 0) bytes.fill(0, offset + 49, offset + answerBytes);
    else for (let at = 0; at < 16; at += 1) bytes[offset + 49 + at] = mac[at] ?? 0;
    this.#count += 1;
  }

  /** The frame with all answers since the last call, or null where there are none. */
  take(): Uint8Array | null {
    if (this.#count === 0) return null;
    this.#view.setUint8(0, frameKinds.transferAnswers);
    this.#view.setUint16(2, this.#count, true);
    const frame = this.#bytes.slice(0, headerBytes + this.#count * answerBytes);
    this.#count = 0;
    return frame;
  }

  #grow(): void {
    const grown = new Uint8Array(headerBytes + (this.#count + 1) * 2 * answerBytes);
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Null where the bytes are no whole frame of answers or name a code that does not exist. */
export function decodeTransferAnswers(bytes: Uint8Array): TransferAnswer[] | null {
  const view = openFrame(bytes, frameKinds.transferAnswers, answerBytes);
  if (view === null) return null;
  const answers: TransferAnswer[] = [];
  for (let offset = headerBytes; offset < bytes.length; offset += answerBytes) {
    const answer = roomAnswerOf(view.getUint8(offset));
    if (answer === null) return null;
    answers.push({
      answer,
      payer: asAccountId(view.getUint32(offset + 1, true)),
      sequence: asSequenceNumber(view.getUint32(offset + 5, true)),
      index: asLogIndex(view.getFloat64(offset + 9, true)),
      payee: asAccountId(view.getUint32(offset + 17, true)),
      amountCents: asCents(view.getUint32(offset + 21, true)),
      payerBalanceCents: asCents(view.getFloat64(offset + 25, true)),
      appliedIndex: asLogIndex(view.getFloat64(offset + 33, true)),
      chain: bytes.slice(offset + 41, offset + 49),
      mac: bytes.slice(offset + 49, offset + 65),
    });
  }
  return answers;
}

export type TransferAnswerVisitor = (code: number, payer: number, sequence: number) => void;

/**
 * Visits every answer of a frame in order, for those who count answers and keep none; `code` is one of
 * `ledgerResultCodes` or `roomAnswerCodes`. False, and nothing visited, where the bytes are no whole frame of answers.
 */
export function visitTransferAnswers(bytes: Uint8Array, visit: TransferAnswerVisitor): boolean {
  const view = openFrame(bytes, frameKinds.transferAnswers, answerBytes);
  if (view === null) return false;
  for (let offset = headerBytes; offset < bytes.length; offset += answerBytes) {
    visit(
      view.getUint8(offset),
      view.getUint32(offset + 1, true),
      view.getUint32(offset + 5, true),
    );
  }
  return true;
}

function openFrame(bytes: Uint8Array, kind: number, recordBytes: number): DataView | null {
  if (bytes.length < headerBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint16(2, true);
  if (view.getUint8(0) !== kind || count > transfersPerFrameMax) return null;
  return bytes.length === headerBytes + count * recordBytes ? view : null;
}
