import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testProgram } from "@cablecut/test-program";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePorts } from "./testing/free-ports.ts";

const main = await testProgram(new URL("main.ts", import.meta.url));
const patience = { timeout: 60_000, interval: 20 };

let folder = "";
let keeper: ChildProcess | null = null;
let told: unknown[] = [];
let said = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-member-readiness-"));
  [told, said] = [[], ""];
});
afterEach(async () => {
  if (keeper !== null && keeper.exitCode === null) {
    const over = new Promise((done) => keeper?.once("exit", done));
    keeper.kill("SIGTERM");
    await over;
  }
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const log = (): string => join(at("data"), "member", "wal");

/**
 * As etcd: it takes connections at its peers' port before it has read what it holds. Then it either ends, or makes its log and
 * answers, each once the test says so. Whoever asks a second time is not content with a connection.
 */
const etcd = `#!${process.execPath}
const { existsSync, mkdirSync, writeFileSync } = require("node:fs");
if (process.argv[2] === "--version") {
  console.log("etcd Version: 3.4.23");
  process.exit();
}
const word = "--listen-peer-urls=";
const url = process.argv.find((each) => each.startsWith(word)).slice(word.length);
const waiting = [];
let calls = 0;
require("node:http")
  .createServer((_, answer) => waiting.push(answer))
  .listen(new URL(url).port, "127.0.0.1")
  .on("connection", () => ++calls > 1 && writeFileSync("ASKED", ""));
setInterval(() => {
  if (existsSync("DAMAGED")) process.exit(1);
  if (!existsSync("READ")) return;
  mkdirSync("LOG", { recursive: true });
  for (const answer of waiting.splice(0)) answer.end("{}");
}, 10);
`;

async function keep(): Promise<void> {
  const [clientPort, peerPort, proxyPort] = await freePorts(3);
  const script = ["ASKED", "DAMAGED", "READ"].reduce(
    (text, file) => text.replaceAll(`"${file}"`, JSON.stringify(at(file))),
    etcd.replaceAll('"LOG"', JSON.stringify(log())),
  );
  writeFileSync(at("etcd"), script, { mode: 0o755 });
  const config = {
    binary: at("etcd"),
    names: ["hz-a", "hz-b", "sh-a"],
    replica: 1,
    token: "this-show",
    directory: at("data"),
    clientPort,
    peerPort,
    proxyPort,
    ifEmpty: "replace",
    beginMark: at("begin"),
  };
  writeFileSync(at("config.json"), JSON.stringify(config));
  const args = [main, "--config", at("config.json"), "--lang", "en"];
  keeper = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  keeper.on("message", (message) => told.push(message));
  keeper.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
}

const isAsked = (): boolean => existsSync(at("ASKED"));

test("a member counts as ready once it has its log and answers, and until then it may still begin", async () => {
  writeFileSync(at("begin"), "");
  await keep();
  await expect.poll(isAsked, patience).toBe(true);
  expect(told).toEqual([]);
  expect(existsSync(at("begin"))).toBe(true);
  writeFileSync(at("READ"), "");
  await expect.poll(() => told, patience).toEqual([{ kind: "ready" }]);
  await expect.poll(() => existsSync(at("begin")), patience).toBe(false);
});

test("a member whose data are damaged was never ready, and says which directory to move away", async () => {
  mkdirSync(log(), { recursive: true });
  await keep();
  await expect.poll(isAsked, patience).toBe(true);
  writeFileSync(at("DAMAGED"), "");
  await expect.poll(() => keeper?.exitCode, patience).toBe(1);
  expect(told).toEqual([]);
  const words = `etcd ended (1) while it read ${at("data")}; if that is damaged (see its log), move it away`;
  await expect.poll(() => said, patience).toContain(words);
});
