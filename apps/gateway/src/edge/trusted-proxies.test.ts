import { BlockList } from "node:net";
import { expect, test, vi } from "vitest";
import { TrustedProxies } from "./trusted-proxies.ts";

const proxies = new TrustedProxies(["192.0.2.1", "10.0.0.0/8", "2001:db8::1"]);
const from = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: { "x-forwarded-for": forwarded },
});

test.each([
  ["a browser", "198.51.100.7", undefined, "198.51.100.7"],
  ["a stranger who says to be somebody else", "198.51.100.7", "203.0.113.9", "198.51.100.7"],
  ["a stranger who says to be this machine", "198.51.100.7", "127.0.0.1", "198.51.100.7"],
  ["the proxy itself", "192.0.2.1", undefined, "192.0.2.1"],
  ["a browser behind the proxy", "192.0.2.1", "198.51.100.7", "198.51.100.7"],
  ["the proxy over an IPv6 socket", "::ffff:192.0.2.1", "198.51.100.7", "198.51.100.7"],
  ["a browser that says something itself", "192.0.2.1", "127.0.0.1, 198.51.100.7", "198.51.100.7"],
  ["a browser behind two proxies", "10.1.2.3", "198.51.100.7, 192.0.2.1", "198.51.100.7"],
  ["a browser with IPv6", "2001:db8::1", "2001:db8:7::9", "2001:db8:7::9"],
  ["a browser that says nonsense", "192.0.2.1", "unknown, 198.51.100.7", "198.51.100.7"],
  ["a browser of which its port is said as well", "192.0.2.1", "198.51.100.7:4711", "198.51.100.7"],
  ["a browser with IPv6 and a port", "192.0.2.1", "[2001:db8:7::9]:4711", "2001:db8:7::9"],
  ["a browser with IPv6 in brackets", "192.0.2.1", "[2001:db8:7::9]", "2001:db8:7::9"],
  ["a proxy of ours with its port", "10.1.2.3", "198.51.100.7:4711, 192.0.2.1:443", "198.51.100.7"],
  ["a proxy that was told brackets", "192.0.2.1", "[unknown]:4711", "192.0.2.1"],
  ["a proxy that was told nonsense", "192.0.2.1", "unknown", "192.0.2.1"],
  ["a proxy that was told nonsense by another", "192.0.2.1", "a b, 10.9.9.9", "10.9.9.9"],
])("%s: counted where it is", (_, remoteAddress, forwarded, address) => {
  expect(proxies.addressOf(from(remoteAddress, forwarded))).toBe(address);
});

test.each([
  ["a program of this machine", "127.0.0.1", undefined, true],
  ["this machine under its own address", "198.51.100.1", undefined, true],
  ["a browser elsewhere", "198.51.100.7", undefined, false],
  ["a browser elsewhere that says to be here", "198.51.100.7", "127.0.0.1", false],
  ["whom a proxy of another machine heard on its own loopback", "192.0.2.1", "127.0.0.1", false],
  ["whom a proxy of this machine heard on the loopback", "127.0.0.2", "127.0.0.1", false],
  ["whom a proxy of this machine could not name", "127.0.0.2", "unknown", false],
])("%s: this machine, or not", (_, remoteAddress, forwarded, isHere) => {
  const behind = new TrustedProxies(["192.0.2.1", "127.0.0.2"]);
  const { headers } = from(remoteAddress, forwarded);
  const socket = { remoteAddress, localAddress: "198.51.100.1" };
  expect(behind.isThisMachine({ socket, headers })).toBe(isHere);
});

test.each([
  ["a proxy of ours", "192.0.2.1", undefined, true],
  ["a program of this machine", "127.0.0.1", undefined, true],
  ["whom a proxy of ours passes on", "192.0.2.1", "198.51.100.7", false],
  ["whom a proxy of ours cannot name", "192.0.2.1", "unknown", false],
  ["anybody else", "198.51.100.7", undefined, false],
])("%s: one of the operator's, or not", (_, remoteAddress, forwarded, isOperators) => {
  expect(proxies.isOperators(from(remoteAddress, forwarded))).toBe(isOperators);
});

test("without a proxy nobody's word counts, not even this machine's", () => {
  expect(new TrustedProxies([]).addressOf(from("127.0.0.1", "198.51.100.7"))).toBe("127.0.0.1");
});

test("where there is no proxy no list is looked at, which every connection would pay for four times", () => {
  const look = vi.spyOn(BlockList.prototype, "check");
  const none = new TrustedProxies([]);
  const { headers } = from("198.51.100.7", "203.0.113.9");
  const socket = { remoteAddress: "198.51.100.7", localAddress: "198.51.100.1" };
  expect(none.addressOf({ socket, headers })).toBe("198.51.100.7");
  expect(none.isThisMachine({ socket, headers })).toBe(false);
  expect(none.isProxy("127.0.0.1")).toBe(false);
  expect(look).not.toHaveBeenCalled();
  expect(proxies.isProxy("192.0.2.1")).toBe(true);
  expect(look).toHaveBeenCalledOnce();
  look.mockRestore();
});
