import type { EnterAnswer, GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

/** Only bounds how long a failing test takes. */
const patience = { timeout: 20_000 };

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.stop());

async function enter(digit: string, synthetic: boolean): Promise<EnterAnswer & { ok: true }> {
  const socket: Socket<GatewayToPhone, PhoneToGateway> = gateway.connect("/phone");
  const answer = await socket.emitWithAck("enter", {
    token: digit.repeat(32),
    showId: null,
    ...(synthetic ? { synthetic } : {}),
  });
  if (!answer.ok) throw new Error(answer.refusal);
  return answer;
}

/** What the rooms count comes with their next status. */
async function counted(accounts: number): Promise<void> {
  const { watch } = gateway.show;
  await expect.poll(() => watch.best()?.funds.people.accounts, patience).toBe(accounts);
}

test("synthetic attendees are told apart from people on every count, from the opening on", async () => {
  for (const digit of ["1", "2", "3"]) await enter(digit, true);
  await enter("a", false);
  await counted(4);
  const { people, rooms } = gateway.show.snapshot();
  expect(people).toMatchObject({ joined: 1, online: 1, synthetic: 3 });
  expect(rooms.reduce((sum, { accounts }) => sum + accounts, 0)).toBe(1);
  expect(gateway.show.recentArrivals()).toHaveLength(1);
  expect(gateway.tokenHashes.map((hash) => Number.parseInt(hash[0]!, 16) >= 8)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test("one that comes back is the same account and is counted once", async () => {
  const first = await enter("1", true);
  const again = await enter("1", true);
  expect(again.account.account).toBe(first.account.account);
  await counted(1);
  expect(gateway.show.snapshot().people).toMatchObject({ joined: 0, online: 0, synthetic: 1 });
  gateway.disconnectAll();
  await expect.poll(() => gateway.show.sessions.online, patience).toBe(0);
  expect(gateway.show.snapshot().people).toMatchObject({ joined: 0, online: 0, synthetic: 1 });
});

test("a person's partner is a person where there is a suitable one, and a synthetic attendee is given none", async () => {
  const crowd = await Promise.all(
    ["1", "2", "3", "4", "5", "6"].map((digit) => enter(digit, true)),
  );
  expect(crowd.map(({ partner }) => partner)).toEqual(crowd.map(() => null));
  const people = await Promise.all(["a", "b", "c", "d", "e"].map((digit) => enter(digit, false)));
  const { show } = gateway;
  // Whoever came first may have been given a synthetic attendee; the next round of matching puts that right.
  show.findPartners();
  for (const { me } of people) {
    const { partner } = show.sessions.of(me.account)!;
    expect(partner !== null && !show.directory.isSynthetic(partner)).toBe(true);
  }
});
