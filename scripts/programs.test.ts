import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
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

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const names = Object.keys(programs);
const pictureMakers = ["screenshots", "screenshots:stage", "screenshots:console"];
/** Only when it gives up, ms. */
const answersMaxMs = 240_000;

/** Everything that is asked below, by the words: in one process for all, since each takes longer to start than to answer. */
let answers: ReadonlyMap<string, Answer>;
beforeAll(() => {
  const calls = [
    ...names.flatMap((name) => [
      `${name} --help --lang en`,
      `${name} --help --lang zh`,
      `${name} --no-such-option --lang zh`,
    ]),
    ...pictureMakers.map((name) => `${name} --look no-such-look --lang en`),
  ];
  const asked = calls.map((call) => {
    const [name = "", ...words] = call.split(" ");
    return { file: join(root, programs[name]!.file), words };
  });
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "scripts/answer-in-turn.mjs"), JSON.stringify(asked)],
    { encoding: "utf8", timeout: answersMaxMs },
  );
  expect(stderr).toBe("");
  const said = JSON.parse(stdout) as readonly Answer[];
  answers = new Map(calls.map((call, at) => [call, said[at]!]));
}, answersMaxMs);

test.each(names)("%s answers --help in both languages", (name) => {
  const en = answers.get(`${name} --help --lang en`);
  expect(en).toMatchObject({ code: 0, err: "" });
  expect(en?.out).toContain(name === "bench" ? "npm run bench -- recovery" : "Usage: npm ");
  const zh = answers.get(`${name} --help --lang zh`);
  expect(zh).toMatchObject({ code: 0, err: "" });
  expect(zh?.out).toMatch(/\p{Script=Han}/u);
});

test.each(names)("%s names an option that it does not know, and does nothing", (name) => {
  const answer = answers.get(`${name} --no-such-option --lang zh`);
  expect(answer).toMatchObject({ code: 2, out: "" });
  expect(answer?.err).toMatch(/没有(选项|名为)“--no-such-option”/);
});

// What is on no picture was not looked at, and a run that made none would prove nothing.
test.each(pictureMakers)("%s refuses a look that no picture has", (name) => {
  const answer = answers.get(`${name} --look no-such-look --lang en`);
  expect(answer).toMatchObject({ code: 2, out: "" });
  expect(answer?.err).toContain("no-such-look");
});

test("by its name a program is told its words, and its exit code is told", async () => {
  const help = await run("attack", "--help", "--lang", "en");
  expect(help).toEqual({ code: 0, out: expect.stringContaining("npm run attack"), err: "" });
  const refused = await run("sim:fan-out", "--no-such-option", "--lang", "zh");
  expect(refused).toEqual({
    code: 2,
    out: "",
    err: expect.stringContaining("没有选项“--no-such-option”"),
  });
});
