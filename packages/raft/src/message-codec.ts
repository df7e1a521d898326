/**
 * Messages as bytes: version, kind, then the fields as LEB128 numbers, entry payloads last.
 *
 * Version 2 is version 1 with the words of recovering nodes, version 3 is version 2 with those of reads, and each is written
 * only for these: a peer of an older build understands everything else, and refuses these as `unknown-version`.
 *
 * Payloads are neither copied when encoding (large ones travel as chunks of their own) nor when decoding (views into
 * the received bytes, which therefore must not be reused).
 */
import { ByteReader, ByteWriter } from "./message-bytes.ts";
import type { Message, ReadMessage, RecoveryMessage, VoteRefusal } from "./messages.ts";
import type { Entry } from "./types.ts";

const formatVersion = 1;
const formatVersionOfRecovery = 2;
const formatVersionOfReads = 3;

/** Position in this list is the kind's number on the wire: append only. */
const kinds = [
  "preVoteRequest",
  "preVoteReply",
  "voteRequest",
  "voteReply",
  "appendRequest",
  "appendAck",
  "appendReject",
  "heartbeat",
  "heartbeatAck",
  "commitNotice",
  "snapshotChunk",
  "snapshotAck",
  "timeoutNow",
  "forward",
  "recoveryRequest",
  "recoveryAck",
  "recoveryBarrier",
  "readRound",
  "readRoundAck",
  "readIndex",
  "readIndexReply",
] as const satisfies readonly Message["kind"][];

const kindsOfVersion1 = kinds.indexOf("recoveryRequest");
const kindsOfVersion2 = kinds.indexOf("readRound");

/** Position is the number on the wire; null is a grant. Append only. */
const voteAnswers: readonly (VoteRefusal | null)[] = [
  null,
  "stale-term",
  "shorter-log",
  "leader-alive",
  "voted-for-another",
  "recovering",
];

const voteAnswersOfVersion1 = voteAnswers.indexOf("recovering");

/** Why bytes are no message. */
export type DecodeRefusal =
  | "empty"
  | "unknown-version"
  | "unknown-kind"
  | "truncated"
  | "trailing-bytes"
  | "bad-value";

export type DecodeResult =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "refused"; readonly refusal: DecodeRefusal };

/** Chunks that make up the message when sent one after the other. Payload chunks are the message's own arrays. */
export function encodeMessage(message: Message): Uint8Array[] {
  const writer = new ByteWriter();
  writer.byte(versionOf(message));
  writer.byte(kinds.indexOf(message.kind));
  writer.number(message.term);
  writeFields(writer, message);
  return writer.chunks();
}

function versionOf(message: Message): number {
  const kind = kinds.indexOf(message.kind);
  if (kind >= kindsOfVersion2) return formatVersionOfReads;
  const isOfRecovery =
    kind >= kindsOfVersion1 || ("refusal" in message && message.refusal === "recovering");
  return isOfRecovery ? formatVersionOfRecovery : formatVersion;
}

