import {
  defaultTopology,
  ledgerResultCodes,
  roomAnswerCodes,
  TransferAnswerWriter,
  visitTransfers,
  type AccountId,
  type RoomAnswerCode,
  type RoomIndex,
} from "@cablecut/protocol";
import { afterEach, expect, test, vi } from "vitest";
import type { RoomLine } from "../../client/room-line.ts";
import { BatchLoad, type BatchTrial } from "./batch-load.ts";
import { Payers } from "./payers.ts";

const room = 1 as RoomIndex;
const accounts = [80, 81, 82];

afterEach(() => vi.restoreAllMocks());

/** A load of one group, whose frames are held as the link holds them: in the load's own memory. */
function loadOfAGroup() {
  const startedNs = process.hrtime.bigint();
  vi.spyOn(process.hrtime, "bigint").mockReturnValue(startedNs);
  const payers = new Payers(defaultTopology, 7);
  for (const account of accounts) payers.opened(account as AccountId, room);
  const sent: { readonly held: Uint8Array; readonly asSent: Uint8Array }[] = [];
  const line = {
    payFrame: (_: RoomIndex, frame: Uint8Array) =>
      sent.push({ held: frame, asSent: frame.slice() }) > 0,
    get statuses() {
      return [{ transfersBooked: payers.acknowledgedCount }];
    },
  };
  const load = new BatchLoad(line as unknown as RoomLine, payers, accounts.length);
  /** The room answers all of the newest frame, and the next one goes out. */
  const answer = async (code: RoomAnswerCode): Promise<void> => {
    const answers = new TransferAnswerWriter();
    visitTransfers(sent.at(-1)!.held, (_, payer, payee, amountCents, sequence) =>
      answers.add(code, payer, sequence, payee, amountCents, 0, 1),
    );
    load.answers(room, answers.take()!);
    await new Promise((done) => setImmediate(done));
  };
  /** Its time is over, and until it notices the room answers whatever comes. */
  const end = async (trial: Promise<BatchTrial>): Promise<BatchTrial> => {
    vi.spyOn(process.hrtime, "bigint").mockReturnValue(startedNs + 2_000_000_000n);
    let isOver = false;
    void trial.finally(() => (isOver = true));
    while (!isOver) await answer(ledgerResultCodes.booked);
    return trial;
  };
  return { load, sent, answer, end };
}

test("a frame is written where the last one was, whose answers have shown that it has left", async () => {
  const { load, sent, answer, end } = loadOfAGroup();
  const trial = load.run(1);
  await answer(ledgerResultCodes.booked);
  await answer(ledgerResultCodes.booked);
  expect(new Set(sent.map(({ held }) => held.buffer)).size).toBe(1);
  expect((await end(trial)).repeated).toEqual(new Map());
});

test("a frame with numbers that were sent before stands alone: an answer may be to the earlier copy", async () => {
  const { load, sent, answer, end } = loadOfAGroup();
  const trial = load.run(1);
  await answer(roomAnswerCodes["log-unavailable"]);
  const [, repeat] = sent;
  await answer(ledgerResultCodes.booked);
  await answer(ledgerResultCodes.booked);
  expect(repeat!.held).toEqual(repeat!.asSent);
  expect(sent).toHaveLength(4);
  expect((await end(trial)).repeated).toEqual(new Map([["log-unavailable", 3]]));
});
