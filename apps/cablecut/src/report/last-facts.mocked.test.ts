import { phonesCsv } from "@cablecut/report";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { lastFacts, toldWithinMs } from "./last-report.ts";
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
async function told(...gateways: readonly (() => Promise<unknown>)[]) {
  for (const [at, answer] of gateways.entries()) answers.set(String(at), answer);
  const patience = { withinMs: toldWithinMs, signal: nobody.signal };
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
    const asked = lastFacts(["0"], "token", { withinMs: 60_000, signal: impatient.signal });
    await vi.advanceTimersByTimeAsync(150);
    impatient.abort();
    await vi.advanceTimersByTimeAsync(200);
    expect(vi.getTimerCount()).toBe(0);
    expect(await asked).toBe(null);
  }
});

test("gateways that were killed are not asked", async () => {
  const asked = vi.fn<typeof hangs>(hangs);
  answers.set("0", asked);
  const reports = new LastReports({ takesLong: () => undefined, ready: () => undefined });
  reports.abandon();
  expect(await reports.facts(["0"], "token")).toBe(null);
  expect(asked).not.toHaveBeenCalled();
});

test("for gateways that stay silent nobody waits longer than for one", async () => {
  expect(await told(hangs, refuses)).toBe(null);
});
