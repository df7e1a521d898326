import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const answerInTurn = fileURLToPath(new URL("../../scripts/answer-in-turn.mjs", import.meta.url));

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const helps: readonly (readonly [readonly string[], string])[] = [
  [["throughput", "--help"], "accounts, 1000 to 89000 (default: 65536)"],
  [["reads", "--help"], "of each part, 1 to 3600 (default: 10)"],
  [["--peers", "--help"], "puts on their way at each bare member, 1 to 256 (default: 4)"],
  [["phones", "--help"], "phones, at all gateways together, 20 to 60000 (default: 2000)"],
  [["recovery", "--lang", "zh", "--help"], "全速断网次数，0至1000（默认：10）"],
  [["--against", "main", "--help"], "medians, ranges and ratios (ours / theirs) of every figure"],
  [["--lang=zh", "--against", "main", "-h"], "轮数，每轮测量两个构建"],
  [["--against", "--help"], "medians, ranges and ratios (ours / theirs) of every figure"],
];
const overview = ["-- recovery", "-- throughput", "-- reads", "-- phones", "--against REF"];
const refusals: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["recovery", "--rate", "50"], ["--rate takes a whole number from 100 to 5000, not '50'"]],
  [[], overview],
  [["troughput"], ["There is no benchmark 'troughput'.", ...overview]],
  [
    ["--lang", "zh", "troughput"],
    ["没有名为“troughput”的基准测试。", ...overview],
  ],
  [["--no-such-option"], ["There is no benchmark '--no-such-option'.", ...overview]],
  [["throughput", "--json", "/no-such-folder/report.json"], ["--json: ENOENT"]],
];

/** Only when it gives up, ms. */
const answersMaxMs = 240_000;

/** What it says to each of these command lines, by its words: in one process, which takes longer to start than to answer. */
let answers: ReadonlyMap<string, Answer>;
beforeAll(() => {
  const calls = [...helps, ...refusals].map(([words]) => words);
  const asked = calls.map((words) => ({ file: main, words }));
  const { stdout, stderr } = spawnSync(process.execPath, [answerInTurn, JSON.stringify(asked)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
    timeout: answersMaxMs,
  });
  expect(stderr).toBe("");
  const said = JSON.parse(stdout) as readonly Answer[];
  answers = new Map(calls.map((words, at) => [words.join(" "), said[at]!]));
}, answersMaxMs);

test.each(helps)("%j is told what it takes, in the language asked for", (words, text) => {
  const answer = answers.get(words.join(" "));
  expect(answer).toMatchObject({ code: 0, err: "" });
  expect(answer?.out).toContain(text);
});

test.each(refusals)("%j is refused with what is allowed", (words, texts) => {
  const answer = answers.get(words.join(" "));
  expect(answer).toMatchObject({ code: 2, out: "" });
  for (const text of texts) expect(answer?.err).toContain(text);
});
