import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findRunningShow } from "../show/running-show.ts";
import { runShow } from "./show-run.ts";
import type { ShowRun } from "./show-start.ts";
import type { ShowRunEvent } from "./supervisor-events.ts";

/** A process that is ready at once; room sz-a is slow, and when it is told to go on somebody else has its port. */
const processScript = (go: string): string => `
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf("--config") + 1], "utf8"));
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
if (config.room === "sz-a") {
  while (!existsSync(${JSON.stringify(go)})) await new Promise((done) => setTimeout(done, 20));
  process.send({ kind: "port-taken", port: config.listen.port }, () => process.exit(1));
}
if (config.dataDirectory !== undefined) mkdirSync(config.dataDirectory, { recursive: true });
if (config.room !== undefined) writeFileSync(config.dataDirectory + "/identity", "");
setInterval(() => {}, 1000);
if (config.room !== "sz-a") process.send({ kind: "ready" });
`;

let directory = "";
let run: ShowRun | null = null;
const events: ShowRunEvent[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-late-port-"));
  for (const name of ["fabric", "room", "gateway"])
    writeFileSync(join(directory, `${name}.mjs`), processScript(join(directory, "go")));
});

afterEach(async () => {
  run?.kill();
  await run?.stop();
  rmSync(directory, { recursive: true });
});

function pidOf(name: string): number {
  const found = findRunningShow(join(directory, "data"));
  return (found.ok && found.show?.processes[name]) || 0;
}

test("a slow room whose port is taken once the show runs is named, and ends nobody else", async () => {
  run = runShow(
    {
      data: join(directory, "data"),
      port: 0,
      host: "127.0.0.1",
      language: "en",
      bundles: directory,
      // Its gateway tells nothing, and is not waited for.
      limits: { toldWithinMs: 0 },
    },
    { onEvent: (event) => events.push(event), onReset: () => undefined },
  );
  const started = await run.started;
  expect(started).toMatchObject({ ok: true, addresses: { stopped: [{ room: "sz-a" }] } });
  writeFileSync(join(directory, "go"), "");
  await vi.waitUntil(() => events.some(({ kind }) => kind === "port-taken"), { timeout: 20_000 });
  const before = pidOf("room hz-a");
  process.kill(before, "SIGKILL");
  await vi.waitUntil(() => pidOf("room hz-a") !== before, { timeout: 20_000 });
  expect(events.filter(({ kind }) => kind === "stopped")).toEqual([]);
});
