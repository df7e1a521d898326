import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@cablecut/wal";
import { afterEach, expect, test, vi } from "vitest";
import { eventText } from "../supervisor/event-line.ts";
import { writeLastReport } from "./last-report.ts";
import { show, SmallShow } from "./testing/small-show.ts";

let directory = "";
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** A show that has been stopped, whose archives are read at whatever pace `list` has. */
async function stopped() {
  directory = mkdtempSync(join(tmpdir(), "cablecut-last-report-"));
  const small = await SmallShow.in(directory);
  const gateways = { told: 1, silent: 0 };
  const told = { ok: true as const, told: small.told(), phones: small.phones(), gateways };
  const ending = new AbortController();
  const takesLong = vi.fn<() => void>();
  const written = () =>
    writeLastReport(show, directory, told, { signal: ending.signal, takesLong });
  return { ending, takesLong, written };
}

test("a show that has run for hours says that its report takes a while, and the second signal does not wait for it", async () => {
  const { ending, takesLong, written } = await stopped();
  vi.spyOn(nodeFiles, "list").mockReturnValue(new Promise(() => undefined));
  vi.useFakeTimers();
  const report = written();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(takesLong).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(takesLong).toHaveBeenCalledOnce();
  const words = (isEnding: boolean) => eventText({ kind: "report-takes-long", isEnding }).text;
  expect(words(true).zh).toContain("此时按 Ctrl-C");
  expect(words(false).en).not.toContain("Ctrl-C");
  expect(words(false).zh).not.toContain("Ctrl-C");
  ending.abort();
  const outcome = await report;
  expect(outcome).toMatchObject({ written: false, reason: { en: "nobody waited for it" } });
  expect(existsSync(join(directory, "report"))).toBe(false);
});

test("a short show's report is there at once, and nobody is told to wait", async () => {
  const { takesLong, written } = await stopped();
  const outcome = await written();
  expect(outcome).toMatchObject({ written: true, warnings: [], earlier: null });
  expect(takesLong).not.toHaveBeenCalled();
  expect(existsSync(join(directory, "report", "report.json"))).toBe(true);
});
