import { expect, test } from "vitest";
import { figures } from "../report.ts";
import { followersOf } from "./followers.ts";

test("the figure of 2,000 who follow a call is of 2,000: fewer phones have none", () => {
  expect(figures["phone-followed-p99-ms"].text.en).toContain("2,000 follow");
  expect(followersOf(20)).toEqual({ followers: 20, figure: null });
  expect(followersOf(1_999)).toEqual({ followers: 1_999, figure: null });
  expect(followersOf(2_000)).toEqual({ followers: 2_000, figure: "phone-followed" });
  expect(followersOf(60_000)).toEqual({ followers: 2_000, figure: "phone-followed" });
});