function writeFields(writer: ByteWriter, message: Message): void {
  switch (message.kind) {
    case "preVoteRequest":
      writer.number(message.campaignTerm);
      writer.number(message.lastLogIndex);
      writer.number(message.lastLogTerm);
      return;
    case "preVoteReply":
      writer.number(message.campaignTerm);
      writer.byte(voteAnswers.indexOf(message.refusal));
      return;
    case "voteRequest":
      writer.number(message.lastLogIndex);
      writer.number(message.lastLogTerm);
      writer.byte(message.transfer ? 1 : 0);
      return;
    case "voteReply":
      writer.byte(voteAnswers.indexOf(message.refusal));
      return;
    case "appendRequest":
      writer.number(message.prevLogIndex);
      writer.number(message.prevLogTerm);
      writer.number(message.leaderCommit);
      writeEntries(writer, message.entries);
      return;
    case "appendAck":
      writer.number(message.matchIndex);
      return;
    case "appendReject":
      writer.number(message.prevLogIndex);
      writer.number(message.conflictTerm);
      writer.number(message.conflictIndex);
      return;
    case "heartbeat":
    case "commitNotice":
      writer.number(message.commit);
      return;
    case "heartbeatAck":
    case "timeoutNow":
      return;
    case "snapshotChunk":
      writer.number(message.snapshot.index);
      writer.number(message.snapshot.term);
      writer.number(message.chunk);
      writer.byte(message.last ? 1 : 0);
      writer.number(message.data.length);
      writer.payload(message.data);
      return;
    case "snapshotAck":
      writer.number(message.snapshotIndex);
      writer.number(message.chunks);
      return;
    case "recoveryRequest":
    case "recoveryAck":
    case "recoveryBarrier":
      return writeRecoveryFields(writer, message);
    case "readRound":
    case "readRoundAck":
    case "readIndex":
    case "readIndexReply":
      return writeReadFields(writer, message);
    case "forward":
      writer.number(message.hops);
      writer.number(message.data.length);
      for (const data of message.data) writer.number(data.length);
      for (const data of message.data) writer.payload(data);
      return;
  }
}

function writeRecoveryFields(writer: ByteWriter, message: RecoveryMessage): void {
  writer.number(message.life);
  if (message.kind === "recoveryAck") writer.number(message.matchIndex);
  if (message.kind === "recoveryBarrier") writer.number(message.index);
}

function writeReadFields(writer: ByteWriter, message: ReadMessage): void {
  if (message.kind === "readRound" || message.kind === "readRoundAck") {
    writer.number(message.round);
    if (message.kind === "readRound") writer.number(message.commit);
    return;
  }
  writer.number(message.life);
  writer.number(message.id);
  if (message.kind === "readIndexReply") writer.number(message.index);
}

/** Indexes are not sent: entries follow prevLogIndex without a gap. */
function writeEntries(writer: ByteWriter, entries: readonly Entry[]): void {
  writer.number(entries.length);
  for (const entry of entries) {
    writer.number(entry.term);
    writer.number(entry.data.length);
  }
  for (const entry of entries) writer.payload(entry.data);
}

/**
 * Reads one whole message. Never throws, whatever the bytes: refuses `empty`, `unknown-version`, `unknown-kind`,
 * `truncated`, `trailing-bytes`, or `bad-value` (a flag or number outside its range). Whether the fields make sense
 * together is for the core to judge.
 */
export function decodeMessage(bytes: Uint8Array): DecodeResult {
  if (bytes.length === 0) return refused("empty");
  const [version] = bytes;
  const known = wordsOfVersions[version ?? 0];
  if (known === undefined) return refused("unknown-version");
  const reader = new ByteReader(bytes, 1);
  const kindNumber = reader.byte();
  const kind = kindNumber < known.kinds ? kinds[kindNumber] : undefined;
  if (reader.refusal !== null) return refused(reader.refusal);
  if (kind === undefined) return refused("unknown-kind");
  const message = readFields(reader, kind, reader.number(), known.voteAnswers);
  if (reader.refusal !== null) return refused(reader.refusal);
  if (reader.remaining() > 0) return refused("trailing-bytes");
  return { kind: "message", message };
}

/** How many kinds and answers to votes a version has. */
const wordsOfVersions: Readonly<Record<number, { kinds: number; voteAnswers: number }>> = {
  [formatVersion]: { kinds: kindsOfVersion1, voteAnswers: voteAnswersOfVersion1 },
  [formatVersionOfRecovery]: { kinds: kindsOfVersion2, voteAnswers: voteAnswers.length },
  [formatVersionOfReads]: { kinds: kinds.length, voteAnswers: voteAnswers.length },
};

function refused(refusal: DecodeRefusal): DecodeResult {
  return { kind: "refused", refusal };
}

