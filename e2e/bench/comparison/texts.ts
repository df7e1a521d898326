import type { TextTable } from "@cablecut/protocol";

const shallowEn = "; this clone is shallow: git fetch --unshallow brings the rest";
const shallowZh = "；此克隆是浅克隆，可用 git fetch --unshallow 取回其余提交";

/** What a comparison of two builds says. */
export const comparisonTexts = {
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
