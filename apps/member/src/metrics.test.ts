import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { testProgram } from "@cablecut/test-program";
import { afterEach, beforeEach, expect, test } from "vitest";

const main = await testProgram(new URL("main.ts", import.meta.url));
const patience = { timeout: 60_000, interval: 50 };

let folder = "";
let ports: readonly number[] = [];
let keeper: ChildProcess | null = null;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-member-metrics-"));
  ports = await lastingPorts(4);
});
afterEach(async () => {
  if (keeper !== null && keeper.exitCode === null) {
    const over = new Promise((done) => keeper?.once("exit", done));
    keeper.kill("SIGKILL");
    await over;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Keeps a program that says it is etcd, and does nothing but run. */
function keep(different: object): void {
  const binary = join(folder, "etcd");
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo 'etcd Version: 3.4.23' && exit\nexec sleep 60\n`;
  writeFileSync(binary, script, { mode: 0o755 });
  const [clientPort, peerPort, proxyPort, metrics] = ports;
  const path = join(folder, "config.json");
  const config = {
    binary,
    names: ["hz-a", "hz-b", "sh-a"],
    replica: 1,
    token: "this-show",
    directory: join(folder, "data"),
    clientPort,
    peerPort,
    proxyPort,
    metrics: { port: metrics },
    ...different,
  };
  writeFileSync(path, JSON.stringify(config));
  const args = [main, "--config", path, "--lang", "en"];
  keeper = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
}

/** What it tells Prometheus of the member; empty while it tells nothing. */
async function told(): Promise<Record<string, number>> {
  const page = await fetch(`http://127.0.0.1:${ports[3]}/metrics`).then(
    (response) => response.text(),
    () => "",
  );
  const lines = page.matchAll(/^cablecut_member_(\w+)\{room="hz-b"\} (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name!, Number(value)]));
}

test("whoever keeps a member tells whether it runs, and how full its store is", async () => {
  keep({});
  await expect.poll(told, patience).toEqual({
    running: 1,
    starts_total: 1,
    replacing: 0,
    store_max_bytes: 8 * 1024 ** 3,
  });
  mkdirSync(join(folder, "data", "member", "snap"), { recursive: true });
  writeFileSync(join(folder, "data", "member", "snap", "db"), "the store");
  expect(await told()).toMatchObject({ store_bytes: 9 });
});

test("a member that came without its data is told to be replaced, and not to run", async () => {
  keep({ ifEmpty: "replace" });
  await expect.poll(told, patience).toMatchObject({ running: 0, starts_total: 0, replacing: 1 });
});
