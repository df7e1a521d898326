import { createServer } from "node:net";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultTopology } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ShowAddresses } from "./announcement.ts";
import { freePorts } from "./free-ports.ts";
import { findRunningShow, type RunningShow } from "../show/running-show.ts";
import { askForRebuild, askForReset } from "../show/show-control.ts";
import { writeRoomLog } from "../show/testing/room-log.ts";
import { runShow } from "./show-run.ts";
import type { ShowRun, ShowStart } from "./show-start.ts";
import { gone, isRunning } from "./testing/fake-processes.ts";

/**
 * Stands for a process of the show: reads its configuration, says it is ready, ends when told to. A room leaves something
 * like a log, and refuses one that a test has damaged.
 */
const processScript = `
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf("--config") + 1], "utf8"));
const directory = config.dataDirectory;
if (directory !== undefined) {
  if (existsSync(directory + "/damaged")) {
    process.send({ kind: "log-unreadable", reason: { en: directory + " is damaged", zh: directory + " 已损坏" } }, () => process.exit(2));
    await new Promise(() => {});
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(directory + "/identity", "");
}
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
setInterval(() => {}, 1000);
process.send({ kind: "ready" });
`;

let directory = "";
let data = "";
let runs: ShowRun[] = [];
let resets: ShowAddresses[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-show-run-"));
  data = join(directory, "data");
  for (const name of ["fabric", "room", "gateway"]) {
    writeFileSync(join(directory, `${name}.mjs`), processScript);
  }
});

afterEach(async () => {
  for (const run of runs) run.kill();
  await Promise.all(runs.map(async (run) => void (await run.started)));
  await Promise.all(runs.map((run) => run.stop()));
  runs = [];
  resets = [];
  rmSync(directory, { recursive: true });
});

/** Here a gateway tells nothing, and is not waited for; nor are pauses between starts. */
const usual = {
  port: 0,
  host: "127.0.0.1",
  language: "en",
  limits: { toldWithinMs: 0, restartDelayMs: 10, restartDelayMaxMs: 40 },
} as const;

function start(options: Partial<Parameters<typeof runShow>[0]> = {}): ShowRun {
  const run = runShow(
    { ...usual, data, pace: "keynote", bundles: directory, ...options },
    { onEvent: () => undefined, onReset: (addresses) => resets.push(addresses) },
  );
  runs.push(run);
  return run;
}

