import type { LocalizedText } from "@cablecut/protocol";
import { z } from "zod";

export const notJson: LocalizedText = { en: "is not JSON", zh: "不是 JSON" };

/** What our own rules say, in Chinese; what zod's say it says itself. */
const inChinese: Readonly<Record<string, string>> = {
  "1 to 31 lower-case letters, digits and hyphens": "须为1至31个小写字母、数字或连字符",
  "an IP address": "须为 IP 地址",
  "an address that other hosts reach": "须为其他主机可达的地址",
  "the address of one card": "须为单块网卡的地址",
  "an address that is good on every host, which fe80:: is not":
    "须为在每台主机上均有效的地址，fe80:: 不可用",
  "an absolute path without spaces, and without / at its end": "须为绝对路径，不含空格，末尾不带 /",
  "a path without . and ..": "路径中不得有 . 与 ..",
  "a folder of the show's own": "须为演示专用的文件夹",
  "the name of a user": "须为用户名",
  "6 to 12 letters or digits": "须为6至12个字母或数字",
  "a name of 1 to 32 bytes, and a password of 8 to 63 Latin letters, digits and signs, or none":
    "名称须为1至32字节；密码须为8至63个英文字母、数字或符号，或留空",
  "the number of rooms must be odd: 3, 5 or 7": "机房数须为奇数：3、5或7",
  "two cities have the same id": "有两座城市的 id 相同",
  "two rooms have the same id": "有两个机房的 id 相同",
};

/** The first thing that is wrong with what the schema does not take: where, and why, in both languages. */
export function reasonIn(
  schema: z.ZodType,
  content: unknown,
): { readonly at: string; readonly reason: LocalizedText } {
  const english = schema.safeParse(content).error?.issues[0];
  const { localeError } = z.locales.zhCN();
  const chinese = schema.safeParse(content, { error: localeError }).error?.issues[0];
  const en = english?.message ?? "invalid";
  const at = english?.path.join(".") ?? "";
  return { at, reason: { en, zh: inChinese[en] ?? chinese?.message ?? en } };
}
