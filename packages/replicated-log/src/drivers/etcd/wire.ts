import protobuf from "protobufjs/minimal.js";
import type { LogAlarm } from "../../port.ts";
import type { MemberId, MemberStatus, StoredPut } from "./store.ts";

/** The few messages of etcd's API (v3, rpc.proto and kv.proto) that the driver uses, by their field numbers. */
const { Reader, Writer } = protobuf;
type Reader = protobuf.Reader;
type Writer = protobuf.Writer;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const [lengthDelimited, varint] = [2, 0];
const tag = (field: number, type: number): number => field * 8 + type;

export interface Header {
  readonly revision: number;
  readonly term: number;
}

/** Reads one message field by field; `read` answers false where it did not take the field. */
function each(bytes: Uint8Array, read: (field: number, reader: Reader) => boolean): void {
  const reader = Reader.create(bytes);
  while (reader.pos < reader.len) {
    const head = reader.uint32();
    if (!read(head >>> 3, reader)) reader.skipType(head & 7);
  }
}

/** Revisions and terms are far below 2^53. */
function whole(reader: Reader): number {
  const value: unknown = reader.int64();
  return typeof value === "number" ? value : (value as { toNumber(): number }).toNumber();
}

/** As it stands, since a member's id uses all 64 bits. */
function memberId(bytes: Uint8Array, reader: Reader): MemberId {
  const begin = reader.pos;
  reader.skip();
  return Buffer.from(bytes.subarray(begin, reader.pos)).toString("hex");
}

function headerOf(bytes: Uint8Array): Header & { readonly member: MemberId } {
  let [member, revision, term] = ["", 0, 0];
  each(bytes, (field, reader) => {
    if (field === 2) member = memberId(bytes, reader);
    else if (field === 3) revision = whole(reader);
    else if (field === 4) term = whole(reader);
    else return false;
    return true;
  });
  return { member, revision, term };
}

export const emptyRequest = new Uint8Array(0);

/** StatusResponse. */
export function statusOf(bytes: Uint8Array): MemberStatus {
  let header: ReturnType<typeof headerOf> = { member: "", revision: 0, term: 0 };
  let leader: MemberId | null = null;
  let term = 0;
  const errors: string[] = [];
  each(bytes, (field, reader) => {
    if (field === 1) header = headerOf(reader.bytes());
    else if (field === 4) leader = memberId(bytes, reader);
    else if (field === 6) term = whole(reader);
    else if (field === 8) errors.push(reader.string());
    else return false;
    return true;
  });
  return {
    member: header.member,
    leader: leader === "00" ? null : leader,
    term,
    revision: header.revision,
    alarm: alarmIn(errors),
  };
}

const alarmNames: readonly (readonly [name: string, LogAlarm])[] = [
  // Differing copies are the worse of two.
  ["CORRUPT", "corrupt"],
  ["NOSPACE", "no-space"],
];

/** Among what a member says is wrong an alarm stands as `memberID:1 alarm:NOSPACE`. */
function alarmIn(errors: readonly string[]): LogAlarm | null {
  const raised = alarmNames.find(([name]) =>
    errors.some((error) => error.split(" ").includes(`alarm:${name}`)),
  );
  return raised?.[1] ?? null;
}

interface MemberEntry {
  readonly id: MemberId;
  /** Empty: it was added and has not started yet. */
  readonly name: string;
  readonly urls: readonly string[];
}

/** MemberListResponse. */
export function memberEntriesOf(bytes: Uint8Array): readonly MemberEntry[] {
  const entries: MemberEntry[] = [];
  each(bytes, (field, reader) => {
    if (field !== 2) return false;
    const member = reader.bytes();
    let [id, name] = ["", ""];
    const urls: string[] = [];
    each(member, (inner, innerReader) => {
      if (inner === 1) id = memberId(member, innerReader);
      else if (inner === 2) name = innerReader.string();
      else if (inner === 3) urls.push(innerReader.string());
      else return false;
      return true;
    });
    entries.push({ id, name, urls });
    return true;
  });
  return entries;
}

