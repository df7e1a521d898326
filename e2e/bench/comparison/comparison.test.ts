import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Language } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { compareBuilds } from "./comparison.ts";
import { isRunning } from "./testing/is-running.ts";
import { SmallProject } from "./testing/small-project.ts";

let project: SmallProject;
/** Where everything that a comparison makes lies while it runs. */
let temporary: string;
let printed: string[];

beforeEach(() => {
  project = new SmallProject();
  temporary = mkdtempSync(join(tmpdir(), "cablecut-comparison-"));
  vi.stubEnv("TMPDIR", temporary);
  printed = [];
  const print = (line: string): void => void printed.push(line);
  vi.spyOn(console, "log").mockImplementation(print);
  vi.spyOn(console, "error").mockImplementation(print);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  project.remove();
  rmSync(temporary, { recursive: true, force: true });
});

function compare(words: string, language: Language = "en"): Promise<number> {
  return compareBuilds([...words.split(" "), "--lang", language], project.root);
}

function expectNothingLeft(): void {
  expect(project.worktrees(), "worktrees").toHaveLength(1);
  const ours = readdirSync(temporary).filter((name) => name.startsWith("cablecut-"));
  expect(ours, "files").toEqual([]);
}

test("both builds are measured in turn, who comes first changing, and every figure has its ratio", async () => {
  const theirs = project.commit({ speed: 1_000_000 });
  project.commit({ speed: 1_200_000 });
  const json = join(project.folder, "outcome.json");
  expect(await compare(`--against ${theirs} --times 2 --json ${json}`), printed.join("\n")).toBe(0);
  const [slow, fast] = ["1000000", "1200000"];
  expect(project.runs()).toEqual([
    `throughput ${fast}`,
    `throughput ${slow}`,
    `recovery ${fast}`,
    `recovery ${slow}`,
    `throughput ${slow}`,
    `throughput ${fast}`,
    `recovery ${slow}`,
    `recovery ${fast}`,
  ]);
  const text = printed.join("\n");
  // Runs 1 and 3 of each build are throughput, the latter 2 % faster.
  expect(text).toMatch(
    /in batches, transfers\/s +1,212,000 \(1,200,000\.\.1,224,000\) +1,010,000 \(.*\) +1\.200 +1\.200/,
  );
  expect(text).toMatch(/everybody pays again, ms \(less is better\) +520 \(500\.\.540\)/);
  expect(text).toContain(`theirs ${theirs.slice(0, 12)} speed 1000000`);
  expect(text).toMatch(/2 rounds of throughput \+ recovery, .* about \d+ min; .* at most \d+ min/);
  expect(text).toMatch(/load average [\d.]+ before, [\d.]+ after/);
  expect(text).not.toMatch(/FAILED|NOT THE SAME|changes that are not committed/);
  const written = JSON.parse(readFileSync(json, "utf8"));
  expect(written).toMatchObject({ format: 1, theirs: { hash: theirs }, failures: 0 });
  expect(written.rounds).toHaveLength(4);
  expectNothingLeft();
});

test("a throughput below --at-least fails and is named", async () => {
  const fast = project.commit({ speed: 1_000_000 });
  project.commit({ speed: 900_000 });
  expect(await compare(`throughput --against ${fast} --times 1 --at-least 0.95`)).toBe(1);
  expect(printed.join("\n")).toContain(
    "BELOW THE LIMIT: in batches, transfers/s: 0.900 of theirs, at least 0.95 was asked for",
  );
});

test("a run that lost something is told with its words and fails the whole; its round does not count", async () => {
  const theirs = project.commit({ speed: 1_000_000 });
  project.commit({ speed: 1_000_000, losesInRun: 2 });
  expect(await compare(`throughput --against ${theirs} --times 2`)).toBe(1);
  const text = printed.join("\n");
  expect(text).toMatch(/round 2, throughput, ours: FAILED.*\nFAULT: account 207/);
  expect(text).toContain("1 runs failed");
  expect(text).toMatch(/in batches, transfers\/s +1,000,000 \(1,000,000\.\.1,000,000\) +1,000,000/);
  expectNothingLeft();
});

