import {
  accountsMax,
  paceNames,
  transfersPerFrameMax,
  type ChosenPaceName,
  type ProgramWords,
  type ReadWords,
} from "@cablecut/protocol";
import { engines, engineUnderTest, engineWord, type Engine } from "../../processes/members.ts";

/** Room for house accounts and to spare. */
const payersMax = accountsMax - 1_000;
const seedMax = 0x7fff_ffff;

export const parts = ["idle", "single", "batches"] as const;
export type Part = (typeof parts)[number];

/** What `npm run bench -- throughput` takes. */
export const throughputWords = {
  name: "throughput",
  call: "npm run bench -- throughput",
  about: {
    en: `Five rooms, joined directly: transfers in batches, one by one, and one alone. Every account of every room is
compared afterwards.`,
    zh: "五个机房直接相连：成批转账、逐笔转账、单笔转账。结束后逐一比较每个机房的每个账户。",
  },
  options: {
    payers: {
      kind: "number",
      min: 1_000,
      max: payersMax,
      fallback: 65_536,
      about: { en: "accounts", zh: "账户数" },
    },
    frame: {
      kind: "number",
      min: 1,
      max: transfersPerFrameMax,
      fallback: transfersPerFrameMax,
      about: { en: "transfers in a frame", zh: "每帧转账笔数" },
    },
    seconds: {
      kind: "number",
      min: 1,
      max: 3_600,
      fallback: 8,
      about: { en: "of one run", zh: "每轮时长（秒）" },
    },
    runs: {
      kind: "number",
      min: 1,
      max: 1_000,
      fallback: 3,
      about: { en: "of each part", zh: "每部分的轮数" },
    },
    pace: {
      kind: "choice",
      of: paceNames,
      fallback: "keynote",
      about: { en: "how often rooms heartbeat", zh: "节奏，决定机房心跳的频率" },
    },
    seed: {
      kind: "number",
      min: 1,
      max: seedMax,
      fallback: null,
      about: {
        en: "of the payments' order (another one each time)",
        zh: "付款顺序的种子（每次不同）",
      },
    },
    only: {
      kind: "choice",
      of: parts,
      shown: "PART",
      fallback: null,
      about: { en: "the only part that is measured", zh: "只测这一部分" },
    },
    engine: engineWord,
    tls: {
      kind: "flag",
      about: {
        en: "with certificates, as between machines",
        zh: "使用证书加密链路，如同多台机器之间",
      },
    },
    "no-archive": {
      kind: "flag",
      about: { en: "rooms write no archive of what they apply", zh: "机房不写已应用记录的归档" },
    },
    profile: {
      kind: "text",
      shown: "DIRECTORY",
      fallback: null,
      about: {
        en: "where the rooms leave processor profiles",
        zh: "各机房留下处理器剖析文件的目录",
      },
    },
    json: {
      kind: "text",
      shown: "FILE",
      fallback: null,
      about: { en: "writes the figures for programs to read", zh: "将数字写成供程序读取的文件" },
    },
  },
  more: {
    en: "Exit codes: 0 nothing is missing and nothing is double, 1 something is, 2 bad arguments.",
    zh: "退出码：0 没有丢失也没有重复；1 有丢失或重复；2 参数有误。",
  },
} as const satisfies ProgramWords;

export interface Settings {
  readonly payers: number;
  /** Transfers in a frame. */
  readonly frame: number;
  /** Of one run. */
  readonly seconds: number;
  readonly runs: number;
  readonly pace: ChosenPaceName;
  readonly seed: number;
  /** The only part that is measured; null: all. */
  readonly only: Part | null;
  readonly engine: Engine;
  /** Links are encrypted. */
  readonly tls: boolean;
  /** Rooms write no archive. */
  readonly "no-archive": boolean;
  /** Where the rooms leave processor profiles. */
  readonly profile: string | null;
  /** Where the figures are written for programs to read. */
  readonly json: string | null;
}

type Options = Extract<
  ReadWords<(typeof throughputWords)["options"]>,
  { readonly kind: "go" }
>["options"];

export function settingsOf(options: Options): Settings {
  return {
    ...options,
    pace: paceNames.find((pace) => pace === options.pace) ?? "keynote",
    only: parts.find((part) => part === options.only) ?? null,
    engine: engines.find((engine) => engine === options.engine) ?? engineUnderTest(),
    seed: options.seed ?? 1 + (Date.now() % seedMax),
  };
}
