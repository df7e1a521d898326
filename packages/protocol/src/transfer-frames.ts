import type { AccountId, LogIndex, SequenceNumber } from "./ids.ts";
import { transfersPerFrameMax } from "./limits.ts";
import type { Cents } from "./money.ts";
import type { LedgerResult, PassingRefusal } from "./refusals.ts";
import { ledgerResultCodes, ledgerResultOf } from "./refusals.ts";

/**
 * The binary messages between gateway and room that carry transfers: many per frame, little-endian, no JSON on the path
 * that has to be fast. Requests and answers find each other by (payer, sequence): an account has one transfer in flight.
 *
 * Frame: u8 kind, u8 flags, u16 count, then `count` records.
 */
export const frameKinds = { json: 1, transfers: 2, transferAnswers: 3 } as const;

const headerBytes = 4;
const requestBytes = 17;
const answerBytes = 65;
const cancelFlag = 1;

export interface TransferRequest {
  readonly kind: "transfer" | "cancel";
  readonly payer: AccountId;
  /** Of no meaning in a cancel. */
  readonly payee: AccountId;
  readonly amountCents: Cents;
  readonly sequence: SequenceNumber;
}

/** Refusals that a room itself adds to the ledger's results; codes above 200 so that they never meet those. */
const roomRefusalCodes = {
  busy: 201,
  "not-serving": 202,
  "log-unavailable": 203,
  unknown: 204,
} as const;
type RoomRefusal = keyof typeof roomRefusalCodes;
const roomRefusalByCode = new Map<number, RoomRefusal>(
  Object.entries(roomRefusalCodes).map(([name, code]) => [code, name as RoomRefusal]),
);

/** `unknown`: the room proposed it and cannot say what became of it; only a retry of the same number can tell. */
export type RoomAnswer = LedgerResult | Extract<PassingRefusal, RoomRefusal> | "unknown";

export interface TransferAnswer {
  readonly payer: AccountId;
  readonly sequence: SequenceNumber;
  readonly answer: RoomAnswer;
  /** The entry that ended this number; 0 where nothing has ended. */
  readonly index: LogIndex;
  readonly payee: AccountId;
  readonly amountCents: Cents;
  /** Balance of the payer after the last entry applied by the answering room. */
  readonly payerBalanceCents: Cents;
  /** Last entry applied by the answering room. */
  readonly appliedIndex: LogIndex;
  /** 8 bytes of the chain hash at `index`; zeros where nothing has ended. */
  readonly chain: Uint8Array;
  /** 16 bytes over the receipt's text; zeros where nothing has ended. */
  readonly mac: Uint8Array;
}

/** At most `transfersPerFrameMax` requests; more is a bug of the caller and throws. */
export function encodeTransfers(requests: readonly TransferRequest[]): Uint8Array {
  const { bytes, view } = newFrame(frameKinds.transfers, requests.length, requestBytes);
  let offset = headerBytes;
  for (const request of requests) {
    view.setUint8(offset, request.kind === "cancel" ? cancelFlag : 0);
    view.setUint32(offset + 1, request.payer, true);
    view.setUint32(offset + 5, request.payee, true);
    view.setUint32(offset + 9, request.amountCents, true);
    view.setUint32(offset + 13, request.sequence, true);
    offset += requestBytes;
  }
  return bytes;
}

/** Null where the bytes are no whole frame of transfers. */
export function decodeTransfers(bytes: Uint8Array): TransferRequest[] | null {
  const view = openFrame(bytes, frameKinds.transfers, requestBytes);
  if (view === null) return null;
  const requests: TransferRequest[] = [];
  for (let offset = headerBytes; offset < bytes.length; offset += requestBytes) {
    requests.push({
      kind: (view.getUint8(offset) & cancelFlag) === 0 ? "transfer" : "cancel",
      payer: view.getUint32(offset + 1, true) as AccountId,
      payee: view.getUint32(offset + 5, true) as AccountId,
      amountCents: view.getUint32(offset + 9, true),
      sequence: view.getUint32(offset + 13, true) as SequenceNumber,
    });
  }
  return requests;
}

/** At most `transfersPerFrameMax` answers; more is a bug of the caller and throws. */
export function encodeTransferAnswers(answers: readonly TransferAnswer[]): Uint8Array {
  const { bytes, view } = newFrame(frameKinds.transferAnswers, answers.length, answerBytes);
  let offset = headerBytes;
  for (const answer of answers) {
    view.setUint8(offset, codeOf(answer.answer));
    view.setUint32(offset + 1, answer.payer, true);
    view.setUint32(offset + 5, answer.sequence, true);
    view.setFloat64(offset + 9, answer.index, true);
    view.setUint32(offset + 17, answer.payee, true);
    view.setUint32(offset + 21, answer.amountCents, true);
    view.setFloat64(offset + 25, answer.payerBalanceCents, true);
    view.setFloat64(offset + 33, answer.appliedIndex, true);
    bytes.set(answer.chain.subarray(0, 8), offset + 41);
    bytes.set(answer.mac.subarray(0, 16), offset + 49);
    offset += answerBytes;
  }
  return bytes;
}

/** Null where the bytes are no whole frame of answers or name a code that does not exist. */
export function decodeTransferAnswers(bytes: Uint8Array): TransferAnswer[] | null {
  const view = openFrame(bytes, frameKinds.transferAnswers, answerBytes);
  if (view === null) return null;
  const answers: TransferAnswer[] = [];
  for (let offset = headerBytes; offset < bytes.length; offset += answerBytes) {
    const code = view.getUint8(offset);
    const answer = roomRefusalByCode.get(code) ?? ledgerResultOf(code);
    if (answer === null) return null;
    answers.push({
      answer,
      payer: view.getUint32(offset + 1, true) as AccountId,
      sequence: view.getUint32(offset + 5, true) as SequenceNumber,
      index: view.getFloat64(offset + 9, true) as LogIndex,
      payee: view.getUint32(offset + 17, true) as AccountId,
      amountCents: view.getUint32(offset + 21, true),
      payerBalanceCents: view.getFloat64(offset + 25, true),
      appliedIndex: view.getFloat64(offset + 33, true) as LogIndex,
      chain: bytes.slice(offset + 41, offset + 49),
      mac: bytes.slice(offset + 49, offset + 65),
    });
  }
  return answers;
}

function codeOf(answer: RoomAnswer): number {
  return answer in roomRefusalCodes
    ? roomRefusalCodes[answer as RoomRefusal]
    : ledgerResultCodes[answer as LedgerResult];
}

function newFrame(
  kind: number,
  count: number,
  recordBytes: number,
): { bytes: Uint8Array; view: DataView } {
  if (count > transfersPerFrameMax)
    throw new Error(`a frame takes ${transfersPerFrameMax} records, not ${count}`);
  const bytes = new Uint8Array(headerBytes + count * recordBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint16(2, count, true);
  return { bytes, view };
}

function openFrame(bytes: Uint8Array, kind: number, recordBytes: number): DataView | null {
  if (bytes.length < headerBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint16(2, true);
  if (view.getUint8(0) !== kind || count > transfersPerFrameMax) return null;
  return bytes.length === headerBytes + count * recordBytes ? view : null;
}
