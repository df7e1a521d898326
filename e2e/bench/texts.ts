import type { Language } from "@cablecut/protocol";
import { isQuiet } from "./machine.ts";

export type Bilingual = Readonly<Record<Language, string>>;

/** The texts of one program: a missing translation is a type error (`satisfies TextTable`). */
export type TextTable = Readonly<Record<string, Bilingual | ((...values: never[]) => Bilingual)>>;

/** What the benchmarks say besides their figures. */
export const benchTexts = {
  overview: {
    en: "There are these benchmarks; each has --help:",
    zh: "有以下基准测试；均有 --help：",
  },
  notQuiet: (load: string) => ({
    en: `This machine is not quiet (load average ${load}): others take a part of it, and the figures with it.`,
    zh: `本机并不空闲（平均负载${load}）：其他进程占用了部分机器，数字会受影响。`,
  }),
  recovery: {
    en: `Cuts both rooms of Hangzhou under load, again and again, and measures until the last of their 40 shards
pays again; then counts false alarms while nothing is cut.

  --trials N    cuts at full speed, 0 or more (10)
  --rate N      payments per second, 100 to 5000 (500)
  --minutes N   of load without a cut, 0 to 600 (1)
  --all         keynote and booth once each as well: half a minute each
  --json FILE   writes the figures of the trials at full speed for programs to read
  --lang LANG   the language of this help, en or zh (the terminal's)`,
    zh: `在负载下反复断开杭州两个机房的光缆，测量其40个分片中最后一个恢复付款的时间；
随后在不断网时统计误报。

  --trials N    全速断网次数，0或以上（10）
  --rate N      每秒付款笔数，100至5000（500）
  --minutes N   不断网的负载时长（分钟），0至600（1）
  --all         另外各测一次 keynote 与 booth：各半分钟
  --json FILE   将全速各次的数字写成供程序读取的文件
  --lang LANG   本帮助的语言，en 或 zh（跟随终端）`,
  },
  throughput: {
    en: `Five rooms, joined directly: transfers in batches, one by one, and one alone. Every account of every room is
compared afterwards.

  --payers N      accounts, 1000 to 89000 (65536)
  --frame N       transfers in a frame, 1 to 4096 (4096)
  --seconds N     of one run (8)
  --runs N        of each part (3)
  --pace PACE     keynote, booth or full-speed (keynote)
  --seed N        of the payments' order (another one each time)
  --only PART     idle, single or batches (all of them)
  --profile DIR   where the rooms leave processor profiles
  --json FILE     writes the figures for programs to read
  --lang LANG     the language of this help, en or zh (the terminal's)`,
    zh: `五个机房直接相连：成批转账、逐笔转账、单笔转账。结束后逐一比较每个机房的每个账户。

  --payers N      账户数，1000至89000（65536）
  --frame N       每帧转账笔数，1至4096（4096）
  --seconds N     每轮时长（秒）（8）
  --runs N        每部分的轮数（3）
  --pace PACE     keynote、booth 或 full-speed（keynote）
  --seed N        付款顺序的种子（每次不同）
  --only PART     idle、single 或 batches（全部）
  --profile DIR   各机房留下处理器剖析文件的目录
  --json FILE     将数字写成供程序读取的文件
  --lang LANG     本帮助的语言，en 或 zh（跟随终端）`,
  },
} satisfies TextTable;

/** One line where figures taken now would be those of a busy machine. */
export function warnUnlessQuiet(load: number, language: Language): void {
  if (!isQuiet(load)) console.log(benchTexts.notQuiet(load.toFixed(1))[language]);
}
