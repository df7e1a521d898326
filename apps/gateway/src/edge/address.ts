import { isLoopback } from "@cablecut/protocol";

/** An IPv4 address that comes over an IPv6 socket, as it is (RFC 4291, 2.5.5.2). */
export function plainAddress(remoteAddress: string | undefined): string {
  return (remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
}

/**
 * Where a connection comes from, as budgets count it. IPv4 as it is; of IPv6 the first 64 bits, since whoever has one
 * address of a network of that size has all of them.
 */
export function addressKey(remoteAddress: string | undefined): string {
  const text = plainAddress(remoteAddress).replace(/%.*$/, "");
  if (!text.includes(":")) return text;
  const [head = "", tail] = text.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

/**
 * Whose network that is: a customer who wants it is given 65,536 times what `addressKey` counts as one (RFC 6177), so of IPv6 the
 * first 48 bits.
 */
export function siteOf(key: string): string {
  const [network = "", bits] = key.split("::/");
  return bits === undefined ? key : `${network.split(":").slice(0, 3).join(":")}::/48`;
}

/** Both ends of a connection. */
export interface Ends {
  readonly remoteAddress?: string | undefined;
  readonly localAddress?: string | undefined;
}

/**
 * This very machine: whoever runs programs here has better means than its sockets. Under one of its own addresses, as they
 * are printed at the start, it calls itself from that same address.
 */
export function isThisMachine({ remoteAddress, localAddress }: Ends): boolean {
  const remote = plainAddress(remoteAddress);
  return isLoopback(remote) || (remote !== "" && remote === plainAddress(localAddress));
}
