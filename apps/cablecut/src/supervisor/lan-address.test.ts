import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { lanAddresses } from "./lan-address.ts";

function ipv4(address: string, internal = false, netmask = "255.255.255.0"): NetworkInterfaceInfo {
  return { address, netmask, family: "IPv4", mac: "00:00:00:00:00:01", internal, cidr: null };
}

function ipv6(address: string): NetworkInterfaceInfo {
  return { ...ipv4(address), family: "IPv6", scopeid: 0 };
}

test("a private address on a real card comes before everything else", () => {
  const found = lanAddresses(
    {
      lo: [ipv4("127.0.0.1", true)],
      docker0: [ipv4("172.17.0.1")],
      tailscale0: [ipv4("100.100.1.2")],
      eth1: [ipv4("203.0.113.7")],
      wlp3s0: [ipv6("fe80::1"), ipv4("192.168.8.20")],
    },
    null,
  );
  expect(found).toEqual([
    { address: "192.168.8.20", network: "wlp3s0" },
    { address: "203.0.113.7", network: "eth1" },
    { address: "172.17.0.1", network: "docker0" },
    { address: "100.100.1.2", network: "tailscale0" },
  ]);
});

test("172.16 to 172.31 and 10 are private, their neighbours are not", () => {
  const found = lanAddresses(
    {
      eth0: [ipv4("172.32.0.1")],
      eth1: [ipv4("172.31.0.1")],
      eth2: [ipv4("11.0.0.1")],
      eth3: [ipv4("10.0.0.1")],
    },
    null,
  );
  expect(found.map(({ address }) => address)).toEqual([
    "172.31.0.1",
    "10.0.0.1",
    "172.32.0.1",
    "11.0.0.1",
  ]);
});

test("the /32 address of a tunnel comes last, whatever its network is called", () => {
  const found = lanAddresses(
    {
      ppp0: [ipv4("10.8.0.2", false, "255.255.255.255")],
      en5: [ipv4("10.9.0.2", false, "255.255.255.255")],
      en0: [ipv4("203.0.113.7")],
    },
    null,
  );
  expect(found.map(({ network }) => network)).toEqual(["en0", "ppp0", "en5"]);
});

test("a self-assigned address is no address, and none is none", () => {
  expect(lanAddresses({ en0: [ipv4("169.254.7.7")], lo: [ipv4("127.0.0.1", true)] }, null)).toEqual(
    [],
  );
  expect(lanAddresses({ en0: undefined }, null)).toEqual([]);
});

test("of several cards the one with the default route comes first, unless that is a tunnel", () => {
  const cards = {
    en0: [ipv4("10.1.0.5")],
    en1: [ipv4("192.168.8.20")],
    en2: [ipv4("203.0.113.7")],
  };
  const first = (defaultRoute: string): string | undefined =>
    lanAddresses({ ...cards, utun4: [ipv4("10.8.0.2")] }, defaultRoute)[0]?.address;
  expect(first("192.168.8.20")).toBe("192.168.8.20");
  expect(first("203.0.113.7")).toBe("203.0.113.7");
  expect(first("10.8.0.2")).toBe("10.1.0.5");
});
