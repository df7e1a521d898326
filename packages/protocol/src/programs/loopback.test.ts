import { expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";

test.each(["127.0.0.1", "127.8.255.3", "::1", "localhost"])("%s stays on this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  "0.0.0.0",
  "::",
  "192.168.1.5",
  "127.0.0.1.example.org",
  "127.0.0",
  "127.0.0.256",
  "127.0.0.1 ",
  "127.evil.0.1",
  "",
])("%j does not", (host) => {
  expect(isLoopback(host)).toBe(false);
});
