import type { Language, TextTable } from "@cablecut/protocol";
import { isQuiet } from "./machine.ts";

/** What the benchmarks say besides their figures. */
export const benchTexts = {
  overview: {
    en: "There are these benchmarks; each has --help:",
    zh: "有以下基准测试；均有 --help：",
  },
  noSuch: (name: string) => ({
    en: `There is no benchmark '${name}'.`,
    zh: `没有名为“${name}”的基准测试。`,
  }),
  notQuiet: (load: string) => ({
    en: `This machine is not quiet (load average ${load}): others take a part of it, and the figures with it.`,
    zh: `本机并不空闲（平均负载${load}）：其他进程占用了部分机器，数字会受影响。`,
  }),
} satisfies TextTable;

/** One line where figures taken now would be those of a busy machine. */
export function warnUnlessQuiet(load: number, language: Language): void {
  if (!isQuiet(load)) console.log(benchTexts.notQuiet(load.toFixed(1))[language]);
}
