import { expect, test } from "vitest";
import { wifiOf } from "./addresses.ts";

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
