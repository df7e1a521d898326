import { seededRandom } from "@cablecut/seeded-random";
import { expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "./message-codec.ts";
import type { Message } from "./messages.ts";

const large = Number.MAX_SAFE_INTEGER;
const payload = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);

/** At least one message of every kind, with the extremes of its fields. */
const messages: readonly Message[] = [
  { kind: "preVoteRequest", term: 0, campaignTerm: 1, lastLogIndex: 0, lastLogTerm: 0 },
  {
    kind: "preVoteReply",
    term: large,
    campaignTerm: 1 << 30,
    refusal: "leader-alive",
  },
  { kind: "preVoteReply", term: 1, campaignTerm: 128, refusal: null },
  { kind: "voteRequest", term: 127, lastLogIndex: large, lastLogTerm: 2 ** 32, transfer: true },
  { kind: "voteRequest", term: 128, lastLogIndex: 2 ** 31, lastLogTerm: 3, transfer: false },
  { kind: "voteReply", term: 300, refusal: "stale-term" },
  { kind: "voteReply", term: 300, refusal: "shorter-log" },
  { kind: "voteReply", term: 300, refusal: "voted-for-another" },
  { kind: "voteReply", term: 300, refusal: "recovering" },
  { kind: "preVoteReply", term: 1, campaignTerm: 128, refusal: "recovering" },
  {
    kind: "appendRequest",
    term: 9,
    prevLogIndex: 2 ** 40,
    prevLogTerm: 8,
    leaderCommit: 5,
    entries: [
      { index: 2 ** 40 + 1, term: 8, data: payload(0) },
      { index: 2 ** 40 + 2, term: 9, data: payload(3) },
      { index: 2 ** 40 + 3, term: 9, data: payload(70_000) },
      { index: 2 ** 40 + 4, term: 9, data: payload(2047) },
      { index: 2 ** 40 + 5, term: 9, data: payload(2048) },
      { index: 2 ** 40 + 6, term: 9, data: payload(1) },
    ],
  },
  { kind: "appendRequest", term: 1, prevLogIndex: 0, prevLogTerm: 0, leaderCommit: 0, entries: [] },
  { kind: "appendAck", term: 2, matchIndex: 77 },
  { kind: "appendReject", term: 2, prevLogIndex: 7, conflictTerm: 1, conflictIndex: 3 },
  { kind: "heartbeat", term: 3, commit: 4 },
  { kind: "heartbeatAck", term: 3 },
  { kind: "commitNotice", term: 3, commit: large },
  {
    kind: "snapshotChunk",
    term: 4,
    snapshot: { index: 1000, term: 3 },
    chunk: 12,
    last: true,
    data: payload(5000),
  },
  { kind: "snapshotAck", term: 4, snapshotIndex: 1000, chunks: 13 },
  { kind: "timeoutNow", term: 5 },
  { kind: "recoveryRequest", term: 6, life: large },
  { kind: "recoveryAck", term: 6, life: 7, matchIndex: 1 << 20 },
  { kind: "recoveryBarrier", term: 6, life: 7, index: large },
  { kind: "readRound", term: 7, round: large, commit: 300 },
  { kind: "readRoundAck", term: 7, round: 128 },
  { kind: "readIndex", term: 0, life: large, id: 1 },
  { kind: "readIndexReply", term: 8, life: 5, id: large, index: 2 ** 40 },
  { kind: "forward", term: 0, hops: 1, data: [payload(1), payload(4096), payload(0)] },
];

function bytesOf(message: Message): Uint8Array {
  return Uint8Array.from(encodeMessage(message).flatMap((chunk) => [...chunk]));
}

function answerTo(bytes: Uint8Array): string {
  const result = decodeMessage(bytes);
  return result.kind === "refused" ? result.refusal : "accepted";
}

test.each(messages)("$kind survives the wire", (message) => {
  expect(decodeMessage(bytesOf(message))).toEqual({ kind: "message", message });
});

