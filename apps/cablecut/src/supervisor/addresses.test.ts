import { createServer } from "node:net";
import { expect, test } from "vitest";
import { refusalText } from "../show/start-refusal.ts";
import {
  gatewayPlaces,
  gatewayUrls,
  ownAddressIn,
  proxiesOf,
  readTopology,
  webPorts,
  wifiOf,
} from "./addresses.ts";
import { freePorts } from "./free-ports.ts";
import { qrCode } from "../terminal/qr-code.ts";

test("a network is shown as it was named, an open one without a password", () => {
  expect(wifiOf({})).toBeNull();
  expect(wifiOf({ wifiSsid: "会场" })).toEqual({ ssid: "会场", password: "" });
  const named = { wifiSsid: "hall", wifiPassword: "12345678" };
  expect(wifiOf(named)).toEqual({ ssid: "hall", password: "12345678" });
});

test.each([
  [{ wifiPassword: "12345678" }, "no-ssid"],
  [{ wifiSsid: "" }, "ssid"],
  [{ wifiSsid: "会".repeat(11) }, "ssid"],
  [{ wifiSsid: "hall", wifiPassword: "1234567" }, "password"],
  [{ wifiSsid: "hall", wifiPassword: "密码密码密码密码" }, "password"],
])("%j is refused", (options, wrong) => {
  expect(wifiOf(options)).toEqual({ ok: false, refusal: { kind: "bad-wifi", wrong } });
});

const lan = [{ address: "192.168.1.5", network: "eth0" }];

test("each gateway is opened at its own port of the likeliest address, or where it is said to be", () => {
  expect(gatewayUrls({ host: "0.0.0.0" }, [2626, 2627], lan)).toEqual({
    urls: ["http://192.168.1.5:2626/", "http://192.168.1.5:2627/"],
  });
  const publicUrl = "https://a.example.org,https://b.example.org/";
  expect(gatewayUrls({ host: "0.0.0.0", publicUrl }, [2626, 2627], lan)).toEqual({
    urls: ["https://a.example.org/", "https://b.example.org/"],
  });
});

test("an address that phones open is this machine's own where one of its cards has it, and a proxy's or a name is not", () => {
  const card = { mac: "", netmask: "", internal: false, cidr: null };
  const cards = {
    eth0: [
      { ...card, family: "IPv4" as const, address: "192.168.1.5" },
      { ...card, family: "IPv6" as const, scopeid: 0, address: "2001:db8::5" },
    ],
  };
  const own = (url: string): string | null => ownAddressIn(url, cards);
  expect(own("http://192.168.1.5:2626/")).toBe("192.168.1.5");
  expect(own("http://[2001:db8:0::5]:2626/")).toBe("2001:db8::5");
  expect(own("http://198.51.100.7:2626/")).toBeNull();
  expect(own("https://show.example.org/")).toBeNull();
});

test("gateways behind a proxy have one address, and the proxies are named", () => {
  const publicUrl = "https://show.example.org";
  expect(gatewayUrls({ host: "0.0.0.0", publicUrl }, [2626, 2627], lan)).toEqual({
    urls: ["https://show.example.org/", "https://show.example.org/"],
  });
  expect(proxiesOf(undefined)).toEqual({ proxies: [] });
  expect(proxiesOf("192.0.2.7, 10.0.0.0/8,2001:db8::/32")).toEqual({
    proxies: ["192.0.2.7", "10.0.0.0/8", "2001:db8::/32"],
  });
});

test.each([
  "",
  "show.example.org",
  "https://a.example.org/,",
  "javascript:alert(1)",
  "http://",
  "//a.example.org",
])("%j is no address that phones open, and that is said in both languages", (publicUrl) => {
  const outcome = gatewayUrls({ host: "0.0.0.0", publicUrl }, [2626], lan);
  if (!("refusal" in outcome)) throw new Error("taken");
  expect(outcome.refusal.kind).toBe("bad-address");
  expect(refusalText(outcome.refusal).zh).toMatch(/[\u4e00-\u9fff].*。$/u);
});

test("a password in the address would stand on the big screen, so it is refused and not repeated", () => {
  const publicUrl = "https://ops:s3cret@show.example.org/";
  const outcome = gatewayUrls({ host: "0.0.0.0", publicUrl }, [2626], lan);
  expect(outcome).toEqual({
    ok: false,
    refusal: { kind: "secret-in-address", host: "show.example.org" },
  });
  if (!("refusal" in outcome)) throw new Error("taken");
  expect(JSON.stringify(refusalText(outcome.refusal))).not.toContain("s3cret");
});

test("an address that no QR code holds is refused with its length, in both languages, and one that it holds is not", async () => {
  const urlOf = (characters: number): string => "http://a.example.org/".padEnd(characters, "x");
  const long = gatewayUrls({ host: "0.0.0.0", publicUrl: urlOf(501) }, [2626], lan);
  expect(long).toEqual({ ok: false, refusal: { kind: "long-address", characters: 501 } });
  if (!("refusal" in long)) throw new Error("taken");
  expect(refusalText(long.refusal).en).toContain("501 characters");
  expect(refusalText(long.refusal).zh).toContain("501个字符");
  const short = urlOf(500);
  expect(gatewayUrls({ host: "0.0.0.0", publicUrl: short }, [2626], lan)).toEqual({
    urls: [short],
  });
  // With all that a login link adds.
  const link = `${short}presenter#login=${"0".repeat(200)}`;
  expect((await qrCode(link, false)).length).toBeGreaterThan(0);
});

