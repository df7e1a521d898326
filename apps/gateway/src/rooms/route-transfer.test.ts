import {
  asCents,
  defaultTopology,
  visitTransfers,
  type AccountId,
  type SequenceNumber,
  type TransferAnswer,
} from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { roomStatus } from "../testing/room-status.ts";
import { RoomWatch } from "./room-watch.ts";
import { RouteTransfer, type RoutedAnswer } from "./route-transfer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const payer = 205 as AccountId;
/** At home in hz-a. */
const shard = 0;

function routed(reachable = true) {
  const watch = new RoomWatch(defaultTopology);
  for (const room of defaultTopology.rooms.keys()) watch.told(roomStatus(room));
  const sent: { room: string; sequence: number }[] = [];
  const router = new RouteTransfer(watch, (room, bytes) => {
    if (!reachable) return false;
    visitTransfers(bytes, (_, _payer, _payee, _amount, sequence) => sent.push({ room, sequence }));
    return true;
  });
  const answers: RoutedAnswer[] = [];
  const pay = (sequence = 1): void => {
    const request = {
      kind: "transfer" as const,
      payer,
      payee: 1 as AccountId,
      amountCents: asCents(1),
      sequence: sequence as SequenceNumber,
    };
    router.route(request, shard, true, (answer) => answers.push(answer));
    vi.advanceTimersByTime(1);
  };
  const answer = (name: TransferAnswer["answer"]): void => {
    router.answered([{ payer, sequence: 1, answer: name } as TransferAnswer]);
  };
  return { watch, router, sent, answers, pay, answer };
}

test("a transfer goes to the room that serves the payer's shard, and its answer comes back once", () => {
  const { sent, answers, pay, answer } = routed();
  pay();
  expect(sent).toEqual([{ room: "hz-a", sequence: 1 }]);
  answer("booked");
  answer("booked");
  expect(answers).toMatchObject([{ kind: "answered", answer: { answer: "booked" } }]);
});

test("silence after it was sent is unknown, never a refusal", () => {
  const { answers, pay } = routed();
  pay();
  vi.advanceTimersByTime(2_400);
  expect(answers).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(answers).toEqual([{ kind: "unknown" }]);
});

test("a room that cannot be reached has certainly not booked it", () => {
  const { answers, pay } = routed(false);
  pay();
  expect(answers).toEqual([{ kind: "not-now", refusal: "not-serving" }]);
});

test("a payer whose shard is switching is told so, and nothing is sent", () => {
  const { watch, sent, answers, pay } = routed();
  const shards = `a${roomStatus(1).shards.slice(1)}`;
  watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
  pay();
  expect(answers).toEqual([{ kind: "not-now", refusal: "payer-switching" }]);
  expect(sent).toEqual([]);
});

test("a shard that has just changed hands is followed to its new owner without the phone noticing", () => {
  const { watch, sent, answers, pay, answer } = routed();
  pay();
  answer("not-serving");
  const shards = `3${roomStatus(1).shards.slice(1)}`;
  watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
  vi.advanceTimersByTime(100);
  expect(sent.map(({ room }) => room)).toEqual(["hz-a", "sh-b"]);
  answer("booked");
  expect(answers).toMatchObject([{ kind: "answered" }]);
});

test("one transfer per payer: another number meanwhile is busy, and the first goes on", () => {
  const { answers, pay, answer } = routed();
  pay(1);
  pay(2);
  expect(answers).toEqual([{ kind: "not-now", refusal: "busy" }]);
  answer("booked");
  expect(answers).toHaveLength(2);
});

test("a transfer on its way when its shard is moved is asked of the new owner, and ends by that answer alone", () => {
  const { watch, router, sent, answers, pay, answer } = routed();
  pay();
  const shards = `3${roomStatus(1).shards.slice(1)}`;
  watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
  router.moved(shard);
  vi.advanceTimersByTime(1);
  expect(sent.map(({ room }) => room)).toEqual(["hz-a", "sh-b"]);
  answer("booked");
  answer("booked");
  expect(answers).toHaveLength(1);
});
