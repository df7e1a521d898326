import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findRunningShow, type RunningShow } from "../show/running-show.ts";
import { askForReset } from "../show/show-control.ts";
import { runShow } from "./show-run.ts";
import type { ShowRun } from "./show-start.ts";
import type { ShowRunEvent } from "./supervisor-events.ts";

/** A process that is ready at once and ends when told to; of a room something like a log is left. */
const processScript = `
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf("--config") + 1], "utf8"));
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
if (config.room !== undefined) {
  mkdirSync(config.dataDirectory, { recursive: true });
  writeFileSync(config.dataDirectory + "/identity", "");
}
setInterval(() => {}, 1000);
`;

const ready = `process.send({ kind: "ready" });`;

/** Takes connections, notes it, and answers nobody. */
const silentGateway = (asked: string): string =>
  `createServer(() => writeFileSync(${JSON.stringify(asked)}, "")).listen(config.listen, () => { ${ready} });`;

/** Told to end, notes it, and ends once it may. */
const reluctantFabric = (told: string, may: string): string => `
import { existsSync, writeFileSync } from "node:fs";
process.on("SIGTERM", () => {
  writeFileSync(${JSON.stringify(told)}, "");
  setInterval(() => existsSync(${JSON.stringify(may)}) && process.exit(0), 5);
});
process.on("disconnect", () => process.exit(0));
${ready}
`;

let directory = "";
let run: ShowRun | null = null;
let events: ShowRunEvent[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-not-begun-"));
  events = [];
  for (const name of ["fabric", "room", "gateway"])
    writeFileSync(join(directory, `${name}.mjs`), `${processScript}${ready}`);
});

afterEach(async () => {
  run?.kill();
  await run?.stop();
  rmSync(directory, { recursive: true });
});

function start(): ShowRun {
  // Its gateway tells nothing, and is not waited for.
  const limits = { toldWithinMs: 0 };
  const options = {
    port: 0,
    host: "127.0.0.1",
    language: "en",
    bundles: directory,
    limits,
  } as const;
  return runShow(
    { ...options, data: join(directory, "data") },
    { onEvent: (event) => events.push(event), onReset: () => undefined },
  );
}

function published(): RunningShow | null {
  const found = findRunningShow(join(directory, "data"));
  return found.ok ? found.show : null;
}

test("a show that is stopped while its gateway is asked for a login link has not begun, and nobody is told where it is", async () => {
  const asked = join(directory, "asked");
  writeFileSync(join(directory, "gateway.mjs"), `${processScript}${silentGateway(asked)}`);
  run = start();
  await vi.waitUntil(() => existsSync(asked), { timeout: 60_000 });
  await run.stop();
  expect(await run.started).toMatchObject({ ok: false });
  expect(published()).toBeNull();
});

test("where the disk does not take a new show the old one goes on, and says why", async () => {
  run = start();
  expect(await run.started).toMatchObject({ ok: true });
  const before = published();
  mkdirSync(join(directory, "data", "setting-aside"));
  expect(await askForReset(before!.control!, true)).toEqual({
    ok: false,
    refusal: "not-set-aside",
  });
  expect(events.map(({ kind }) => kind)).not.toContain("stopped");
  expect(events.at(-1)).toMatchObject({ kind: "reset-refused" });
  expect(published()).toEqual(before);
  rmSync(join(directory, "data", "setting-aside"), { recursive: true });
  expect(await askForReset(before!.control!, true)).toMatchObject({ ok: true });
});

test("a run that is stopped while a reset takes its show down ends no show: the same one goes on at the next start", async () => {
  const [told, may] = [join(directory, "told"), join(directory, "may")];
  writeFileSync(join(directory, "fabric.mjs"), reluctantFabric(told, may));
  run = start();
  const first = await run.started;
  const reset = askForReset(published()!.control!, true);
  await vi.waitUntil(() => existsSync(told), { timeout: 60_000 });
  // What a machine without power finds at its next start.
  expect(existsSync(join(directory, "data", "setting-aside"))).toBe(false);
  const stopped = run.stop();
  writeFileSync(may, "");
  await stopped;
  expect((await reset)?.ok).not.toBe(true);
  expect(existsSync(join(directory, "data", "shows"))).toBe(false);
  run = start();
  const { showId, pin } = (first.ok && first.addresses) || {};
  expect(await run.started).toMatchObject({ addresses: { continued: true, showId, pin } });
  expect(existsSync(join(directory, "data", "setting-aside.wished"))).toBe(false);
});
