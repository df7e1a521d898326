import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testProgram } from "@cablecut/test-program";
import { afterAll, expect, test } from "vitest";
import { nodeFiles } from "./node-files.ts";
import { openWal } from "./open-wal.ts";
import type { OpenedWal } from "./open-wal.ts";
import { describeRefusal } from "./refusals.ts";
import { append, close, entriesWrite, entry, identity } from "./testing/open-for-test.ts";

const child = await testProgram(new URL("testing/appending-child.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "cablecut-wal-"));

afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Running {
  readonly process: ChildProcess;
  /** What it printed so far. A file takes every line at once; a pipe that is full would hold the process up. */
  lines(): string[];
  readonly ended: Promise<void>;
}

let outputs = 0;

function start(command: string, args: readonly string[]): Running {
  const output = join(root, `output-${++outputs}`);
  const descriptor = openSync(output, "w");
  const started = spawn(command, args, { stdio: ["ignore", descriptor, "inherit"] });
  closeSync(descriptor);
  const ended = new Promise<void>((resolve) => started.on("close", () => resolve()));
  const lines = (): string[] => readFileSync(output, "utf8").split("\n").slice(0, -1);
  return { process: started, lines, ended };
}

function startChild(directory: string, atOnce: number): Running {
  return start(process.execPath, [child, directory, String(atOnce)]);
}

async function until(condition: () => boolean): Promise<void> {
  const giveUp = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > giveUp) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function openHere(directory: string): Promise<Awaited<ReturnType<typeof openWal>>> {
  const onFailure = (): void => undefined;
  return openWal({ directory, identity, ifEmpty: "refuse", onFailure });
}

async function mustOpenHere(directory: string): Promise<OpenedWal> {
  const onFailure = (): void => undefined;
  const opened = await openWal({ directory, identity, ifEmpty: "create", onFailure });
  if (!opened.ok) throw new Error(describeRefusal(opened.refusal).en);
  return opened.value;
}

test("the first segment is short, and what does not fit into it begins the next one, of full length", async () => {
  const directory = join(root, "short");
  const lengths = (): number[] =>
    readdirSync(directory)
      .filter((name) => name.endsWith(".wal"))
      .map((name) => statSync(join(directory, name)).size / 1_048_576);
  const { wal } = await mustOpenHere(directory);
  expect(lengths()).toEqual([4]);
  const entries = [entry(1), entry(2, 1, 5 * 1_048_576), entry(3)];
  for (const each of entries) await append(wal, entriesWrite(each));
  expect(lengths()).toEqual([4, 64]);
  await close(wal);
  const again = await mustOpenHere(directory);
  expect(again.recovered.entries.map(({ index, data }) => [index, data.length])).toEqual(
    entries.map(({ index, data }) => [index, data.length]),
  );
  await close(again.wal);
});

test("a process killed -9 in the middle of commits has lost nothing that it acknowledged", async () => {
  const directory = join(root, "killed", "deep", "hz-a");
  let acknowledged = 0;
  for (let round = 0; round < 5; round++) {
    const running = startChild(directory, 1 + 40 * round);
    await until(() => running.lines().length > 150 + 70 * round);
    const refused = await openHere(directory);
    expect(refused).toMatchObject({ refusal: { kind: "locked", pid: running.process.pid } });
    running.process.kill("SIGKILL");
    await running.ended;
    const acks = running.lines().slice(1).map(Number);
    expect(acks).toEqual(acks.map((_, at) => acks[0]! + at));
    acknowledged = acks.at(-1)!;

    const opened = await openHere(directory);
    if (!opened.ok) throw new Error(describeRefusal(opened.refusal).en);
    const { wal, recovered } = opened.value;
    expect(recovered.entries.length).toBeGreaterThanOrEqual(acknowledged);
    for (const [at, { index, data }] of recovered.entries.entries()) {
      expect(index).toBe(at + 1);
      expect(Buffer.from(data).equals(entry(index, 1, 100 + (index % 900)).data)).toBe(true);
    }
    await new Promise<void>((closed) => wal.close(closed));
  }
  expect(acknowledged).toBeGreaterThan(1000);
  const names = await nodeFiles.list(directory);
  expect(names.filter((name) => name.startsWith("lock"))).toHaveLength(1);
});

// Installed, and allowed to trace.
const hasStrace = spawnSync("strace", ["-f", "-o", join(root, "trial"), "true"]).status === 0;

/** What one process did, in order: a durable write to the log completed, or an acknowledgement was begun. */
function readTrace(path: string): string[] {
  const happened: string[] = [];
  const openedDurable = new Set<string>();
  const unfinished = new Map<string, string>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const [, pid = "", rest = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const acknowledgement = /^write\(1<[^>]*>, "(\d+)\\n"/.exec(rest);
    if (acknowledgement !== null) happened.push(`acknowledge ${acknowledgement[1]}`);
    const opened = /openat\([^"]*"([^"]*segment[^"]*)", ([A-Z_|]+)/.exec(rest);
    if (opened?.[2]?.includes("O_DSYNC")) openedDurable.add("segment");
    if (rest.endsWith("<unfinished ...>")) {
      unfinished.set(pid, rest);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = resumed === null ? rest : `${unfinished.get(pid) ?? ""}${resumed[1]}`;
    const isLogFile = /^\w+\(\d+<[^>]*segment[^>]*>/.test(call);
    const succeeded = /= \d+$/.test(call);
    if (!isLogFile || !succeeded) continue;
    const synced = call.startsWith("fdatasync") || call.startsWith("fsync");
    const wroteThrough = call.startsWith("pwrite") && openedDurable.has("segment");
    if (synced || wroteThrough) happened.push("durable");
  }
  return happened;
}

test("every acknowledgement follows a completed synchronous write of its entry", async ({
  skip,
}) => {
  skip(!hasStrace, "strace is not installed, or may not trace");
  const trace = join(root, "trace");
  const calls = "trace=openat,write,pwrite64,pwritev,pwritev2,fdatasync,fsync";
  const straceArgs = ["-f", "-y", "-s", "16", "-e", calls, "-o", trace];
  const nodeArgs = [process.execPath, child, join(root, "traced"), "1", "60"];
  const running = start("strace", [...straceArgs, ...nodeArgs]);
  await until(() => running.lines().length > 60);
  await running.ended;
  const happened = readTrace(trace);
  const acknowledged = happened.filter((what) => what.startsWith("acknowledge"));
  expect(acknowledged).toEqual(Array.from({ length: 60 }, (_, at) => `acknowledge ${at + 1}`));
  // One append at a time: between two acknowledgements there is a durable write of exactly one frame.
  const before = happened.filter((_, at) => happened[at + 1]?.startsWith("acknowledge"));
  expect(before).toEqual(acknowledged.map(() => "durable"));
});
