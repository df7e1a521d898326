import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { programs } from "./programs.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const program = [join(root, "scripts/run.mjs"), ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, program, { cwd: root, timeout: 60_000 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ code, out, err });
    });
  });
}

test("package.json's scripts run each program by its name", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const run = Object.entries(scripts).filter(([, line]) => line.includes("scripts/run.mjs"));
  expect(run.map(([name]) => name).toSorted()).toEqual(Object.keys(programs).toSorted());
  for (const [name, line] of run) expect(line).toBe(`exec node scripts/run.mjs ${name}`);
});

test("npm run build replaces no file of a show that runs", async () => {
  const dist = join(root, "dist");
  mkdirSync(dist, { recursive: true });
  const mark = join(dist, `.used-by-${process.pid}`);
  writeFileSync(mark, `${process.pid}\n\n`);
  try {
    const { code, err } = await run("build", "room");
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/\.used-by-\d+/) });
  } finally {
    rmSync(mark);
  }
});

const entries = Object.entries(programs);

test.each(entries.map(([name]) => name))("%s answers --help in both languages", async (name) => {
  const [en, zh] = await Promise.all([
    run(name, "--help", "--lang", "en"),
    run(name, "--help", "--lang", "zh"),
  ]);
  expect(en).toMatchObject({ code: 0, err: "" });
  expect(en.out).toContain(name === "bench" ? "npm run bench -- recovery" : "Usage: npm ");
  expect(zh).toMatchObject({ code: 0, err: "" });
  expect(zh.out).toMatch(/\p{Script=Han}/u);
});

// The others would build first, here while other tests read what is built.
test.each(entries.flatMap(([name, { builds }]) => (builds === undefined ? [name] : [])))(
  "%s names an option that it does not know, and does nothing",
  async (name) => {
    const { code, out, err } = await run(name, "--no-such-option", "--lang", "zh");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("没有选项“--no-such-option”");
  },
);

// What is on no picture was not looked at, and a run that made none would prove nothing.
test.each(["screenshots", "screenshots:stage", "screenshots:console"] as const)(
  "%s refuses a look that no picture has",
  async (name) => {
    const { code, out, err } = await run(name, "--look", "no-such-look", "--lang", "en");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("no-such-look");
  },
);