/** Void if the reader has a refusal afterwards. */
function readFields(
  reader: ByteReader,
  kind: Message["kind"],
  term: number,
  answers: number,
): Message {
  switch (kind) {
    case "preVoteRequest": {
      const campaignTerm = reader.number();
      const lastLogIndex = reader.number();
      return { kind, term, campaignTerm, lastLogIndex, lastLogTerm: reader.number() };
    }
    case "preVoteReply": {
      const campaignTerm = reader.number();
      return { kind, term, campaignTerm, refusal: readVoteAnswer(reader, answers) };
    }
    case "voteRequest": {
      const lastLogIndex = reader.number();
      const lastLogTerm = reader.number();
      return { kind, term, lastLogIndex, lastLogTerm, transfer: readFlag(reader) };
    }
    case "voteReply":
      return { kind, term, refusal: readVoteAnswer(reader, answers) };
    case "appendRequest": {
      const prevLogIndex = reader.number();
      const prevLogTerm = reader.number();
      const leaderCommit = reader.number();
      const entries = readEntries(reader, prevLogIndex);
      return { kind, term, prevLogIndex, prevLogTerm, leaderCommit, entries };
    }
    case "appendAck":
      return { kind, term, matchIndex: reader.number() };
    case "appendReject": {
      const prevLogIndex = reader.number();
      const conflictTerm = reader.number();
      return { kind, term, prevLogIndex, conflictTerm, conflictIndex: reader.number() };
    }
    case "heartbeat":
    case "commitNotice":
      return { kind, term, commit: reader.number() };
    case "heartbeatAck":
    case "timeoutNow":
      return { kind, term };
    case "snapshotChunk": {
      const snapshot = { index: reader.number(), term: reader.number() };
      const chunk = reader.number();
      const last = readFlag(reader);
      return { kind, term, snapshot, chunk, last, data: reader.payload(reader.number()) };
    }
    case "snapshotAck": {
      const snapshotIndex = reader.number();
      return { kind, term, snapshotIndex, chunks: reader.number() };
    }
    case "recoveryRequest":
    case "recoveryAck":
    case "recoveryBarrier":
      return readRecoveryFields(reader, kind, term);
    case "readRound":
    case "readRoundAck":
    case "readIndex":
    case "readIndexReply":
      return readReadFields(reader, kind, term);
    case "forward": {
      const hops = reader.number();
      return { kind, term, hops, data: readPayloads(reader) };
    }
  }
}

function readRecoveryFields(
  reader: ByteReader,
  kind: RecoveryMessage["kind"],
  term: number,
): RecoveryMessage {
  const life = reader.number();
  switch (kind) {
    case "recoveryRequest":
      return { kind, term, life };
    case "recoveryAck":
      return { kind, term, life, matchIndex: reader.number() };
    case "recoveryBarrier":
      return { kind, term, life, index: reader.number() };
  }
}

function readReadFields(reader: ByteReader, kind: ReadMessage["kind"], term: number): ReadMessage {
  const first = reader.number();
  switch (kind) {
    case "readRound":
      return { kind, term, round: first, commit: reader.number() };
    case "readRoundAck":
      return { kind, term, round: first };
    case "readIndex":
      return { kind, term, life: first, id: reader.number() };
    case "readIndexReply": {
      const id = reader.number();
      return { kind, term, life: first, id, index: reader.number() };
    }
  }
}

function readFlag(reader: ByteReader): boolean {
  return reader.byteBelow(2) === 1;
}

function readVoteAnswer(reader: ByteReader, answers: number): VoteRefusal | null {
  return voteAnswers[reader.byteBelow(answers)] ?? null;
}

function readEntries(reader: ByteReader, prevLogIndex: number): Entry[] {
  const count = reader.count(2);
  const heads: number[] = [];
  for (let i = 0; i < count; i++) heads.push(reader.number(), reader.number());
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    const data = reader.payload(heads[2 * i + 1] ?? 0);
    entries.push({ index: prevLogIndex + 1 + i, term: heads[2 * i] ?? 0, data });
  }
  return entries;
}

function readPayloads(reader: ByteReader): Uint8Array[] {
  const count = reader.count(1);
  const lengths: number[] = [];
  for (let i = 0; i < count; i++) lengths.push(reader.number());
  return lengths.map((length) => reader.payload(length));
}