async function startedShow(
  options: Partial<Parameters<typeof runShow>[0]> = {},
): Promise<Extract<ShowStart, { ok: true }> & { readonly stop: () => Promise<void> }> {
  const outcome = await start(options).started;
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.kind}`);
  const run = runs.at(-1)!;
  return { ...outcome, stop: () => run.stop() };
}

function published(): RunningShow | null {
  const found = findRunningShow(data);
  if (!found.ok) throw new Error(found.reason.en);
  return found.show;
}

function runningPids(): number[] {
  return Object.values(published()?.processes ?? {});
}

test("fabric, five rooms and a gateway run until the show is stopped", async () => {
  const show = await startedShow();
  const running = published();
  expect(Object.keys(running?.processes ?? {})).toEqual([
    "fabric",
    ...defaultTopology.rooms.map(({ id }) => `room ${id}`),
    "gateway",
  ]);
  const pids = runningPids();
  expect(pids.every(isRunning)).toBe(true);
  await show.stop();
  for (const pid of pids) await gone(pid);
  expect(published()).toBeNull();
});

test("a process that was started again is named by its new id", async () => {
  await startedShow();
  const before = published()!.processes["room hz-a"]!;
  process.kill(before, "SIGKILL");
  await expect
    .poll(() => published()!.processes["room hz-a"], { timeout: 20_000 })
    .not.toBe(before);
  expect(isRunning(published()!.processes["room hz-a"]!)).toBe(true);
});

test("the second start goes on with the same show and the same PIN, on ports chosen anew", async () => {
  const first = await startedShow();
  await first.stop();
  const second = await startedShow();
  expect(first.addresses.continued).toBe(false);
  expect(second.addresses).toMatchObject({
    continued: true,
    showId: first.addresses.showId,
    pin: first.addresses.pin,
  });
});

test("another instance on the same data is refused and told who is there; the first goes on", async () => {
  await startedShow();
  const pids = runningPids();
  expect(await start().started).toMatchObject({
    ok: false,
    refusal: { kind: "data-directory-in-use", holderPid: process.pid },
  });
  expect(pids.every(isRunning)).toBe(true);
});

test("a port that is taken is refused by name, and nothing is started", async () => {
  const [port] = await freePorts(1, "127.0.0.1");
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
  const outcome = await start({ port: port! }).started;
  await new Promise((resolve) => other.close(resolve));
  expect(outcome).toMatchObject({
    refusal: { kind: "port-taken", port, host: "127.0.0.1", code: "EADDRINUSE" },
  });
  // The directory is free again.
  await startedShow({ port: port! });
});

test("when a process cannot start, the others are stopped and the reason is in the logs", async () => {
  writeFileSync(join(directory, "gateway.mjs"), `throw new Error("no pages");`);
  const outcome = await start().started;
  const logs = join(data, "logs");
  expect(outcome).toMatchObject({
    ok: false,
    refusal: {
      kind: "process-failed",
      logs,
      failed: { process: "gateway", words: { en: expect.stringContaining("no pages") } },
    },
  });
  expect(readFileSync(join(logs, "gateway.log"), "utf8")).toContain("no pages");
});

test("a stop in the middle of the start stops everything and frees the directory", async () => {
  const run = start();
  await run.stop();
  expect((await run.started).ok).toBe(false);
  expect((await startedShow()).ok).toBe(true);
});

test("the public address is what phones open, and anything but a web address is refused", async () => {
  const show = await startedShow({ publicUrl: "https://show.example.org" });
  expect(show.addresses).toMatchObject({
    join: "https://show.example.org/",
    stage: "https://show.example.org/stage",
    presenter: "https://show.example.org/presenter",
    reachable: true,
  });
  await show.stop();
  expect(await start({ publicUrl: "show.example.org" }).started).toMatchObject({
    refusal: { kind: "bad-address", given: "show.example.org" },
  });
});

test("a topology file names the rooms of a new show; a broken one is refused with its reason", async () => {
  const topology = join(directory, "topology.json");
  const rooms = defaultTopology.rooms.slice(0, 3);
  writeFileSync(topology, JSON.stringify({ ...defaultTopology, rooms }));
  const show = await startedShow({ topology });
  expect(runningPids()).toHaveLength(5);
  await show.stop();
  writeFileSync(topology, JSON.stringify({ ...defaultTopology, cutCity: "xx" }));
  expect(await start({ topology }).started).toMatchObject({
    refusal: { kind: "bad-topology", reason: { en: expect.stringContaining("xx") } },
  });
});

test("a pace that is wished for a show that goes on is not taken, and the rooms keep the first", async () => {
  const paceOfRooms = (): unknown =>
    JSON.parse(readFileSync(join(data, "config", "room-hz-a.json"), "utf8")).pace.name;
  const first = await startedShow({ pace: "booth" });
  expect(first.addresses.paceNotTaken).toBeNull();
  expect(paceOfRooms()).toBe("booth");
  await first.stop();
  const second = await startedShow({ pace: "full-speed" });
  expect(second.addresses.paceNotTaken).toBe("full-speed");
  expect(paceOfRooms()).toBe("booth");
});

test("a reset begins another show with the same PIN and port, and keeps the old one's data", async () => {
  const show = await startedShow();
  const pids = runningPids();
  const control = published()!.control!;
  const answer = await askForReset(control, true);
  if (answer?.ok !== true) throw new Error(`refused: ${answer?.refusal}`);
  expect(answer.showId).not.toBe(show.addresses.showId);
  expect(resets).toMatchObject([
    { showId: answer.showId, continued: false, pin: show.addresses.pin, join: show.addresses.join },
  ]);
  expect(published()?.showId).toBe(answer.showId);
  for (const pid of pids) await gone(pid);
  expect(runningPids().every(isRunning)).toBe(true);
  const old = JSON.parse(readFileSync(join(data, answer.aside, "show.json"), "utf8"));
  expect(old.showId).toBe(show.addresses.showId);
});

test("a reset is refused while it is not known whether an incident runs, and nothing happens", async () => {
  const show = await startedShow();
  const control = published()!.control!;
  expect(await askForReset(control, false)).toMatchObject({ refusal: "incident-unknown" });
  expect(await askForReset({ ...control, token: "0".repeat(32) }, true)).toBeNull();
  expect(published()?.showId).toBe(show.addresses.showId);
  expect(existsSync(join(data, "shows"))).toBe(false);
});

test("a new show that cannot start ends the run, and says why", async () => {
  const show = await startedShow();
  const control = published()!.control!;
  writeFileSync(join(directory, "gateway.mjs"), `throw new Error("no pages");`);
  expect(await askForReset(control, true)).toMatchObject({ refusal: "not-started" });
  expect(await show.failed).toMatchObject({ kind: "process-failed" });
});

test("a disk that does not take running.json ends nothing: it is told, and tried until it is written", async () => {
  // A folder in its place is as good as a full disk.
  mkdirSync(join(data, "running.json", "in the way"), { recursive: true });
  const told: (string | null)[] = [];
  const run = runShow(
    { ...usual, data, pace: "keynote", bundles: directory },
    {
      onEvent: (event) =>
        void (event.kind === "file-trouble" && told.push(event.reason?.en ?? null)),
      onReset: () => undefined,
    },
  );
  runs.push(run);
  expect((await run.started).ok).toBe(true);
  expect(told).toEqual([expect.stringContaining("a folder is where a file belongs")]);
  rmSync(join(data, "running.json"), { recursive: true });
  await expect.poll(() => told.at(-1), { timeout: 20_000 }).toBeNull();
  expect(told).toHaveLength(2);
  expect(runningPids()).toHaveLength(7);
});

test("a data directory that cannot be used is refused with its path, and nothing is started", async () => {
  const file = join(directory, "a file");
  writeFileSync(file, "");
  const outcome = await start({ data: join(file, "data") }).started;
  expect(outcome).toMatchObject({
    ok: false,
    refusal: { kind: "directory-unusable", path: join(file, "data"), code: "ENOTDIR" },
  });
});

const roomFolder = (room: string): string => join(data, "rooms", room);

function ifEmptyOf(room: string): unknown {
  const path = join(data, "config", `room-${room}.json`);
  return JSON.parse(readFileSync(path, "utf8")).ifEmpty;
}

test("a room that was ready is noted, and from then on an empty directory has lost its log", async () => {
  const first = await startedShow();
  const noted = JSON.parse(readFileSync(join(data, "show.json"), "utf8")).roomsRan;
  expect(noted.toSorted()).toEqual(defaultTopology.rooms.map(({ id }) => id).toSorted());
  // The very process that is started again now must not take an empty directory for a new one.
  expect(ifEmptyOf("sz-a")).toBe("recover");
  await first.stop();
  rmSync(roomFolder("sz-a"), { recursive: true });
  const told: string[] = [];
  const run = runShow(
    { ...usual, data, bundles: directory },
    {
      onEvent: (event) => void (event.kind === "log-lost" && told.push(event.process)),
      onReset: () => undefined,
    },
  );
  runs.push(run);
  expect((await run.started).ok).toBe(true);
  expect(told).toEqual(["room sz-a"]);
});

test("with one damaged log the show starts with the others, and names the room", async () => {
  const first = await startedShow();
  expect(first.addresses.stopped).toEqual([]);
  await first.stop();
  writeFileSync(join(roomFolder("sz-a"), "damaged"), "");
  const second = await startedShow();
  expect(second.addresses.stopped).toMatchObject([{ room: "sz-a", why: "log-unreadable" }]);
  expect(runningPids()).toHaveLength(6);
});

test("a room that does not start for another reason is named as well, and a quorum starts without it", async () => {
  const script = readFileSync(join(directory, "room.mjs"), "utf8");
  const guard = `if (config.room === "hz-b") throw new Error("another room's data");`;
  const anchor = "const directory =";
  writeFileSync(join(directory, "room.mjs"), script.replace(anchor, `${guard}\n${anchor}`));
  const show = await startedShow();
  expect(show.addresses.stopped).toEqual([
    {
      room: "hz-b",
      why: "not-started",
      reason: {
        en: expect.stringContaining("another room's data"),
        zh: expect.stringContaining("another room's data"),
      },
    },
  ]);
});

test("logs that cannot be read and logs that are lost count together: fewer than a quorum are refused by name", async () => {
  await (await startedShow()).stop();
  for (const room of ["hz-a", "hz-b"]) rmSync(roomFolder(room), { recursive: true });
  writeFileSync(join(roomFolder("sz-a"), "damaged"), "");
  expect(await start().started).toMatchObject({
    ok: false,
    refusal: { kind: "logs-unreadable", rooms: ["hz-a", "hz-b", "sz-a"] },
  });
});

test("more lost logs than a minority are refused by name, unless the loss is accepted", async () => {
  const first = await startedShow();
  await first.stop();
  for (const room of ["hz-a", "hz-b", "sh-a", "sh-b"])
    rmSync(roomFolder(room), { recursive: true });
  for (const room of ["sh-a", "sh-b"]) await writeRoomLog(first.addresses, data, room, 3);
  // Emptied while it ran: it began anew, and was to recover from the others.
  writeFileSync(join(roomFolder("sz-a"), "recovering"), "");
  expect(await start().started).toMatchObject({
    ok: false,
    refusal: { kind: "logs-lost", rooms: ["hz-a", "hz-b", "sz-a"], count: 5 },
  });
  const run = start({ acceptLoss: true });
  expect((await run.started).ok).toBe(true);
  expect(existsSync(join(roomFolder("sz-a"), "recovering"))).toBe(false);
  expect(existsSync(join(data, "rooms-set-aside"))).toBe(true);
});

test("no room is rebuilt while it is not known whether the others have everything", async () => {
  await startedShow();
  const control = published()!.control!;
  const answer = await askForRebuild(control, "sz-a", true);
  expect(answer).toEqual({ ok: false, refusal: "rooms-unknown" });
  expect(existsSync(join(roomFolder("sz-a"), "identity"))).toBe(true);
});

test("two gateways run on ports of their own, running.json names both, and each is started again when killed", async () => {
  const { addresses } = await startedShow({ gateways: 2 });
  const running = published()!;
  const [first, second] = running.gateways;
  expect([first!.name, second!.name]).toEqual(["gateway", "gateway 2"]);
  expect(running.gateway).toBe(first!.origin);
  expect(addresses.join).toBe(`${first!.origin}/`);
  expect(addresses.furtherGateways).toEqual([`${second!.origin}/`]);
  for (const { name } of running.gateways) {
    const before = published()!.processes[name]!;
    expect(isRunning(before)).toBe(true);
    // A hand or a bad disk may have damaged what it was told; its supervisor still knows.
    const config = join(data, "config", `${name.replace(" ", "-")}.json`);
    writeFileSync(config, "");
    process.kill(before, "SIGKILL");
    await expect.poll(() => published()!.processes[name], { timeout: 20_000 }).not.toBe(before);
    expect(JSON.parse(readFileSync(config, "utf8"))).toMatchObject({ showId: running.showId });
  }
});
