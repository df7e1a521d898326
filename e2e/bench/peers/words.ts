import type { ProgramWords } from "@cablecut/protocol";

/** What `npm run bench -- peers` takes. */
export const peersWords = {
  name: "peers",
  call: "npm run bench -- peers",
  about: {
    en: `The rooms' log on etcd beside etcd alone, in one run: puts of 64 KiB with a watcher at each of five members, before and
after five rooms on etcd that book in batches and one by one; then both rooms of Hangzhou are cut at full speed.`,
    zh: `在同一次运行中比较以 etcd 为日志的机房与单独的 etcd：五个成员各有一个观察者，逐个写入64 KiB；
其间五个机房以 etcd 成批与逐笔入账；最后全速断开杭州两个机房。`,
  },
  options: {
    seconds: {
      kind: "number",
      min: 1,
      max: 3_600,
      fallback: 8,
      about: { en: "of each part", zh: "每部分的时长（秒）" },
    },
    rounds: {
      kind: "number",
      min: 1,
      max: 100,
      fallback: 1,
      about: { en: "of all but the cuts", zh: "除断网外各部分的轮数" },
    },
    payers: {
      kind: "number",
      min: 1_000,
      max: 89_000,
      fallback: 32_768,
      about: { en: "accounts", zh: "账户数" },
    },
    "in-flight": {
      kind: "number",
      min: 1,
      max: 256,
      fallback: 4,
      about: { en: "puts on their way at each bare member", zh: "每个单独成员同时进行的写入数" },
    },
    trials: {
      kind: "number",
      min: 0,
      max: 1_000,
      fallback: 5,
      about: { en: "cuts at full speed", zh: "全速断网次数" },
    },
    json: {
      kind: "text",
      shown: "FILE",
      fallback: null,
      about: { en: "writes the figures for programs to read", zh: "将数字写成供程序读取的文件" },
    },
  },
  more: {
    en: "Exit codes: 0 nothing is missing and nothing is double, 1 something is or a part failed, 2 bad arguments.",
    zh: "退出码：0 没有丢失也没有重复；1 有丢失、重复或某部分失败；2 参数有误。",
  },
} as const satisfies ProgramWords;

export interface PeersSettings {
  readonly seconds: number;
  readonly rounds: number;
  readonly payers: number;
  readonly "in-flight": number;
  readonly trials: number;
  readonly json: string | null;
}