test("only what recovering nodes say, and what reads need, is in versions that older builds refuse", () => {
  const versionOf = (wanted: (message: Message) => boolean): (number | undefined)[] => [
    ...new Set(messages.filter(wanted).map((message) => bytesOf(message)[0])),
  ];
  const isOfRecovery = (message: Message): boolean => JSON.stringify(message).includes("recover");
  const isOfReads = ({ kind }: Message): boolean => kind.startsWith("read");
  expect(versionOf(isOfRecovery)).toEqual([2]);
  expect(versionOf(isOfReads)).toEqual([3]);
  expect(versionOf((message) => !isOfRecovery(message) && !isOfReads(message))).toEqual([1]);
});

test("large payloads travel as the arrays they are, small ones are gathered", () => {
  const big = payload(100_000);
  const small = payload(10);
  const chunks = encodeMessage({ kind: "forward", term: 1, hops: 0, data: [small, big, small] });
  expect(chunks).toHaveLength(3);
  expect(chunks[1]).toBe(big);
});

test("decoded payloads are views into the received bytes", () => {
  const bytes = bytesOf({ kind: "forward", term: 1, hops: 0, data: [payload(10), payload(5000)] });
  const result = decodeMessage(bytes);
  if (result.kind !== "message" || result.message.kind !== "forward") throw new Error("refused");
  expect(result.message.data.map((data) => data.buffer === bytes.buffer)).toEqual([true, true]);
});

test.each(messages)("$kind cut anywhere is refused, as is one with a byte too many", (message) => {
  const bytes = bytesOf(message);
  const answers = new Set<string>();
  for (let length = 1; length < bytes.length; length++) {
    answers.add(answerTo(bytes.subarray(0, length)));
  }
  expect([...answers]).toEqual(["truncated"]);
  expect(answerTo(bytes.subarray(0, 0))).toBe("empty");
  expect(answerTo(Uint8Array.from([...bytes, 0]))).toBe("trailing-bytes");
});

test("garbage never throws and never becomes a message with wild numbers", () => {
  const seed = Number(process.env["RAFT_CODEC_SEED"] ?? 1);
  const random = seededRandom(seed);
  const samples = messages.map((message) => bytesOf(message).slice(0, 200));
  const wild: string[] = [];
  for (let round = 0; round < 50_000; round++) {
    const bytes = Uint8Array.from(samples[Math.floor(random() * samples.length)] ?? []);
    for (let flips = Math.ceil(random() * 4); flips > 0; flips--) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    const result = decodeMessage(bytes);
    if (result.kind === "message" && !Number.isSafeInteger(result.message.term)) {
      wild.push(`seed ${seed}, round ${round}`);
    }
  }
  expect(wild).toEqual([]);
});

test("unknown versions, unknown kinds and values out of range are refused by name", () => {
  const refusalOf = (...bytes: number[]): string => answerTo(Uint8Array.from(bytes));
  expect(refusalOf(4, 0, 0)).toBe("unknown-version");
  expect(refusalOf(1, 99, 0)).toBe("unknown-kind");
  // Words of recovering nodes, in the version that has none.
  expect(refusalOf(1, 14, 1, 1)).toBe("unknown-kind");
  // Words of reads, in the version that has none.
  expect(refusalOf(2, 17, 1, 1, 1)).toBe("unknown-kind");
  expect(refusalOf(1, 3, 1, 5)).toBe("bad-value");
  // voteReply with an answer that does not exist; a number of more than 53 bits.
  expect(refusalOf(1, 3, 1, 9)).toBe("bad-value");
  expect(refusalOf(1, 12, 255, 255, 255, 255, 255, 255, 255, 255, 1)).toBe("bad-value");
  // A forward that claims a million payloads in no bytes at all.
  expect(refusalOf(1, 13, 1, 0, 0xc0, 0x84, 0x3d)).toBe("truncated");
});
