import { isIPv6, BlockList } from "node:net";
import { isLoopback } from "@cablecut/protocol";
import * as z from "zod";

/** What is no single card of one host, or only within one cable's reach (RFC 4291, RFC 5735). */
const ofNoCard = new BlockList();
ofNoCard.addSubnet("0.0.0.0", 8);
ofNoCard.addSubnet("224.0.0.0", 4);
ofNoCard.addAddress("255.255.255.255");
ofNoCard.addAddress("::", "ipv6");
ofNoCard.addSubnet("ff00::", 8, "ipv6");
const linkLocal = new BlockList();
linkLocal.addSubnet("fe80::", 10, "ipv6");

/** The one way to write it, so that two spellings of an address are one. */
function canonicalAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

const isIn = (list: BlockList, address: string): boolean =>
  list.check(address, isIPv6(address) ? "ipv6" : "ipv4");

/** Cards are told apart by their addresses, so names would say too little. */
export const cardAddressSchema = z
  .union([z.ipv4(), z.ipv6()], "must be an IP address")
  .transform(canonicalAddress)
  .refine((address) => !isLoopback(address), "must be an address that other hosts reach")
  .refine(
    (address) => !isIn(ofNoCard, address) && !address.startsWith("::ffff:"),
    "must be the address of one card",
  )
  .refine(
    (address) => !isIn(linkLocal, address),
    "must be an address that is good on every host, which fe80:: is not",
  );

/** Both ends of a path speak the same version of IP: on each network all hosts do, or the network is not one. */
export function mixedNetwork(
  hosts: readonly { readonly name: string; readonly a: string; readonly b: string }[],
): { readonly network: "A" | "B"; readonly hosts: readonly [string, string] } | null {
  for (const [network, card] of [
    ["A", "a"],
    ["B", "b"],
  ] as const) {
    const six = hosts.find((host) => isIPv6(host[card]));
    const four = hosts.find((host) => !isIPv6(host[card]));
    if (six !== undefined && four !== undefined) return { network, hosts: [four.name, six.name] };
  }
  return null;
}
