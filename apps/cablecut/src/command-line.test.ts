import { randomInt } from "node:crypto";
import { languageOf } from "@cablecut/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { commandLine } from "./command-line.ts";
import { columnsOf } from "./terminal/terminal-columns.ts";

class Exited extends Error {}

async function asked(
  args: readonly string[],
): Promise<{ status: number | null; out: string; err: string }> {
  const answer = { status: null as number | null, out: "", err: "" };
  const terminal = {
    writeOut: (text: string) => (answer.out += text),
    writeError: (text: string) => (answer.err += text),
    exit: (code: number): never => {
      answer.status = code;
      throw new Exited();
    },
  };
  const program = commandLine(terminal, languageOf(args, { LANG: "en_US.UTF-8" }));
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof Exited)) throw error;
  }
  return answer;
}

const commands = [
  [],
  ["demo"],
  ["room"],
  ["gateway"],
  ["fabric"],
  ["ctl"],
  ["ctl", "status"],
  ["ctl", "cut"],
  ["ctl", "restore"],
  ["ctl", "fault"],
  ["ctl", "pace"],
  ["ctl", "failback"],
  ["ctl", "audit"],
  ["ctl", "report"],
  ["ctl", "login"],
  ["ctl", "room"],
  ["ctl", "room", "rebuild"],
  ["ctl", "reset"],
  ["verify"],
  ["deploy"],
] as const;

test.each(commands.map((command) => [command]))(
  "cablecut %j has help, with an example",
  async (command) => {
    const { status, out } = await asked([...command, "--help"]);
    expect(status).toBe(0);
    expect(out).toContain(`Usage: ${["cablecut", ...command].join(" ")} `);
    expect(out).toContain("  $ cablecut ");
    expect(out).not.toMatch(/[\u4e00-\u9fff]/);
  },
);

test.each(commands.map((command) => [command]))(
  "cablecut %j has help in Chinese too, with nothing left in English",
  async (command) => {
    const { status, out } = await asked([...command, "--help", "--lang", "zh"]);
    expect(status).toBe(0);
    expect(out).toContain(`用法： ${["cablecut", ...command].join(" ")} `);
    expect(out).toContain("  $ cablecut ");
    const terms = /^(用法：.*| +\$ .*| {2}\S+.*? {2,}|.*（.*）)/gm;
    const sentences = out.replaceAll(terms, "").match(/[a-z]+ [a-z]+ [a-z]+/g);
    expect(sentences).toBeNull();
    for (const line of out.split("\n")) expect(columnsOf(line), line).toBeLessThanOrEqual(100);
  },
);

test.each([
  [["dmeo"], "commands are demo, room, gateway, fabric, crowd, ctl, verify"],
  [["demo", "--pace", "slow"], "Allowed choices are keynote, booth, full-speed."],
  [["demo", "--port", "65536"], "Allowed are whole numbers from 0 to 65535."],
  [["demo", "--gateways", "5"], "Allowed are whole numbers from 1 to 4."],
  [["demo", "--gateways", "0"], "Allowed are whole numbers from 1 to 4."],
  [["demo", "--port", "2e3"], "Allowed are whole numbers from 0 to 65535."],
  [["demo", "--ports", "1"], "options are --data, --port"],
  [["ctl", "cut"], 'allowed: a cable "hz-a/A"'],
  [["ctl", "statu"], "commands are status, cut, restore"],
  [["ctl", "fault"], 'allowed: a cable "hz-a/A"'],
  [["ctl", "fault", "hz", "--loss", "2"], "Allowed are numbers from 0 to 0.9"],
  [["ctl", "fault", "hz", "--one-way", "up"], "Allowed choices are toward, from."],
  [["ctl", "pace"], "allowed: keynote, booth, full-speed"],
  [["ctl", "pace", "slow"], "Allowed choices are keynote, booth, full-speed."],
  [["ctl", "failback", "yes"], "Allowed choices are on, off."],
  [["room"], "--config <file>"],
  [["status"], "commands are demo"],
  [["demo", "--lang", "fr"], "Allowed choices are en, zh."],
  [["demo", "--data", ""], "It must not be empty."],
  [["ctl", "status", "--data", " "], "It must not be empty."],
  [["ctl", "report", "--out", ""], "It must not be empty."],
  [["ctl", "report"], "required option '--out <directory>'"],
  [["ctl", "status", "--data", "a\nb"], "It must not have line ends"],
  [["ctl", "audit", "--data", "\u001b[2J"], "It must not have line ends"],
  [["ctl", "report", "--out", "\u202Etxt"], "It must not have line ends"],
  [["verify", "report\r.json"], "It must not have line ends"],
  [["verify", ""], "It must not be empty."],
  [["deploy", "--check", "a\u2028b"], "It must not have line ends"],
  [["ctl", "cut", "hz", "sh\n"], "It must not have line ends"],
  [["deploy", "hosts.json", "--out", ""], "It must not be empty."],
  [["deploy", "--check"], "argument missing"],
  [["verify", "--key", ""], "It must not be empty."],
  [["verify", "report.json", "--key", "1f3a 09bc"], "Allowed are the 20 digits"],
  [
    ["verify", "--key", "1f3a 09bc 0000 0000 000\uff10"],
    "--key is of a report: name its report.json",
  ],
  [["room", "--config", ""], "It must not be empty."],
  [["ctl", "room", "rebuild"], "allowed:"],
  [["ctl", "room", "destroy"], "commands are rebuild"],
  [["ctl", "status", "now"], "too many arguments"],
])("cablecut %j is answered in one line that says what is allowed", async (args, allowed) => {
  const { status, out, err } = await asked(args);
  expect(status).toBe(2);
  expect(out).toBe("");
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect(err).toContain(allowed);
});

