import type { ProgramWords } from "@cablecut/protocol";
import { engineWord } from "../../processes/members.ts";

/** What `npm run bench -- recovery` takes. */
export const recoveryWords = {
  name: "recovery",
  call: "npm run bench -- recovery",
  about: {
    en: `Cuts both rooms of Hangzhou under load, again and again, and measures until the last of their 40 shards
pays again; then counts false alarms while nothing is cut.`,
    zh: `在负载下反复断开杭州两个机房的光缆，测量其40个分片中最后一个恢复付款的时间；
随后在不断网时统计误报。`,
  },
  options: {
    trials: {
      kind: "number",
      min: 0,
      max: 1_000,
      fallback: 10,
      about: { en: "cuts at full speed", zh: "全速断网次数" },
    },
    // A hundred canaries pay once a second each; people make up the rest.
    rate: {
      kind: "number",
      min: 100,
      max: 5_000,
      fallback: 500,
      about: { en: "payments per second", zh: "每秒付款笔数" },
    },
    minutes: {
      kind: "number",
      min: 0,
      max: 600,
      decimal: true,
      fallback: 1,
      about: {
        en: "of load without a cut, to count false alarms",
        zh: "不断网的负载时长（分钟），用于统计误报",
      },
    },
    all: {
      kind: "flag",
      about: {
        en: "keynote and booth once each as well: half a minute each",
        zh: "另外各测一次 keynote 与 booth：各半分钟",
      },
    },
    engine: engineWord,
    json: {
      kind: "text",
      shown: "FILE",
      fallback: null,
      about: {
        en: "writes the figures of the trials at full speed for programs to read",
        zh: "将全速各次的数字写成供程序读取的文件",
      },
    },
  },
  more: {
    en: "Exit codes: 0 every shard paid again in every trial, 1 something failed, 2 bad arguments.",
    zh: "退出码：0 每次所有分片都恢复付款；1 有失败；2 参数有误。",
  },
} as const satisfies ProgramWords;

export interface Settings {
  readonly trials: number;
  readonly rate: number;
  readonly minutes: number;
  readonly all: boolean;
  readonly engine: string | null;
  readonly json: string | null;
}
