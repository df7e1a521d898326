import type { LocalizedText, TextTable } from "@cablecut/protocol";

/** What is allowed in place of bad arguments. */
export const allowedTexts = {
  wholeNumbers: (min: number, max: number) => ({
    en: `Allowed are whole numbers from ${min} to ${max}.`,
    zh: `允许的值：${min}至${max}的整数。`,
  }),
  numbers: (min: number, max: number) => ({
    en: `Allowed are numbers from ${min} to ${max}, as in 0.05.`,
    zh: `允许的值：${min}至${max}的数，例如0.05。`,
  }),
  fingerprints: {
    en: "Allowed are the 20 digits, 0 to 9 and a to f, that stand on the stage and on a phone's card.",
    zh: "允许的值：大屏或手机卡片上的20位指纹，由0至9与a至f组成。",
  },
  filled: { en: "It must not be empty.", zh: "不得为空。" },
  oneLine: {
    en: "It must not have line ends or characters in it that nobody sees.",
    zh: "不得含有换行或不可见字符。",
  },
  commands: (names: string) => ({ en: `; commands are ${names}`, zh: `；可用命令：${names}` }),
  options: (names: string) => ({ en: `; options are ${names}`, zh: `；可用选项：${names}` }),
  argument: (allowed: string) => ({ en: `; allowed: ${allowed}`, zh: `；允许：${allowed}` }),
  nothing: { en: "", zh: "" },
} satisfies TextTable;

/** Commander complains in English; these are its sentences, and what they are in Chinese. */
const complaints: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^error: unknown command '(.*)'$/, (name) => `错误：没有命令“${name}”`],
  [/^error: unknown option '(.*)'$/, (name) => `错误：没有选项“${name}”`],
  [/^error: missing required argument '(.*)'$/, (name) => `错误：缺少参数“${name}”`],
  [/^error: option '(.*)' argument missing$/, (name) => `错误：选项“${name}”缺少值`],
  [/^error: required option '(.*)' not specified$/, (name) => `错误：必须指定选项“${name}”`],
  [
    /^error: option '(.*)' argument '(.*)' is invalid\. (.*)$/,
    (name, value, allowed) => `错误：选项“${name}”的值“${value}”无效。${allowedInChinese(allowed)}`,
  ],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/,
    (value, name, allowed) => `错误：参数“${name}”的值“${value}”无效。${allowedInChinese(allowed)}`,
  ],
  [
    /^error: too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)/,
    (_, expected, got) => `错误：参数过多，应为${expected}个，实为${got}个`,
  ],
];

function allowedInChinese(allowed = ""): string {
  const choices = /^Allowed choices are (.*)\.$/.exec(allowed)?.[1];
  return choices === undefined ? allowed : `允许的值：${choices.replaceAll(", ", "、")}。`;
}

/** A complaint of commander's in both languages; a sentence that is not known here stays as it is. */
export function complaintText(complaint: string): LocalizedText {
  for (const [pattern, inChinese] of complaints) {
    const found = pattern.exec(complaint);
    if (found !== null) return { en: complaint, zh: inChinese(...found.slice(1)) };
  }
  return { en: complaint, zh: complaint };
}
