import type { LocalizedText } from "@cablecut/protocol";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LastReport, ReportPatience } from "../report/last-report.ts";
import { reportTexts } from "../texts/report-texts.ts";
import { askForReset } from "../show/show-control.ts";
import { findRunningShow, type RunningShow } from "../show/running-show.ts";
import { runShow } from "./show-run.ts";
import type { ShowRun } from "./show-start.ts";
import type { ShowRunEvent } from "./supervisor-events.ts";

/** A report that is being made, of the show whose data are in that folder. */
interface Making {
  readonly showId: string;
  readonly folder: string;
  readonly takesLong: () => void;
  readonly settle: () => void;
}
/** A busy machine takes its time. */
const patience = { timeout: 60_000 };

const making: Making[] = [];
const notWritten = (reason: LocalizedText, dataDirectory: string): LastReport => ({
  written: false,
  reason,
  dataDirectory,
});

vi.mock("../report/last-report.ts", () => ({
  toldIfLong: async (value: Promise<void>, takesLong: () => void) => {
    const long = setTimeout(takesLong, 30);
    await value;
    clearTimeout(long);
  },
  lastFacts: async () => null,
  toldWithinMs: 0,
  toldAtMostMs: { ending: 0, reset: 0 },
  writeLastReport: (
    { showId }: { showId: string },
    folder: string,
    _: null,
    { signal, takesLong }: ReportPatience,
  ) =>
    new Promise<LastReport>((made) => {
      const settle = (): void => made(notWritten(reportTexts.nobodyTold, folder));
      making.push({ showId, folder, takesLong, settle });
      signal.addEventListener("abort", () => made(notWritten(reportTexts.notWaitedFor, folder)));
    }),
}));

const processScript = `
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
setInterval(() => {}, 1000);
process.send({ kind: "ready" });
`;

let directory = "";
let data = "";
let run: ShowRun;
let told: ShowRunEvent[] = [];
let onEvent: (event: ShowRunEvent) => void = () => undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-reset-report-"));
  data = join(directory, "data");
  told = [];
  onEvent = (event) => told.push(event);
  for (const name of ["fabric", "room", "gateway"])
    writeFileSync(join(directory, `${name}.mjs`), processScript);
  run = runShow(
    { data, port: 0, host: "127.0.0.1", pace: "keynote", language: "en", bundles: directory },
    { onEvent: (event) => onEvent(event), onReset: () => undefined },
  );
  expect((await run.started).ok).toBe(true);
});

afterEach(async () => {
  run.kill();
  await run.stop();
  making.length = 0;
  rmSync(directory, { recursive: true });
});

function published(): RunningShow {
  const found = findRunningShow(data);
  if (!found.ok || found.show === null) throw new Error("nothing runs");
  return found.show;
}

async function reset(): Promise<{ readonly ended: string; readonly aside: string }> {
  const { control, showId: ended } = published();
  const answer = await askForReset(control!, true);
  if (answer?.ok !== true) throw new Error(`refused: ${answer?.refusal}`);
  return { ended, aside: join(data, answer.aside) };
}

const reports = () => told.flatMap((event) => (event.kind === "report" ? [event.report] : []));
const notices = () =>
  told.flatMap((event) => (event.kind === "report-takes-long" ? [event.isEnding] : []));
const idIn = (folder: string): string =>
  JSON.parse(readFileSync(join(folder, "show.json"), "utf8")).showId;

test("a reset begins the new show at once: the long report of the ended one is made from its data aside", async () => {
  const { ended, aside } = await reset();
  await vi.waitFor(
    () => expect(making).toMatchObject([{ showId: ended, folder: aside }]),
    patience,
  );
  expect(published().showId).not.toBe(ended);
  expect(idIn(aside)).toBe(ended);
  making[0]!.takesLong();
  expect(notices()).toEqual([false]);
  expect(reports()).toEqual([]);
  making[0]!.settle();
  await vi.waitFor(() => expect(reports()).toHaveLength(1), patience);
});

test("reports of shows that were reset one after the other are made one after the other, and the end waits for all", async () => {
  const first = await reset();
  const second = await reset();
  await vi.waitFor(() => expect(making).toHaveLength(1), patience);
  const last = published().showId;
  let isOver = false;
  const stopped = run.stop().then(() => (isOver = true));
  await vi.waitFor(() => expect(notices()).toEqual([true]), patience);
  for (const { showId, folder } of [
    { showId: first.ended, folder: first.aside },
    { showId: second.ended, folder: second.aside },
    { showId: last, folder: data },
  ]) {
    await vi.waitFor(() => expect(making.at(-1)).toMatchObject({ showId, folder }), patience);
    expect(isOver).toBe(false);
    making.at(-1)!.settle();
  }
  await stopped;
  expect(making).toHaveLength(3);
});

test("the second signal waits for no report: neither for that of the ended show nor for its own", async () => {
  const { aside } = await reset();
  await vi.waitFor(() => expect(making).toHaveLength(1), patience);
  const stopped = run.stop();
  await vi.waitFor(() => expect(notices()).toEqual([true]), patience);
  run.kill();
  await stopped;
  expect(reports()).toEqual([notWritten(reportTexts.notWaitedFor, aside)]);
});

test("a stop in the middle of a reset ends no show: the report is beside its data, and it goes on later", async () => {
  const { control, showId } = published();
  const stops: Promise<void>[] = [];
  onEvent = ({ kind }) => {
    if (kind === "stopped" && stops.length === 0) stops.push(run.stop());
  };
  const answer = askForReset(control!, true);
  await vi.waitFor(() => expect(making).toMatchObject([{ showId, folder: data }]), patience);
  making[0]!.settle();
  await Promise.all(stops);
  expect(await answer).toMatchObject({ ok: false });
  expect(idIn(data)).toBe(showId);
});