/** Ids by name; a member that has not started yet has none. */
export function membersOf(bytes: Uint8Array): ReadonlyMap<string, MemberId> {
  return new Map(memberEntriesOf(bytes).map(({ id, name }) => [name, id]));
}

/** PutRequest. */
export function putRequest(key: string, value: Uint8Array): Uint8Array {
  const writer = Writer.create().uint32(tag(1, lengthDelimited)).bytes(encoder.encode(key));
  return writer.uint32(tag(2, lengthDelimited)).bytes(value).finish();
}

/** MemberAddRequest. */
export function addMemberRequest(url: string): Uint8Array {
  return Writer.create().uint32(tag(1, lengthDelimited)).string(url).finish();
}

/** MemberRemoveRequest. */
export function removeMemberRequest(id: MemberId): Uint8Array {
  return Buffer.concat([Buffer.from([tag(1, varint)]), Buffer.from(id, "hex")]);
}

/** MoveLeaderRequest. */
export function moveLeaderRequest(to: MemberId): Uint8Array {
  return Buffer.concat([Buffer.from([tag(1, varint)]), Buffer.from(to, "hex")]);
}

/** CompactionRequest. */
export function compactionRequest(revision: number): Uint8Array {
  return Writer.create().uint32(tag(1, varint)).int64(revision).finish();
}

export type Comparison =
  | { readonly key: string; readonly is: "absent" }
  | { readonly key: string; readonly is: "below"; readonly value: string };

export type Operation =
  | { readonly kind: "put"; readonly key: string; readonly value: Uint8Array | string }
  | { readonly kind: "delete"; readonly from: string; readonly to: string }
  /** Whether it is there, without its value. */
  | { readonly kind: "look"; readonly key: string };

export interface Transaction {
  readonly comparisons: readonly Comparison[];
  readonly success: readonly Operation[];
  readonly failure: readonly Operation[];
}

/** TxnRequest. */
export function transactionRequest({ comparisons, success, failure }: Transaction): Uint8Array {
  const writer = Writer.create();
  for (const comparison of comparisons) {
    writeComparison(writer.uint32(tag(1, lengthDelimited)).fork(), comparison);
    writer.ldelim();
  }
  for (const [field, operations] of [
    [2, success],
    [3, failure],
  ] as const) {
    for (const operation of operations) {
      writeOperation(writer.uint32(tag(field, lengthDelimited)).fork(), operation);
      writer.ldelim();
    }
  }
  return writer.finish();
}

const [less, equal] = [2, 0];
const [targetCreate, targetValue] = [1, 3];

function writeComparison(writer: Writer, comparison: Comparison): void {
  const absent = comparison.is === "absent";
  writer.uint32(tag(1, varint)).int32(absent ? equal : less);
  writer.uint32(tag(2, varint)).int32(absent ? targetCreate : targetValue);
  writer.uint32(tag(3, lengthDelimited)).bytes(encoder.encode(comparison.key));
  if (absent) writer.uint32(tag(5, varint)).int64(0);
  else writer.uint32(tag(7, lengthDelimited)).bytes(encoder.encode(comparison.value));
}

function writeOperation(writer: Writer, operation: Operation): void {
  switch (operation.kind) {
    case "look":
      writer.uint32(tag(1, lengthDelimited)).fork();
      writer.uint32(tag(1, lengthDelimited)).bytes(encoder.encode(operation.key));
      writer.uint32(tag(8, varint)).bool(true);
      break;
    case "put": {
      const { key, value } = operation;
      writer.uint32(tag(2, lengthDelimited)).fork();
      writer.uint32(tag(1, lengthDelimited)).bytes(encoder.encode(key));
      writer
        .uint32(tag(2, lengthDelimited))
        .bytes(typeof value === "string" ? encoder.encode(value) : value);
      break;
    }
    case "delete":
      writer.uint32(tag(3, lengthDelimited)).fork();
      writer.uint32(tag(1, lengthDelimited)).bytes(encoder.encode(operation.from));
      writer.uint32(tag(2, lengthDelimited)).bytes(encoder.encode(operation.to));
      break;
  }
  writer.ldelim();
}

