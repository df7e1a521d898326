import { expect, test } from "vitest";
import { pageAddress } from "./page-address.ts";

test.each([
  ["http://192.168.1.5:2626/", "http://192.168.1.5:2626/report"],
  ["https://s.example", "https://s.example/report"],
  ["https://s.example/aB3dE", "https://s.example/aB3dE/report"],
  ["https://s.example/aB3dE/?to=hall#top", "https://s.example/aB3dE/report"],
])("the report of a show that phones open at %s is at %s", (join, report) => {
  expect(pageAddress(join, "report")).toBe(report);
});
