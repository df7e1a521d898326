import { expect, test } from "vitest";
import { isShortLink, pageAddress } from "./page-address.ts";

test.each([
  ["http://192.168.1.5:2626/", "http://192.168.1.5:2626/report"],
  ["https://s.example", "https://s.example/report"],
  ["https://s.example/?to=hall#top", "https://s.example/report"],
  ["http://[fd00::1]:2626/", "http://[fd00::1]:2626/report"],
])("the report of a show that phones open at %s is at %s", (join, report) => {
  expect(isShortLink(join)).toBe(false);
  expect(pageAddress(join, "report")).toBe(report);
});

test.each(["https://s.example/aB3dE", "https://s.example/aB3dE/?to=hall"])(
  "%s can only lead on to a show: none is below a path",
  (join) => expect(isShortLink(join)).toBe(true),
);
