import { fork, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FabricClient } from "@cablecut/fabric";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { testProgram } from "@cablecut/test-program";
import { afterEach, expect, test } from "vitest";

const main = await testProgram(new URL("main.ts", import.meta.url));
const children: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function configFile(content?: object): Promise<{ file: string; controlPort: number }> {
  const folder = await mkdtemp(join(tmpdir(), "fabric-app-"));
  folders.push(folder);
  const [controlPort, ...ports] = await lastingPorts(9);
  const config = {
    control: { port: controlPort },
    stateFile: join(folder, "cables.json"),
    rooms: ["x", "y"].map((id) => ({ id, city: `${id}-city`, host: "127.0.0.1", port: 9 })),
    ports: { host: "127.0.0.1", ports },
    ...content,
  };
  const file = join(folder, "fabric.json");
  await writeFile(file, JSON.stringify(config));
  return { file, controlPort: controlPort! };
}

function start(args: readonly string[]): { child: ChildProcess; output: () => string } {
  const child = fork(main, args, {
    execArgv: [],
    silent: true,
    env: { ...process.env, LC_ALL: "C" },
  });
  children.push(child);
  let output = "";
  child.stdout?.on("data", (bytes: Buffer) => (output += bytes.toString()));
  child.stderr?.on("data", (bytes: Buffer) => (output += bytes.toString()));
  return { child, output: () => output };
}

const ready = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    child.once("message", resolve).once("exit", (code) => reject(new Error(`exit ${code}`)));
  });
/** It has ended, and all that it printed has been read. */
const closed = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once("close", (code) => resolve(code));
  });
const exited = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
  });

test("it says that it is ready, serves, keeps cuts over a kill -9 and ends on SIGTERM", async () => {
  const { file, controlPort } = await configFile();
  const client = new FabricClient({ port: controlPort });
  const first = start(["--config", file]).child;
  expect(await ready(first)).toEqual({
    kind: "ready",
    control: { host: "127.0.0.1", port: controlPort },
  });
  expect(await client.cut({ targets: ["x"] })).toMatchObject({ ok: true, saved: true });
  const killed = exited(first);
  first.kill("SIGKILL");
  await killed;

  const second = start(["--config", file]).child;
  await ready(second);
  const status = await client.status();
  expect(status.ok && status.rooms.map(({ cablesUp }) => cablesUp)).toEqual([0, 2]);
  const ended = exited(second);
  second.kill("SIGTERM");
  expect(await ended).toBe(0);
});

test("it ends when whoever started it is gone", async () => {
  const { file } = await configFile();
  const { child } = start(["--config", file]);
  await ready(child);
  const ended = exited(child);
  child.disconnect();
  expect(await ended).toBe(0);
});

test.each([
  ["no configuration", async () => [], /--config FILE/],
  [
    "a room without a port",
    async () => ["--config", (await configFile({ rooms: [{ id: "x" }] })).file],
    /rooms\.0/,
  ],
  [
    "cables that end outside of this machine",
    async () => [
      "--config",
      (await configFile({ ports: { host: "192.0.2.1", basePort: 20_000 } })).file,
    ],
    /on the loopback only/,
  ],
  [
    "a configuration without an end",
    async () => ["--config", "/dev/zero"],
    /\/dev\/zero: it is no file/,
  ],
  [
    "a configuration without an end, told in Chinese",
    async () => ["--config", "/dev/zero", "--lang", "zh"],
    /^fabric: \/dev\/zero：不是文件$/m,
  ],
])("with %s it says what is wrong and does not start", async (_name, args, message) => {
  const { child, output } = start(await args());
  expect(await closed(child)).toBe(2);
  expect(output()).toMatch(message);
  expect(output()).not.toMatch(/\n\s+at /);
});

test.each(["text", "pipe", "folder"])(
  "a state that is a %s is named in the reader's language, and may be mended before another start",
  async (what) => {
    const { file } = await configFile();
    const state = join(file, "..", "cables.json");
    if (what === "text") await writeFile(state, "cut");
    else if (what === "pipe") spawnSync("mkfifo", [state]);
    else await mkdir(state);
    const { child, output } = start(["--config", file, "--lang", "zh"]);
    expect(await closed(child)).toBe(1);
    expect(output()).toMatch(/^fabric: .*cables\.json 中不是光缆状态/m);
  },
);
