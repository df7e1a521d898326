import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What one commit of the small project is like. */
export interface Version {
  /** Transfers a second of its first run; each further one is 1 % faster. */
  readonly speed: number;
  /** Its benchmark is from before --json. */
  readonly printsOnly?: true;
  /** Its build fails. */
  readonly broken?: true;
  /** Its benchmark loses a transfer in this run (from 1 on). */
  readonly losesInRun?: number;
  /** Its benchmark starts a child and never ends. */
  readonly hangs?: true;
  readonly warmUpSeconds?: number;
}

/** A git repository as small as one can be that is installed, built and measured like this one. */
export class SmallProject {
  readonly folder = mkdtempSync(join(tmpdir(), "cablecut-small-"));
  readonly root = join(this.folder, "project");
  /** Which build ran what, in order: "throughput 1000000". */
  readonly #log = join(this.folder, "runs.txt");

  constructor() {
    mkdirSync(this.root);
    writeFileSync(this.#log, "");
    this.#git("init", "--quiet", "--initial-branch", "main");
    this.#write("package.json", packageJson);
    this.#write(".gitignore", "node_modules\ndist\nruns\n");
    this.#write("scripts/install.mjs", installScript);
    this.#write("scripts/build.mjs", buildScript);
  }

  /** Commits a version and leaves it checked out and installed; its hash. */
  commit(version: Version): string {
    this.#write("version.json", JSON.stringify({ ...version, log: this.#log }));
    this.#write("e2e/bench/main.ts", benchScript);
    return this.#commitAll(`speed ${version.speed}`);
  }

  /** A commit from before there were benchmarks. */
  commitWithoutBench(): string {
    return this.#commitAll("nothing to measure");
  }

  write(path: string, text: string): void {
    this.#write(path, text);
  }

  /** "throughput 1000000" per run, in order. */
  runs(): string[] {
    return readFileSync(this.#log, "utf8").trim().split("\n");
  }

  /** Folders that git knows as worktrees, the project's own among them. */
  worktrees(): string[] {
    return this.#git("worktree", "list", "--porcelain")
      .split("\n")
      .filter((line) => line.startsWith("worktree "));
  }

  /** A clone that has the newest commit only. */
  shallowClone(): string {
    const clone = join(this.folder, "shallow");
    this.#git("clone", "--quiet", "--depth", "1", `file://${this.root}`, clone);
    return clone;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #commitAll(subject: string): string {
    this.#git("add", "--all");
    const author = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
    this.#git(...author, "commit", "--quiet", "--allow-empty", "--message", subject);
    execFileSync(process.execPath, ["scripts/install.mjs"], { cwd: this.root });
    return this.#git("rev-parse", "HEAD").trim();
  }

  #git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.root, encoding: "utf8" });
  }

  #write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

const packageJson = JSON.stringify({
  name: "small",
  private: true,
  type: "module",
  scripts: { test: "node scripts/install.mjs" },
});

/** Its benchmark is plain JavaScript under a name that ends in .ts, and its "tsx" lets that pass: it starts at once. */
const loader = `
import { register } from "node:module";
const load = "export const load = (url, context, next) =>" +
  " next(url, url.endsWith('.ts') ? { ...context, format: 'module' } : context);";
register("data:text/javascript," + encodeURIComponent(load));
`;

const installScript = `
import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("node_modules/tsx", { recursive: true });
writeFileSync("node_modules/tsx/package.json", '{"type":"module","exports":"./index.js"}');
writeFileSync("node_modules/tsx/index.js", ${JSON.stringify(loader)});
`;

const buildScript = `
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const { broken, speed } = JSON.parse(readFileSync("version.json", "utf8"));
if (process.argv.slice(2).join(" ") !== "room fabric") throw new Error("what is to be built?");
if (broken) throw new Error("room does not build here");
mkdirSync("dist", { recursive: true });
writeFileSync("dist/room.mjs", String(speed));
`;

const benchScript = `
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const version = JSON.parse(readFileSync("version.json", "utf8"));
const [suite = "", ...words] = process.argv.slice(2);
if (words.includes("--help")) {
  console.log(version.printsOnly ? "--seconds N" : "--seconds N  --json FILE");
  process.exit(0);
}
if (!existsSync(process.env.TMPDIR)) throw new Error("no place for data");
const text = { type: "string" };
const names = ["payers", "frame", "seconds", "runs", "pace", "seed", "trials", "rate", "minutes"];
const json = version.printsOnly ? {} : { json: text };
const options = { ...Object.fromEntries(names.map((name) => [name, text])), ...json };
const { values } = parseArgs({ args: words, options });
const run = existsSync("runs") ? Number(readFileSync("runs", "utf8")) + 1 : 1;
writeFileSync("runs", String(run));
const built = Number(readFileSync("dist/room.mjs", "utf8"));
appendFileSync(version.log, suite + " " + built + "\\n");
if (version.hangs) {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  appendFileSync(version.log, "pids " + process.pid + " " + child.pid + "\\n");
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}
if (version.losesInRun === run) {
  console.log("FAULT: account 207 has the balance 5, acknowledged is 7");
  process.exit(1);
}
const rate = built * (1 + (run - 1) / 100);
const figures = suite === "throughput"
  ? { "batches-per-second": [rate], "one-by-one-per-second": [rate / 25], "of-tomorrow": [1] }
  : { "recovered-ms": [500, 520, 540] };
if (version.printsOnly) {
  if (suite === "throughput") {
    console.log("in batches, run 1: " + (rate / 1e6).toFixed(3) + "M/s applied on all five, frames answered in p50 80.1 p99 120.5 max 130.0 ms; load 2.1");
  }
} else {
  const settings = { seed: values.seed ?? null, warmUpSeconds: version.warmUpSeconds ?? 3 };
  writeFileSync(values.json, JSON.stringify({ format: 1, settings, figures }));
}
`;