test("a commit from before --json is measured by what it prints", async () => {
  const old = project.commit({ speed: 1_000_000, printsOnly: true });
  project.commit({ speed: 1_100_000 });
  expect(await compare(`throughput --against ${old} --times 1`), printed.join("\n")).toBe(0);
  const text = printed.join("\n");
  expect(text).toContain("theirs has no --json");
  expect(text).toMatch(/in batches, transfers\/s +1,100,000 .* 1,000,000 .* 1\.100/);
  expect(text).toMatch(/in batches, a frame's answers p99.* not measured +120\.5/);
});

test("settings that differ and changes that are not committed are said", async () => {
  const theirs = project.commit({ speed: 1_000_000 });
  project.commit({ speed: 1_000_000, warmUpSeconds: 5 });
  project.write("package.json", '{"type":"module","scripts":{"test":"node scripts/install.mjs"}}');
  expect(await compare(`throughput --against ${theirs} --times 2`)).toBe(0);
  const text = printed.join("\n");
  expect(text.match(/NOT THE SAME SETTINGS of throughput .*: warmUpSeconds 5 \/ 3$/gm)).toEqual([
    expect.any(String),
  ]);
  expect(text).toContain("(with changes that are not committed)");
});

test("what cannot be compared is refused by name with exit code 2, and nothing is measured", async () => {
  const ancient = project.commitWithoutBench();
  const broken = project.commit({ speed: 1, broken: true });
  project.commit({ speed: 1_000_000 });
  const cases: readonly (readonly [string, string])[] = [
    ["--against no-such-ref", "There is no commit 'no-such-ref' in this clone."],
    [`--against ${ancient}`, `'${ancient}' cannot be compared: it has no e2e/bench/main.ts`],
    [`--against ${broken}`, "It could not be built:"],
    ["--against base", "There is no baseline: e2e/bench/baseline.json is missing."],
    ["--against main --times 0", "--times takes a whole number from 1 to 50, not '0'"],
    ["--against main latency", "'latency' is not taken; allowed are throughput, recovery"],
    ["--against main --tims 3", "unknown option '--tims'"],
    ["recovery --against main --at-least 0.9", "--at-least looks at throughput"],
  ];
  for (const [words, sentence] of cases) {
    printed = [];
    expect(await compare(words), words).toBe(2);
    expect(printed.join("\n"), words).toContain(sentence);
  }
  printed = [];
  expect(await compare("--against no-such-ref", "zh")).toBe(2);
  expect(printed.join("\n")).toContain("此克隆中没有提交“no-such-ref”");
  expect(project.runs()).toEqual([""]);
  expectNothingLeft();
});

test("base is what baseline.json says; where its commit is not here, that is said", async () => {
  const base = project.commit({ speed: 1_000_000 });
  const note = "the release before";
  project.write("e2e/bench/baseline.json", JSON.stringify({ commit: base, note }));
  project.commit({ speed: 1_000_000 });
  expect(await compare("throughput --against base --times 1")).toBe(0);
  expect(printed.join("\n")).toContain(`theirs ${base.slice(0, 12)}`);

  printed = [];
  const root = project.shallowClone();
  expect(await compareBuilds(["--against", "base", "--lang=en"], root)).toBe(2);
  expect(printed.join("\n")).toContain(
    `The baseline ${base} (${note}) is not in this clone; this clone is shallow`,
  );

  printed = [];
  project.write("e2e/bench/baseline.json", '{"commit": "main"}');
  expect(await compare("--against base")).toBe(2);
  expect(printed.join("\n")).toContain("e2e/bench/baseline.json is no baseline");
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s in the middle of a run ends every process and leaves nothing behind",
  async (signal) => {
    const theirs = project.commit({ speed: 1_000_000 });
    project.commit({ speed: 1_000_000, hangs: true });
    const module = JSON.stringify(new URL("comparison.ts", import.meta.url).href);
    const root = JSON.stringify(project.root);
    const words = JSON.stringify(["--against", theirs, "--lang", "en"]);
    const script = `
      const { compareBuilds } = await import(${module});
      process.exitCode = await compareBuilds(${words}, ${root});`;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<number | null>((done) => child.once("exit", done));
    const pids = (): number[] =>
      (project.runs().find((line) => line.startsWith("pids ")) ?? "pids")
        .split(" ")
        .slice(1)
        .map(Number);
    await vi.waitFor(() => expect(pids(), output).toHaveLength(2), {
      timeout: 60_000,
      interval: 50,
    });
    expect(project.worktrees()).toHaveLength(2);
    child.kill(signal);
    expect(await ended, output).toBe(signal === "SIGINT" ? 130 : 143);
    expect(output).toContain("interrupted; nothing is left behind");
    await vi.waitFor(
      () => {
        for (const pid of pids()) expect(isRunning(pid), `process ${pid}`).toBe(false);
      },
      { timeout: 60_000 },
    );
    expectNothingLeft();
  },
);
