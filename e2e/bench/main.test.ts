import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

function bench(...words: string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", main, ...words],
    { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } },
  );
  return { code: status, said: stdout + stderr };
}

test.each([
  [["throughput", "--help"], "accounts, 1000 to 89000 (default: 65536)"],
  [["reads", "--help"], "of each part, 1 to 3600 (default: 10)"],
  [["--peers", "--help"], "puts on their way at each bare member, 1 to 256 (default: 4)"],
  [["phones", "--help"], "phones, at all gateways together, 20 to 60000 (default: 2000)"],
  [["recovery", "--lang", "zh", "--help"], "全速断网次数，0至1000（默认：10）"],
  [["--against", "main", "--help"], "medians, ranges and ratios (ours / theirs) of every figure"],
  [["--lang=zh", "--against", "main", "-h"], "轮数，每轮测量两个构建"],
  [["--against", "--help"], "medians, ranges and ratios (ours / theirs) of every figure"],
])("%j is told what it takes, in the language asked for", (words, text) => {
  const { code, said } = bench(...words);
  expect(said).toContain(text);
  expect(code).toBe(0);
});

test("what is not allowed is refused with what is", () => {
  const { code, said } = bench("recovery", "--rate", "50");
  expect(said).toContain("--rate takes a whole number from 100 to 5000, not '50'");
  expect(code).toBe(2);
});

test("without a name every benchmark is named, and that is exit code 2", () => {
  const { code, said } = bench();
  for (const usage of ["-- recovery", "-- throughput", "-- reads", "-- phones", "--against REF"]) {
    expect(said).toContain(usage);
  }
  expect(code).toBe(2);
});

test.each([
  [["troughput"], "There is no benchmark 'troughput'."],
  [["--lang", "zh", "troughput"], "没有名为“troughput”的基准测试。"],
  [["--no-such-option"], "There is no benchmark '--no-such-option'."],
])("%j is told that there is none of that name", (words, text) => {
  const { code, said } = bench(...words);
  expect(said).toContain(text);
  expect(said).toContain("npm run bench -- recovery");
  expect(code).toBe(2);
});

test("a report that cannot be written is refused before anything is measured", () => {
  const { code, said } = bench("throughput", "--json", "/no-such-folder/report.json");
  expect(said).toContain("--json: ENOENT");
  expect(code).toBe(2);
});
