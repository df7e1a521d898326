import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundle } from "../processes/bundle.ts";
import { whyNoEtcd } from "../processes/members.ts";

/** When the test gives up. */
const patience = { timeout: 60_000 };
const program = dirname(bundle("member"));
let folder = "";
let child: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-member-unit-"));
});

afterEach(async () => {
  await ended("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function ended(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child === null) return;
  const gone = once(child, "close");
  child.kill(signal);
  await gone;
  child = null;
}

/** Runs a command to its end, and tells what it said. */
function run(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  expect([args, status, stdout + stderr]).toEqual([args, 0, expect.anything()]);
  return stdout + stderr;
}

/** Five rooms on etcd, each on a host of its own, with the places of this machine. */
async function writeHostsFile(): Promise<void> {
  // The next two are the member's as well; whoever looks for one of them finds another.
  const [etcd] = await lastingPorts(1);
  const places = {
    program,
    node: process.execPath,
    user: userInfo().username,
    config: join(folder, "config"),
    data: join(folder, "data"),
    units: join(folder, "units"),
  };
  const hosts = ["hz-a", "hz-b", "sh-a", "sh-b", "sz-a"].map((room, at) => ({
    name: `host-${at}`,
    a: `10.77.1.${11 + at}`,
    b: `10.77.2.${11 + at}`,
    room,
    ...(at === 0 ? { gateway: { url: "http://10.77.3.11:2626/" } } : {}),
  }));
  const file = { engine: "etcd", ports: { etcd }, places, hosts };
  writeFileSync(join(folder, "hosts.json"), JSON.stringify(file));
}

/** Starts what the unit starts, as it stands there, and waits until it is ready. */
async function startUnit(): Promise<{ said: () => string }> {
  const unit = readFileSync(join(folder, "units", "cablecut-member.service"), "utf8");
  const line = /^ExecStart=(.+)$/m.exec(unit)?.[1] ?? "";
  const [command = "", ...args] = line.split(" ");
  let printed = "";
  child = spawn(command, args, {
    cwd: join(folder, "data"),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const [what] = (await Promise.race([
    once(child, "message"),
    once(child, "close").then(() => {
      throw new Error(`${line} ended. It said:\n${printed}`);
    }),
  ])) as [{ readonly kind: string }];
  expect(what).toEqual({ kind: "ready" });
  return { said: () => printed };
}

test("the unit of the etcd member starts it: it begins once, goes on with its data, and without them gives way to another", async ({
  skip,
}) => {
  skip(whyNoEtcd() !== null, whyNoEtcd() ?? "");
  await writeHostsFile();
  const cablecut = join(program, "cablecut.mjs");
  run(process.execPath, cablecut, "deploy", "hosts.json", "--out", "machines");
  run("sh", join("machines", "host-1", "install.sh"), "--go", "--first", "--no-start");
  const data = join(folder, "data", "etcd");
  expect(existsSync(join(data, "hz-b.begin"))).toBe(true);

  await startUnit();
  await expect.poll(() => existsSync(join(data, "hz-b.begin")), patience).toBe(false);
  await expect.poll(() => existsSync(join(data, "hz-b", "member", "wal")), patience).toBe(true);
  await ended("SIGTERM");

  const again = await startUnit();
  await ended("SIGTERM");
  expect(again.said()).not.toContain("its data are lost");

  rmSync(join(data, "hz-b"), { recursive: true });
  const empty = await startUnit();
  const lost = "its data are lost: another member takes its place";
  await expect.poll(empty.said, patience).toContain(lost);
}, 120_000);