test.each([
  [["dmeo"], "没有命令“dmeo”；可用命令：demo"],
  [["demo", "--pace", "slow"], "允许的值：keynote、booth、full-speed。"],
  [["demo", "--port", "65536"], "允许的值：0至65535的整数。"],
  [["demo", "--gateways", "two"], "允许的值：1至4的整数。"],
  [["demo", "--ports", "1"], "没有选项“--ports”；可用选项：--data, --port"],
  [["demo", "--data", ""], "的值“”无效。不得为空。"],
  [["demo", "--port"], "选项“--port <number>”缺少值"],
  [["ctl", "status", "--data", "a\nb"], "不得含有换行或不可见字符。"],
  [["verify", "a\nb"], "不得含有换行或不可见字符。"],
  [["ctl", "cut"], "缺少参数“targets”；允许：光缆“hz-a/A”"],
  [["ctl", "fault", "hz", "--loss", "2"], "允许的值：0至0.9的数"],
  [["ctl", "pace", "slow"], "允许的值：keynote、booth、full-speed。"],
  [["ctl", "status", "now"], "参数过多，应为0个，实为1个"],
  [["room"], "必须指定选项“--config <file>”"],
])("cablecut %j is answered in Chinese, in one line", async (args, allowed) => {
  const { status, out, err } = await asked(["--lang", "zh", ...args]);
  expect(status).toBe(2);
  expect(out).toBe("");
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect(err).toContain(allowed);
  expect(err).not.toContain("error");
});

test("the language is that of --lang, wherever it stands, else the terminal's", () => {
  const chinese = { LANG: "zh_CN.UTF-8" };
  expect(languageOf(["ctl", "status"], chinese)).toBe("zh");
  expect(languageOf(["ctl", "status", "--lang", "en"], chinese)).toBe("en");
  expect(languageOf(["--lang=en", "demo"], chinese)).toBe("en");
  expect(languageOf(["demo", "--lang", "fr"], chinese)).toBe("zh");
  expect(languageOf(["demo", "--lang"], {})).toBe("en");
});

/** What people, shells and scripts put into a command line. None is a command of ours, and none ends the options. */
const words = fc.constantFrom(
  "0",
  "-1",
  "1e999",
  "NaN",
  "Infinity",
  "0x10",
  "99999999999999999999",
  "１",
  " ",
  "",
  "数据",
  "a\nb",
  "\u001b[2J",
  "\u202e",
  "😀",
  "__proto__",
  "constructor",
  "toString",
  "%s%d",
  "/dev/zero",
  "/",
  "x".repeat(5_000),
  "-x",
  "--data",
  "--port",
  "--config",
  "--interval=1e999",
  "--delay",
  "--receipts",
  "--out",
  "--lang=fr",
  "--__proto__",
  "--no-data",
  "--constructor=1",
);

test.each(["en", "zh"] as const)(
  "whatever else stands beside an unknown option, it is refused in one line of the reader's language: %s",
  async (language) => {
    const seed = randomInt(2 ** 31);
    const lines = fc.tuple(
      fc.constantFrom(...commands),
      fc.array(words, { maxLength: 5 }),
      fc.constantFrom("--no-such", "--no such", "--no\nsuch", "--没有"),
    );
    for (const [command, between, unknown] of fc.sample(lines, { seed, numRuns: 400 })) {
      // Twice: an option that waits for its value takes the first one.
      const args = ["--lang", language, ...command, ...between, unknown, unknown];
      const { status, out, err } = await asked(args);
      const said = `${JSON.stringify(args).slice(0, 300)} (seed ${seed})`;
      expect(status, said).toBe(2);
      expect(out, said).toBe("");
      expect(err, said).toMatch(language === "en" ? /^error: [^\n]+\n$/ : /^错误：[^\n]+\n$/);
    }
  },
);
