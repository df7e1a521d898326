import { receiptsPerAccountMax, type VerifyAnswer } from "@cablecut/protocol";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";
import { stopTime } from "../testing/stopped-time.ts";

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await gateway.stop();
});

async function personAt(): Promise<Socket> {
  const socket = gateway.connect("/phone");
  const answer: unknown = await socket.emitWithAck("enter", {
    token: "ab".repeat(16),
    showId: null,
  });
  expect(answer).toMatchObject({ ok: true });
  return socket;
}

/** What no room has signed. */
function verifies(socket: Socket, receipts: number): Promise<VerifyAnswer> {
  const receipt = {
    index: 1,
    account: 200,
    sequence: 1,
    payee: 201,
    amountCents: 1,
    result: "booked",
    chain: "0".repeat(16),
    mac: "0".repeat(32),
  };
  return socket.emitWithAck("verify", {
    incident: 1,
    receipts: Array.from({ length: receipts }, () => receipt),
  });
}

const isTooFast = (answer: VerifyAnswer): boolean => !answer.ok && answer.refusal === "too-fast";

test("receipts are paid for before they are read, and of forged ones few are", async () => {
  const socket = await personAt();
  // However slowly they arrive, nothing is gained meanwhile.
  stopTime();
  const answers = await Promise.all(Array.from({ length: 10 }, () => verifies(socket, 64)));
  const paid = answers.filter((answer) => answer.ok);
  expect([paid.length, answers.filter(isTooFast).length]).toEqual([2, 8]);
});

test("a phone has all that it holds checked as soon as it has come in, and asks for its account besides", async () => {
  const socket = await personAt();
  expect(await verifies(socket, receiptsPerAccountMax)).toMatchObject({ ok: true });
  const account: unknown = await socket.emitWithAck("account", {});
  expect(account).not.toMatchObject({ refusal: "too-fast" });
});
