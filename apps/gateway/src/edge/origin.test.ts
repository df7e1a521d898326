import { expect, test } from "vitest";
import { ShowOrigins } from "./origin.ts";

const joinUrl = "http://192.0.2.1:2626/";
const gateways = [
  { id: "gateway-1", url: joinUrl },
  { id: "gateway-2", url: "http://192.0.2.1:2627/" },
];
const second = new ShowOrigins({ id: "gateway-2", gateways, joinUrl });
const alone = new ShowOrigins({ id: "gateway-1", gateways: [], joinUrl });

test.each([
  ["its own page", "http://192.0.2.1:2627", "192.0.2.1:2627", true, false],
  ["its own page under another name", "http://show.local:2627", "show.local:2627", true, false],
  ["its own page behind a proxy", "http://192.0.2.1:2627", "10.0.0.5:80", true, false],
  ["a program", undefined, "192.0.2.1:2627", true, false],
  ["the first gateway's page", "http://192.0.2.1:2626", "192.0.2.1:2627", true, true],
  [
    "the first gateway's page on its machine",
    "http://localhost:2626",
    "192.0.2.1:2627",
    true,
    true,
  ],
  ["another port of its machine", "http://localhost:8080", "192.0.2.1:2627", false, true],
  ["another port of that host", "http://192.0.2.1:8080", "192.0.2.1:2627", false, true],
  ["a stranger's page", "http://example.org", "192.0.2.1:2627", false, true],
  ["a page without an origin", "null", "192.0.2.1:2627", false, true],
])("%s: taken or not, moved or not", (_, origin, host, isOfShow, hasMoved) => {
  expect(second.isOfShow(origin, host)).toBe(isOfShow);
  expect(second.hasMoved(origin, host)).toBe(hasMoved);
});

test("alone, or behind one address with others, the page that phones open is its own", () => {
  expect(alone.hasMoved("http://192.0.2.1:2626", "10.0.0.5:80")).toBe(false);
  expect(alone.isOfShow("http://192.0.2.1:2627", "192.0.2.1:2626")).toBe(false);
});

test("a page may connect to the show's gateways and to nobody else", () => {
  expect(second.connectSources("192.0.2.1:2627").join(" ")).toBe(
    "'self' http://192.0.2.1:2626 http://192.0.2.1:2627 " +
      "ws://192.0.2.1:2626 wss://192.0.2.1:2626 ws://192.0.2.1:2627 wss://192.0.2.1:2627",
  );
  expect(alone.connectSources("localhost:2626").join(" ")).toBe(
    "'self' ws://192.0.2.1:2626 wss://192.0.2.1:2626 ws://localhost:2626 wss://localhost:2626",
  );
  const led = new ShowOrigins({ id: "gateway-2", gateways, joinUrl: "https://s.example/aB3dE" });
  expect(led.connectSources("192.0.2.1:2627").join(" ")).not.toContain("s.example");
  expect(led.isOfShow("https://s.example", "192.0.2.1:2627")).toBe(false);
  const short = "https://s.example/aB3dE";
  const ledAlone = new ShowOrigins({
    id: "gateway-1",
    gateways: [{ id: "gateway-1", url: short }],
    joinUrl: short,
  });
  expect(ledAlone.connectSources("192.0.2.1:2626").join(" ")).not.toContain("s.example");
  expect(ledAlone.isOfShow("https://s.example", "192.0.2.1:2626")).toBe(false);
  expect(ledAlone.hasMoved("http://192.0.2.1:2626", "192.0.2.1:2626")).toBe(false);
  for (const host of ["x; script-src *", "a,b", "", undefined])
    expect(alone.connectSources(host)).toHaveLength(3);
});
