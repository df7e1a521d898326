import {
  asCents,
  defaultTopology,
  visitTransfers,
  type AccountId,
  type RoomIndex,
  type SequenceNumber,
  type TransferAnswer,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import { roomStatus } from "../testing/room-status.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { RoomWatch } from "./room-watch.ts";
import { TransferRouter, type RoutedAnswer } from "./transfer-router.ts";

const payer = 205 as AccountId;
/** At home in hz-a. */
const shard = 0;

function routed(reachable = true) {
  const clock = new VirtualClock();
  const awake = new AwakeClock();
  const watch = new RoomWatch(defaultTopology, awake, () => clock.nowMs);
  for (const room of defaultTopology.rooms.keys()) watch.told(roomStatus(room));
  const sent: { room: string; sequence: number }[] = [];
  const router = new TransferRouter(watch, awake, {
    after: (ms, task) => clock.after(ms, task),
    defer: (task) => void clock.after(0, task),
    toRoom: (room, bytes) => {
      if (!reachable) return false;
      visitTransfers(bytes, (_, _payer, _payee, _amount, sequence) =>
        sent.push({ room: defaultTopology.rooms[room]!.id, sequence }),
      );
      return true;
    },
  });
  clock.every(tickMs, () => {
    awake.tick(clock.nowMs);
    router.tick();
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
    clock.pass(1);
  };
  const cancel = (): void => {
    const number = { payer, payee: payer, amountCents: asCents(0), sequence: 1 as SequenceNumber };
    router.route({ kind: "cancel", ...number }, shard, true, (answer) => answers.push(answer));
    clock.pass(1);
  };
  const answer = (
    name: TransferAnswer["answer"],
    room = 0,
    amountCents = 1,
    payee: number = 1,
    index = 7,
  ): void => {
    const said = { payer, sequence: 1, answer: name, index, payee, amountCents };
    router.answered(room as RoomIndex, [said as TransferAnswer]);
  };
  return { clock, watch, router, sent, answers, pay, cancel, answer };
}

test("a transfer goes to the room that serves the payer's shard, and its answer comes back once", () => {
  const { sent, answers, pay, answer } = routed();
  pay();
  expect(sent).toEqual([{ room: "hz-a", sequence: 1 }]);
  answer("booked");
  answer("booked");
  expect(answers).toMatchObject([{ kind: "answered", answer: { answer: "booked" } }]);
});

test("an answer that comes late, to another payload under the same number, is not taken for this one's", () => {
  const { clock, answers, pay, answer } = routed();
  pay();
  clock.pass(2_700);
  pay();
  answer("booked", 0, 2);
  answer("insufficient-funds", 0, 1, 3);
  expect(answers).toEqual([{ kind: "unknown" }]);
  answer("sequence-conflict", 0, 1);
  expect(answers[1]).toMatchObject({ kind: "answered", answer: { answer: "sequence-conflict" } });
});

test("what ended nothing and was asked with another payload is not taken for this one's answer", () => {
  const { answers, pay, answer } = routed();
  pay();
  for (const late of ["sequence-conflict", "payer-switching", "busy", "malformed"] as const) {
    answer(late, 0, 2, 1, 0);
    answer(late, 0, 1, 3, 0);
  }
  expect(answers).toEqual([]);
  answer("sequence-conflict", 0, 1, 1, 0);
  expect(answers).toMatchObject([{ answer: { answer: "sequence-conflict" } }]);
});

test("a cancel is answered by what ended its number, and not by what was told of the payment before it", () => {
  const { answers, cancel, answer } = routed();
  cancel();
  answer("payee-switching", 0, 1, 1, 0);
  expect(answers).toEqual([]);
  answer("booked");
  expect(answers).toMatchObject([{ answer: { answer: "booked" } }]);
  cancel();
  answer("payer-switching", 0, 0, payer, 0);
  expect(answers[1]).toEqual({ kind: "not-now", refusal: "payer-switching" });
});

test("rooms of earlier builds do not say what was asked: their word is taken", () => {
  const { answers, pay, answer } = routed();
  pay();
  answer("payer-switching", 0, 0, 0, 0);
  expect(answers).toEqual([{ kind: "not-now", refusal: "payer-switching" }]);
});

test("silence after it was sent is unknown, never a refusal", () => {
  const { clock, answers, pay } = routed();
  pay();
  clock.pass(2_400);
  expect(answers).toEqual([]);
  clock.pass(300);
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
  const { clock, watch, sent, answers, pay, answer } = routed();
  pay();
  answer("not-serving");
  const shards = `3${roomStatus(1).shards.slice(1)}`;
  watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
  clock.pass(100);
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
  const { clock, watch, router, sent, answers, pay, answer } = routed();
  pay();
  const shards = `3${roomStatus(1).shards.slice(1)}`;
  watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
  router.moved(shard);
  clock.pass(1);
  expect(sent.map(({ room }) => room)).toEqual(["hz-a", "sh-b"]);
  answer("booked");
  answer("booked");
  expect(answers).toHaveLength(1);
});

test("a copy that the former owner has not answered makes every refusal of the new one unknown", () => {
  for (const refusal of ["busy", "log-unavailable", "payer-switching", "fenced"] as const) {
    const { clock, watch, router, answers, pay, answer } = routed();
    pay();
    const shards = `3${roomStatus(1).shards.slice(1)}`;
    watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
    router.moved(shard);
    clock.pass(1);
    answer(refusal, 3);
    expect(answers, refusal).toEqual([{ kind: "unknown" }]);
  }
});

test("a payer whose shard switches after every copy was answered is certainly not booked", () => {
  const { clock, watch, answers, pay, answer } = routed();
  pay();
  answer("not-serving");
  clock.pass(100);
  const shards = `a${roomStatus(1).shards.slice(1)}`;
  watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
  answer("not-serving");
  clock.pass(100);
  expect(answers).toEqual([{ kind: "not-now", refusal: "payer-switching" }]);
});

test("a gateway that closes answers everybody: nobody knows", () => {
  const { router, answers, pay } = routed();
  pay();
  router.close();
  expect(answers).toEqual([{ kind: "unknown" }]);
});

test("whoever is answered while the new owner is about to be asked has no copy under way", () => {
  const { clock, watch, router, sent, answers, pay, answer } = routed();
  pay();
  const shards = `3${roomStatus(1).shards.slice(1)}`;
  watch.told(roomStatus(1, { shards, appliedIndex: 11 as never }));
  // Read in one turn: the move, and the former owner's word that it did nothing.
  router.moved(shard);
  answer("fenced");
  clock.pass(100);
  expect(answers).toEqual([{ kind: "not-now", refusal: "fenced" }]);
  expect(sent.map(({ room }) => room)).toEqual(["hz-a"]);
});
