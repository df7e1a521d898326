import type { ProgramWords, ReadWords } from "@cablecut/protocol";

export const suites = ["throughput", "recovery"] as const;
export type Suite = (typeof suites)[number];

/** What `npm run bench -- --against REF` takes. */
export const comparisonWords = {
  name: "bench",
  call: "npm run bench --",
  about: {
    en: `Builds another commit beside this checkout and measures both in turn, so that whatever else happens on the machine
happens to both: medians, ranges and ratios (ours / theirs) of every figure. Each build is measured by the benchmark
of its own commit, with the same words. How long it takes is said at the start; Ctrl-C leaves nothing behind.`,
    zh: `在此检出旁构建另一个提交，并交替测量两者，使机器上的其他影响两者均摊：每项数字给出中位数、范围与比值
（本构建/对方）。每个构建由其自身提交中的基准测试以相同参数测量。开始时会说明所需时间；Ctrl-C 不留下任何东西。`,
  },
  options: {
    against: {
      kind: "text",
      shown: "REF",
      fallback: null,
      about: {
        en: "a commit, branch or tag; base: the commit in e2e/bench/baseline.json",
        zh: "提交、分支或标签；base：e2e/bench/baseline.json 中的提交",
      },
    },
    times: {
      kind: "number",
      min: 1,
      max: 50,
      fallback: 5,
      about: {
        en: "rounds, each of which measures both builds, the order changing",
        zh: "轮数，每轮测量两个构建，先后次序轮换",
      },
    },
    seconds: {
      kind: "number",
      min: 1,
      max: 120,
      fallback: 8,
      about: { en: "of one run of each part of throughput", zh: "吞吐量各部分每次时长（秒）" },
    },
    payers: {
      kind: "number",
      min: 1_000,
      max: 89_000,
      fallback: 65_536,
      about: { en: "accounts of throughput", zh: "吞吐量账户数" },
    },
    trials: {
      kind: "number",
      min: 1,
      max: 30,
      fallback: 3,
      about: { en: "cuts in each run of recovery", zh: "每次恢复测量的断网次数" },
    },
    rate: {
      kind: "number",
      min: 100,
      max: 5_000,
      fallback: 500,
      about: { en: "payments per second during recovery", zh: "恢复测量期间每秒付款笔数" },
    },
    "at-least": {
      kind: "number",
      min: 0.01,
      max: 10,
      decimal: true,
      fallback: null,
      about: {
        en: "fails where the ratio of a throughput is below this",
        zh: "吞吐量比值低于此值时视为失败",
      },
    },
    json: {
      kind: "text",
      shown: "FILE",
      fallback: null,
      about: { en: "writes all values for programs to read", zh: "将全部数值写成供程序读取的文件" },
    },
  },
  words: {
    shown: "SUITE",
    of: suites,
    about: { en: "what is measured, both without a word", zh: "测量内容，不给则都测" },
  },
  more: {
    en: `Exit codes: 0 done, 1 a run failed, lost or doubled something, or a ratio is below --at-least, 2 bad arguments, no such
commit, or it could not be built.

Examples:
  npm run bench -- --against main~20
  npm run bench -- --against HEAD        how much two equal builds differ on this machine
  npm run bench -- throughput --against base --at-least 0.95`,
    zh: `退出码：0 完成；1 某次测量失败、丢失或重复，或比值低于 --at-least；2 参数有误、没有该提交或无法构建。

示例：
  npm run bench -- --against main~20
  npm run bench -- --against HEAD        两个相同的构建在本机上相差多少
  npm run bench -- throughput --against base --at-least 0.95`,
  },
} as const satisfies ProgramWords;

type Options = Extract<
  ReadWords<(typeof comparisonWords)["options"]>,
  { readonly kind: "go" }
>["options"];

export interface Settings extends Options {
  /** What is measured, in this order. */
  readonly suites: readonly Suite[];
}

export function settingsOf(options: Options, words: readonly string[]): Settings {
  const chosen = suites.filter((suite) => words.includes(suite));
  return { ...options, suites: chosen.length > 0 ? chosen : suites };
}
