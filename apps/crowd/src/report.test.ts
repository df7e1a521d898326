import { expect, test } from "vitest";
import { reportText } from "./report.ts";

const report = { booked: 2, refused: 0, cancelled: 0, retries: 0, receipts: [] };

test("times are told to a tenth of a millisecond, and none where nothing was answered", () => {
  const latenciesMs = [12.514334999999846, 70.799802, 88.8861710000001];
  const told = reportText([{ me: null, report: { ...report, latenciesMs } }], 4, "en");
  expect(told).toContain("p50 70.8 ms, p99 70.8 ms, max 88.9 ms");
  const nothing = reportText([{ me: null, report: { ...report, latenciesMs: [] } }], 4, "zh");
  expect(nothing).toContain("得到明确结果的时间：没有付款得到结果\n");
});