/** RangeRequest: one key without its value, linearizable. */
export function lookRequest(key: string): Uint8Array {
  const writer = Writer.create();
  writer.uint32(tag(1, lengthDelimited)).bytes(encoder.encode(key));
  return writer.uint32(tag(8, varint)).bool(true).finish();
}

/** RangeResponse: when its key was put last; 0 where it is not there. */
export function putRevisionIn(bytes: Uint8Array): number {
  return numberAt(bytes, [2, 3]);
}

export interface TransactionResult extends Header {
  readonly succeeded: boolean;
  /** The revision at which the key of a "look" was created; 0 where it is not there. */
  readonly createdRevision: number;
}

/** TxnResponse. */
export function transactionOf(bytes: Uint8Array): TransactionResult {
  let header: Header = { revision: 0, term: 0 };
  let succeeded = false;
  let createdRevision = 0;
  each(bytes, (field, reader) => {
    if (field === 1) header = headerOf(reader.bytes());
    else if (field === 2) succeeded = reader.bool();
    else if (field === 3) createdRevision = numberAt(reader.bytes(), [1, 2, 2]);
    else return false;
    return true;
  });
  return { revision: header.revision, term: header.term, succeeded, createdRevision };
}

/** The number at the end of this way through messages within messages; 0 where it leads nowhere. */
function numberAt(bytes: Uint8Array, [next, ...way]: readonly number[]): number {
  let found = 0;
  each(bytes, (field, reader) => {
    if (field !== next) return false;
    found = way.length === 0 ? whole(reader) : numberAt(reader.bytes(), way);
    return true;
  });
  return found;
}

/** WatchRequest: puts of [from, to) without deletions. */
export function watchRequest(from: string, to: string, revision: number): Uint8Array {
  const noDeletions = 1;
  const writer = Writer.create().uint32(tag(1, lengthDelimited)).fork();
  writer.uint32(tag(1, lengthDelimited)).bytes(encoder.encode(from));
  writer.uint32(tag(2, lengthDelimited)).bytes(encoder.encode(to));
  writer.uint32(tag(3, varint)).int64(revision);
  writer.uint32(tag(5, varint)).int32(noDeletions);
  return writer.ldelim().finish();
}

export interface WatchMessage extends Header {
  readonly cancelled: boolean;
  readonly compacted: number | null;
  readonly reason: string;
  readonly puts: readonly StoredPut[];
}

/** WatchResponse. */
export function watchMessageOf(bytes: Uint8Array): WatchMessage {
  let header: Header = { revision: 0, term: 0 };
  let cancelled = false;
  let compacted = 0;
  let reason = "";
  const puts: StoredPut[] = [];
  each(bytes, (field, reader) => {
    if (field === 1) header = headerOf(reader.bytes());
    else if (field === 4) cancelled = reader.bool();
    else if (field === 5) compacted = whole(reader);
    else if (field === 6) reason = reader.string();
    else if (field === 11) readEvent(reader.bytes(), puts);
    else return false;
    return true;
  });
  const { revision, term } = header;
  return { revision, term, cancelled, compacted: compacted > 0 ? compacted : null, reason, puts };
}

function readEvent(bytes: Uint8Array, puts: StoredPut[]): void {
  let isPut = true;
  let put: StoredPut | null = null;
  each(bytes, (field, reader) => {
    if (field === 1) isPut = reader.int32() === 0;
    else if (field === 2) put = keyValueOf(reader.bytes());
    else return false;
    return true;
  });
  if (isPut && put !== null) puts.push(put);
}

function keyValueOf(bytes: Uint8Array): StoredPut {
  let key = "";
  let value: Uint8Array = emptyRequest;
  let revision = 0;
  each(bytes, (field, reader) => {
    if (field === 1) key = decoder.decode(reader.bytes());
    else if (field === 3) revision = whole(reader);
    else if (field === 5) value = reader.bytes();
    else return false;
    return true;
  });
  return { key, value, revision };
}
