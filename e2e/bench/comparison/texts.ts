import type { TextTable } from "../texts.ts";

export const comparisonUsage =
  "[throughput] [recovery] --against REF|base [--times 5] [--seconds 8] [--trials 3] [--at-least RATIO] [--json FILE]";

const shallowEn = "; this clone is shallow: git fetch --unshallow brings the rest";
const shallowZh = "；此克隆是浅克隆，可用 git fetch --unshallow 取回其余提交";

/** What a comparison of two builds says. */
export const comparisonTexts = {
  help: {
    en: `Builds another commit beside this checkout and measures both in turn, so that whatever else happens on the machine
happens to both: medians, lowest and highest, and ratios (ours / theirs) of every figure. Each build is measured by the
benchmark of its own commit, with the same words.

  --against REF    a commit, branch or tag; base: the commit in e2e/bench/baseline.json
  throughput       only transfers in batches, one by one, and one alone
  recovery         only recovery at full speed; without either word both
  --times N        rounds, each of which measures both builds, the order changing, 1 to 50 (5)
  --seconds N      of one run of throughput, 1 to 120 (8)
  --payers N       accounts of throughput, 1000 to 89000 (65536)
  --trials N       cuts in one run of recovery, 1 to 30 (3)
  --rate N         payments per second during recovery, 100 to 5000 (500)
  --at-least R     fails where the ratio of a throughput is below R, for instance 0.95
  --json FILE      writes all values for programs to read
  --lang LANG      the language of what is printed here, en or zh (the terminal's)

How long it takes is said at the start. Ctrl-C ends it and leaves nothing behind.

Exit codes: 0 done, 1 a run failed, lost or doubled something, or a ratio is below --at-least, 2 bad arguments or no such
commit, or it could not be built.

Examples:
  npm run bench -- --against main~20
  npm run bench -- throughput --against base --at-least 0.95`,
    zh: `在此检出旁构建另一个提交，并交替测量两者，使机器上的其他影响两者均摊：每项数字给出中位数、最低、最高，
以及比值（本构建/对方）。每个构建由其自身提交中的基准测试以相同参数测量。

  --against REF    提交、分支或标签；base：e2e/bench/baseline.json 中的提交
  throughput       仅测成批、逐笔与单笔转账
  recovery         仅测全速恢复；两词均不给则都测
  --times N        轮数，每轮测量两个构建，先后次序轮换，1至50（5）
  --seconds N      吞吐量每次时长（秒），1至120（8）
  --payers N       吞吐量账户数，1000至89000（65536）
  --trials N       每次恢复测量的断网次数，1至30（3）
  --rate N         恢复测量期间每秒付款笔数，100至5000（500）
  --at-least R     吞吐量比值低于R时视为失败，例如0.95
  --json FILE      将全部数值写成供程序读取的文件
  --lang LANG      此处输出的语言，en 或 zh（跟随终端）

开始时会说明所需时间。Ctrl-C 可中止，不留下任何东西。

退出码：0 完成；1 某次测量失败、丢失或重复，或比值低于 --at-least；2 参数有误、没有该提交或无法构建。

示例：
  npm run bench -- --against main~20
  npm run bench -- throughput --against base --at-least 0.95`,
  },

  unknownOption: (name: string) => ({
    en: `unknown option '${name}'; see npm run bench -- --against REF --help`,
    zh: `没有选项“${name}”；参见 npm run bench -- --against REF --help`,
  }),
  needsValue: (name: string) => ({
    en: `option '${name}' needs a value`,
    zh: `选项“${name}”缺少值`,
  }),
  noSuite: (word: string) => ({
    en: `'${word}' is not taken; throughput and recovery can be compared`,
    zh: `不接受“${word}”；可比较 throughput 与 recovery`,
  }),
  outOfRange: (name: string, low: number, high: number) => ({
    en: `${name} takes a whole number, ${low} to ${high}`,
    zh: `${name} 应为整数，${low}至${high}`,
  }),
  atLeastRange: {
    en: "--at-least takes a ratio above 0, at most 10",
    zh: "--at-least 应为大于0、至多10的比值",
  },
  atLeastWithoutThroughput: {
    en: "--at-least looks at throughput, which is not measured here",
    zh: "--at-least 只看吞吐量，而此处不测吞吐量",
  },

  noBaseline: (file: string) => ({
    en: `There is no baseline: ${file} is missing. Name a commit: --against REF`,
    zh: `没有基准提交：缺少 ${file}。请指明提交：--against REF`,
  }),
  badBaseline: (file: string) => ({
    en: `${file} is no baseline: it must be {"commit": "<hash>", "note": "<why this one>"}`,
    zh: `${file} 不是基准文件：应为 {"commit": "<哈希>", "note": "<说明>"}`,
  }),
  baselineNotHere: (commit: string, note: string, shallow: boolean) => ({
    en: `The baseline ${commit} (${note}) is not in this clone${shallow ? shallowEn : ""}.`,
    zh: `此克隆中没有基准提交 ${commit}（${note}）${shallow ? shallowZh : ""}。`,
  }),
  noCommit: (ref: string, shallow: boolean) => ({
    en: `There is no commit '${ref}' in this clone${shallow ? shallowEn : ""}.`,
    zh: `此克隆中没有提交“${ref}”${shallow ? shallowZh : ""}。`,
  }),
  noProgram: (ref: string, file: string) => ({
    en: `'${ref}' cannot be compared: it has no ${file}.`,
    zh: `“${ref}”无法比较：其中没有 ${file}。`,
  }),
  noRepository: (root: string) => ({
    en: `${root} is no git repository with a commit.`,
    zh: `${root} 不是含有提交的 git 仓库。`,
  }),
  notCheckedOut: (words: string) => ({
    en: `It could not be checked out:\n${words}`,
    zh: `无法检出：\n${words}`,
  }),
  notInstalled: (words: string) => ({
    en: `Its dependencies could not be installed:\n${words}`,
    zh: `无法安装其依赖：\n${words}`,
  }),
  notBuilt: (words: string) => ({
    en: `It could not be built:\n${words}`,
    zh: `无法构建：\n${words}`,
  }),
  notStarted: (words: string) => ({
    en: `Its benchmark does not start:\n${words}`,
    zh: `其基准测试无法启动：\n${words}`,
  }),

  ours: { en: "ours", zh: "本构建" },
  theirs: { en: "theirs", zh: "对方" },
  build: (name: string, commit: string, subject: string, changed: boolean) => ({
    en: `${name.padEnd(6)} ${commit} ${subject}${changed ? " (with changes that are not committed)" : ""}`,
    zh: `${name} ${commit} ${subject}${changed ? "（含未提交的改动）" : ""}`,
  }),
  loadBefore: (load: string) => ({
    en: `load average ${load} before`,
    zh: `开始前平均负载${load}`,
  }),
  loadAfter: (before: string, after: string) => ({
    en: `load average ${before} before, ${after} after`,
    zh: `平均负载：之前${before}，之后${after}`,
  }),
  plan: (rounds: number, what: string, about: string, limit: string) => ({
    en: `${rounds} rounds of ${what}, both builds in each: about ${about}; whatever takes too long is ended, so at most ${limit}`,
    zh: `${what}共${rounds}轮，每轮测量两个构建：约${about}；超时者会被终止，故至多${limit}`,
  }),
  minutes: (minutes: number) => ({ en: `${minutes} min`, zh: `${minutes}分钟` }),
  prepared: (seconds: string) => ({
    en: `both are built (${seconds} s)`,
    zh: `两者均已构建（${seconds}秒）`,
  }),
  printedFigures: {
    en: "theirs has no --json: its figures are read from what it prints, and what is built into it (clients, warm-up) is not known",
    zh: "对方没有 --json：其数字取自打印内容，其内置设置（客户端数、预热）不得而知",
  },
  generatorsDiffer: {
    en: "the load generators are not the same files: a ratio contains their difference too",
    zh: "两者的负载发生器文件不同：比值也包含这一差异",
  },
  settingsDiffer: (suite: string, what: string) => ({
    en: `NOT THE SAME SETTINGS of ${suite} (ours / theirs): ${what}`,
    zh: `${suite} 的设置不同（本构建/对方）：${what}`,
  }),
  ran: (round: number, suite: string, build: string, figures: string, load: string) => ({
    en: `round ${round}, ${suite}, ${build}: ${figures} (load ${load})`,
    zh: `第${round}轮，${suite}，${build}：${figures}（负载${load}）`,
  }),
  failed: (round: number, suite: string, build: string, why: string) => ({
    en: `round ${round}, ${suite}, ${build}: FAILED, this round of ${suite} does not count\n${why}`,
    zh: `第${round}轮，${suite}，${build}：失败，本轮 ${suite} 不计入\n${why}`,
  }),
  noFigures: {
    en: "it ended as if all were well, but told no figure",
    zh: "正常结束，但没有给出任何数字",
  },
  figure: { en: "figure", zh: "数字" },
  ourMedian: { en: "ours (range)", zh: "本构建（范围）" },
  theirMedian: { en: "theirs (range)", zh: "对方（范围）" },
  ratio: { en: "ours/theirs", zh: "本构建/对方" },
  byRounds: { en: "by rounds (range)", zh: "逐轮（范围）" },
  lessIsBetter: { en: "less is better", zh: "越小越好" },
  notMeasured: { en: "not measured", zh: "未测" },
  belowLimit: (figure: string, ratio: string, limit: number) => ({
    en: `BELOW THE LIMIT: ${figure}: ${ratio} of theirs, at least ${limit} was asked for`,
    zh: `低于下限：${figure}：比值${ratio}，要求至少${limit}`,
  }),
  failures: (count: number) => ({
    en: `${count} runs failed; the figures above are without their rounds`,
    zh: `${count}次测量失败；以上数字不含相应轮次`,
  }),
  interrupted: {
    en: "interrupted; nothing is left behind",
    zh: "已中止；没有留下任何东西",
  },
} satisfies TextTable;
