import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.stop());

test("of a phone that is in neither its request is kept nor a room of its own", async () => {
  const phones = Array.from({ length: 20 }, () => gateway.connect("/phone"));
  for (const [at, phone] of phones.entries()) {
    const token = at.toString(16).padStart(32, "0");
    expect(await phone.emitWithAck("enter", { token, showId: null })).toMatchObject({ ok: true });
  }
  // The row in which all of them sit.
  expect(gateway.roomsOfPhones()).toBe(1);
  // The last one may still stand in a parser that waits to be used again.
  expect(gateway.requestsHeld()).toBeLessThan(3);
  expect(phones.every(({ connected }) => connected)).toBe(true);
});
