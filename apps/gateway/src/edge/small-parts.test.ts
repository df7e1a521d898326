import { expect, test } from "vitest";
import { addressKey, isThisMachine } from "./address.ts";
import { connectPacketOf } from "./connect-packet.ts";
import { descriptorBudget, openFilesMax } from "./descriptors.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("%s is counted as %s", (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test("this machine is known in every way of writing it", () => {
  const isFromHere = (remoteAddress: string | undefined, localAddress = "192.0.2.7"): boolean =>
    isThisMachine({ remoteAddress, localAddress });
  const loopback = ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"];
  expect(loopback.every((remote) => isFromHere(remote))).toBe(true);
  const others = ["192.0.2.1", "::ffff:192.0.2.1", "1::1", "", undefined];
  expect(others.some((remote) => isFromHere(remote))).toBe(false);
  // The addresses that are printed at the start are those of the network.
  expect(isFromHere("192.0.2.7")).toBe(true);
  expect(isFromHere("::ffff:192.0.2.7")).toBe(true);
  expect(isFromHere("2001:db8::7", "2001:db8::7")).toBe(true);
  expect(isThisMachine({})).toBe(false);
});

test.each([
  ["0", { namespace: "/", auth: null }],
  ["0/phone,", { namespace: "/phone", auth: null }],
  ["0/phone", { namespace: "/phone", auth: null }],
  ['0/stage,{"ticket":"t"}', { namespace: "/stage", auth: { ticket: "t" } }],
  ["0/stage,{broken", { namespace: "/stage", auth: null }],
  ["2/phone,[]", null],
  ["", null],
])("%s is read as socket.io would", (data, expected) => {
  expect(connectPacketOf(data)).toEqual(expected);
});

test.each([256, 1_024, 20_000, 1_048_576])(
  "of %i descriptors phones leave some for screens, screens for this machine, all of them for the disk",
  (limit) => {
    const { phones, anybody, local } = descriptorBudget(limit);
    expect(phones).toBeGreaterThan(0);
    expect(phones).toBeLessThan(anybody);
    expect(anybody).toBeLessThan(local);
    expect(local).toBeLessThanOrEqual(limit - 96);
  },
);

test("the limit of this process is known", () => {
  expect(openFilesMax()).toBeGreaterThan(100);
});