test("pages are told where each gateway is, and never of a short link that leads there", () => {
  const places = (publicUrl: string, proxies: readonly string[] = []): unknown => {
    const options = { host: "0.0.0.0", publicUrl };
    const named = gatewayUrls(options, [2626, 2627], lan);
    if ("refusal" in named) throw new Error(named.refusal.kind);
    return gatewayPlaces(options, { ...named, ports: [2626, 2627], proxies }, lan);
  };
  const own = [2626, 2627].map((port) => `http://${lan[0]!.address}:${port}/`);
  const link = "https://s.example/aB3dE";
  expect(places(link)).toEqual(own);
  expect(places(`${link},https://t.example/b`)).toEqual(own);
  // Of one shortener, as they nearly always are.
  expect(places(`${link},https://s.example/b`)).toEqual(own);
  const named = ["https://a.example.org/", "https://b.example.org/"];
  expect(places(named.join(","))).toEqual(named);
  // Behind a proxy, whose address nobody knows then, they have one for all: pages stay where they are.
  expect(places(`${link},https://t.example/b`, ["10.0.0.5"])).toEqual([link, link]);
});

test("an address that this machine does not have is told as that, whatever the port", async () => {
  for (const port of [0, 2626])
    expect(await webPorts({ first: port }, "192.0.2.7", 1)).toEqual({
      ok: false,
      refusal: { kind: "port-taken", port, host: "192.0.2.7", code: "EADDRNOTAVAIL" },
    });
});

test.each(["show.example.org", "10.0.0.0/33", "", "192.0.2.7,,192.0.2.8"])(
  "%j names no proxies, and that is said in both languages",
  (given) => {
    const outcome = proxiesOf(given);
    if (!("refusal" in outcome)) throw new Error("taken");
    const { en, zh } = refusalText(outcome.refusal);
    expect([en, zh].every((text) => text.includes("--trusted-proxy"))).toBe(true);
  },
);

test.each([
  ["https://a.example.org/,https://a.example.org", 2],
  ["https://a.example.org/,https://a.example.org/join?x", 2],
  ["https://a.example.org/,https://b.example.org/,https://c.example.org/", 3],
])(
  "%s are not the addresses of two gateways, and that is said in both languages",
  (publicUrl, given) => {
    const refusal = { kind: "addresses-of-gateways", given, gateways: 2 } as const;
    expect(gatewayUrls({ host: "0.0.0.0", publicUrl }, [2626, 2627], lan)).toEqual({
      ok: false,
      refusal,
    });
    const { en, zh } = refusalText(refusal);
    expect([en, zh].every((text) => text.includes("--public-url") && text.includes("2"))).toBe(
      true,
    );
  },
);

test("the other gateways listen at the next free ports, below those of outgoing connections", async () => {
  const [first] = await freePorts(1, "127.0.0.1", { random: () => 0.2 });
  const web = await webPorts({ first: first! }, "127.0.0.1", 3);
  if ("refusal" in web) throw new Error(web.refusal.kind);
  expect(web.ports).toHaveLength(3);
  expect(web.ports[0]).toBe(first);
  expect(web.ports.toSorted((a, b) => a - b)).toEqual(web.ports);
  expect(web.ports[2]!).toBeLessThan(first! + 50);
});

test("also behind a high one the others are the next, the same at every start: that is what the firewall is told", async () => {
  // The system may have lent any of them to somebody's connection.
  for (let first = 40_000; first < 40_100; first += 1) {
    const web = await webPorts({ first }, "127.0.0.1", 2);
    if ("refusal" in web) continue;
    expect(web.ports[0]).toBe(first);
    expect(web.ports[1]).toBeLessThan(first + 50);
    return;
  }
  throw new Error("none of 100 ports is free");
});

test("after a reset each gateway listens where it did, as long as nobody else does, also where a port before it is free by now", async () => {
  const [first = 0, before = 0, after = 0] = await freePorts(3, "127.0.0.1", {
    random: () => 0.6,
  });
  const former = [first, after, before];
  const again = await webPorts({ first, former }, "127.0.0.1", 3);
  expect(again).toEqual({ ports: former });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(former[1], "127.0.0.1", resolve));
  try {
    const moved = await webPorts({ first, former }, "127.0.0.1", 3);
    if ("refusal" in moved) throw new Error(moved.refusal.kind);
    expect([moved.ports[0], moved.ports[2]]).toEqual([first, former[2]]);
    expect(former).not.toContain(moved.ports[1]);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});

test.each([
  ["/dev/zero", "it is no file", "不是文件"],
  ["/nowhere/topology.json", "there is no such file", "没有此文件"],
  [import.meta.dirname, "it is no file", "不是文件"],
  [import.meta.filename, "is not JSON", "不是 JSON"],
])("%s as a topology is refused at once, in both languages", (path, en, zh) => {
  expect(readTopology(path)).toMatchObject({
    refusal: { kind: "bad-topology", path, reason: { en, zh } },
  });
});

test("what is missing between commas is shown as such", () => {
  const outcome = gatewayUrls(
    { host: "0.0.0.0", publicUrl: "https://a.example.org/," },
    [2626],
    lan,
  );
  if (!("refusal" in outcome)) throw new Error("taken");
  expect(refusalText(outcome.refusal).en).toContain('"" is not an http or https address');
  const proxies = proxiesOf("192.0.2.7,");
  if (!("refusal" in proxies)) throw new Error("taken");
  expect(refusalText(proxies.refusal).en).toContain('"" is no address of a proxy');
});
