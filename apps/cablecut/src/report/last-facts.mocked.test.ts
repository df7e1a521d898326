import { phonesCsv } from "@cablecut/report";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { eventText } from "../supervisor/event-line.ts";
import { lastFacts, toldAtMostMs, toldWithinMs } from "./last-report.ts";
import { LastReports } from "./last-reports.ts";
import { SmallShow } from "./testing/small-show.ts";

/** By address, how a gateway answers whoever logs in and asks. */
const answers = new Map<string, () => Promise<unknown>>();
vi.mock("../show/presenter-session.ts", () => ({
  asPresenter: async ([address]: readonly string[]) => answers.get(address ?? "")?.(),
}));

let directory = "";
let text = "";
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-last-facts-"));
  const small = await SmallShow.in(directory);
  text = JSON.stringify({ told: small.told(), phones: phonesCsv(small.phones()) });
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  answers.clear();
});

const tells = async () => ({ ok: true, value: { text } });
const refuses = async () => ({ ok: false, refusal: "gateway-silent" });
const hangs = () => new Promise<never>(() => undefined);

const nobody = new AbortController();
/** Of a show whose gateways' processes are gone, and are not started again. */
const patience = {
  withinMs: toldWithinMs,
  atMostMs: toldAtMostMs.ending,
  mayStillTell: () => false,
  waitsLonger: () => undefined,
  signal: nobody.signal,
};
async function told(...gateways: readonly (() => Promise<unknown>)[]) {
  for (const [at, answer] of gateways.entries()) answers.set(String(at), answer);
  const asked = lastFacts([...answers.keys()], "token", patience);
  await vi.advanceTimersByTimeAsync(3_000);
  const facts = await asked;
  return facts && { by: facts.told.gateway, gateways: facts.gateways };
}

test("a gateway that hangs when the show is stopped takes no report away: the other one's word is in it", async () => {
  const one = { by: "gateway-1", gateways: { told: 1, silent: 1 } };
  expect(await told(tells, hangs)).toEqual(one);
  expect(await told(hangs, tells)).toEqual(one);
});

test("a show's only gateway that was killed a moment before the stop tells once it is back", async () => {
  let asked = 0;
  const isBack = async () => (asked++ < 5 ? refuses() : tells());
  expect(await told(isBack)).toEqual({ by: "gateway-1", gateways: { told: 1, silent: 0 } });
});

test("whoever does not want to wait any more waits neither for a gateway that hangs nor for one that is asked again", async () => {
  for (const answer of [hangs, refuses]) {
    const impatient = new AbortController();
    answers.set("0", answer);
    const { signal } = impatient;
    const asked = lastFacts(["0"], "token", { ...patience, mayStillTell: () => true, signal });
    await vi.advanceTimersByTimeAsync(5_150);
    impatient.abort();
    await vi.advanceTimersByTimeAsync(200);
    expect(vi.getTimerCount()).toBe(0);
    expect(await asked).toBe(null);
  }
});

test("gateways that were killed are not asked", async () => {
  const asked = vi.fn<typeof hangs>(hangs);
  answers.set("0", asked);
  const reports = new LastReports({
    waitsForGateways: () => undefined,
    takesLong: () => undefined,
    ready: () => undefined,
  });
  reports.abandon();
  const mayStillTell = () => true;
  const gateway = { gateways: ["0"], operatorToken: "token", isEnding: true, mayStillTell };
  expect(await reports.facts(gateway)).toBe(null);
  expect(asked).not.toHaveBeenCalled();
});

test("for gateways that stay silent nobody waits longer than for one", async () => {
  expect(await told(hangs, refuses)).toBe(null);
});

/** A run's only gateway, whose process lives for so many ms and which tells after so many, both from the stop on. */
async function ofSlow(livesMs: number, tellsAfterMs: number, isEnding: boolean) {
  const begunMs = performance.now();
  const isBusy = () => performance.now() - begunMs < tellsAfterMs;
  answers.set("0", async () => {
    await new Promise((done) => setTimeout(done, 900));
    return isBusy() ? refuses() : tells();
  });
  const waits: string[] = [];
  const reports = new LastReports({
    waitsForGateways: (wait) => waits.push(eventText({ kind: "report-waits", ...wait }).text.en),
    takesLong: () => undefined,
    ready: () => undefined,
  });
  const mayStillTell = () => performance.now() - begunMs < livesMs;
  const asked = reports.facts({ gateways: ["0"], operatorToken: "token", isEnding, mayStillTell });
  let endedMs = 0;
  const facts = asked.finally(() => (endedMs = performance.now() - begunMs));
  await vi.advanceTimersByTimeAsync(60_000);
  return { hasTold: (await facts) !== null, waits, endedMs };
}

test("a show has its report where the gateway of a busy machine tells long after the stop, and whoever waits knows for what", async () => {
  const ending = await ofSlow(60_000, 20_000, true);
  expect(ending).toMatchObject({ hasTold: true });
  expect(ending.waits).toEqual([
    expect.stringMatching(/30 s at most; Ctrl-C now ends without it$/),
  ]);
  const reset = await ofSlow(60_000, 7_000, false);
  expect(reset).toMatchObject({ hasTold: true });
  expect(reset.waits).toEqual([expect.stringMatching(/10 s at most$/)]);
});

test("where one gateway of a busy machine tells late the other one has as long again", async () => {
  const begunMs = performance.now();
  for (const [gateway, afterMs] of [
    ["0", 3_400],
    ["1", 5_000],
  ] as const)
    answers.set(gateway, async () => {
      await new Promise((done) => setTimeout(done, begunMs + afterMs - performance.now()));
      return tells();
    });
  const slow = { ...patience, mayStillTell: () => true };
  const asked = lastFacts(["0", "1"], "token", slow);
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await asked)?.gateways).toEqual({ told: 2, silent: 0 });
});

test("a gateway that never tells is waited for half a minute at the end of a run, and ten seconds where a hall waits for a new show", async () => {
  const [ending, reset] = [await ofSlow(60_000, 99_000, true), await ofSlow(60_000, 99_000, false)];
  expect([ending.hasTold, reset.hasTold]).toEqual([false, false]);
  expect([ending.endedMs, reset.endedMs].map((ms) => Math.round(ms / 1_000))).toEqual([30, 10]);
});

test("where no gateway runs any more nobody waits for one", async () => {
  expect(await ofSlow(0, 99_000, true)).toMatchObject({ hasTold: false, waits: [] });
  const died = await ofSlow(8_000, 99_000, true);
  expect(Math.round(died.endedMs / 1_000)).toBe(8);
});

test("what became of a report that was not written is told with what to do, and where the data are", () => {
  const reason = { en: "no gateway told of the show", zh: "没有网关上报" };
  const report = { written: false, reason, dataDirectory: "/shows/one" } as const;
  const { text } = eventText({ kind: "report", report });
  expect(text.en).toContain("start that show again with --data /shows/one");
  expect(text.zh).toContain("请用 --data /shows/one 重新启动该演示");
});
