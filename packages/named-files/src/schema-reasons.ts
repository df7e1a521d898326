import {
  inOneLine,
  linkOffLoopback,
  linkWithoutCertificates,
  namesOfTheirOwn,
  portOfNoPage,
  missingWords,
  wordsOfIssue,
  type Language,
  type LocalizedText,
} from "@cablecut/protocol";
import type { z } from "zod";

export const notJson: LocalizedText = { en: "is not JSON", zh: "不是 JSON" };

/** What our own rules say, in Chinese. */
const inChinese: Readonly<Record<string, string>> = {
  "must be 1 to 31 lower-case letters, digits and hyphens": "须为1至31个小写字母、数字或连字符",
  "must be lower-case letters, digits and hyphens": "须为小写字母、数字或连字符",
  "must be another name than that of the operator's folder": "不得与操作员文件夹同名",
  "must be an address without a name or password, which everybody would read in the QR code":
    "地址中不得含有用户名或密码：二维码会让所有人看到",
  "must be an IP address": "须为 IP 地址",
  "must be an IP address, or a network as 10.0.0.0/8": "须为 IP 地址，或 10.0.0.0/8 形式的网段",
  "must be a network of proxies, where /0 is everybody": "须为代理所在的网段，/0 即所有人",
  "must be an address that begins with http:// or https://":
    "须为以 http:// 或 https:// 开头的地址",
  "must be an address that phones reach": "须为手机可达的地址",
  "must be an address that other hosts reach": "须为其他主机可达的地址",
  "must be the address of one card": "须为单块网卡的地址",
  "must be an address that is good on every host, which fe80:: is not":
    "须为在每台主机上均有效的地址，fe80:: 不可用",
  "must be an absolute path without spaces, and without / at its end":
    "须为绝对路径，不含空格，末尾不带 /",
  "must be a path without . and ..": "路径中不得有 . 与 ..",
  "must be a folder of the show's own": "须为演示专用的文件夹",
  "must be the name of a user": "须为用户名",
  "must be 6 to 12 letters or digits": "须为6至12个字母或数字",
  "must be 4 to 12 letters or digits": "须为4至12个字母或数字",
  "must be 64 hex digits": "须为64位十六进制数",
  "must be 32 hex digits": "须为32位十六进制数",
  "must be 20 hex digits": "须为20位十六进制数",
  "must be a name of 1 to 32 bytes, and a password of 8 to 63 Latin letters, digits and signs, or none":
    "名称须为1至32字节；密码须为8至63个英文字母、数字或符号，或留空",
  "the number of rooms must be odd: 3, 5 or 7": "机房数须为奇数：3、5或7",
  "two cities have the same id": "有两座城市的 id 相同",
  "two rooms have the same id": "有两个机房的 id 相同",
  [linkOffLoopback]: "连接只能在环回地址（127.0.0.1 或 ::1）上接受",
  [linkWithoutCertificates]: "没有证书时，连接只能在环回地址（127.0.0.1 或 ::1）上",
  [portOfNoPage]: "须为浏览器可打开的端口：此端口一律被浏览器拒绝",
  [namesOfTheirOwn]: "机房与城市的名称须各不相同，且不得为“all”",
};

/** Those of our own rules that name what they found. */
const namingInChinese: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    /^rooms x shardsPerRoom must be at most (\d+)$/,
    (most) => `机房数 × shardsPerRoom 不得超过${most}`,
  ],
  [
    /^room (.*) names the unknown city (.*)$/,
    (room, city) => `机房 ${room} 所属的城市 ${city} 不存在`,
  ],
  [/^cutCity (.*) is no city$/, (city) => `cutCity ${city} 不是城市`],
];

function ownRuleInChinese(en: string): string | undefined {
  if (Object.hasOwn(inChinese, en)) return inChinese[en];
  for (const [pattern, inWords] of namingInChinese) {
    const found = pattern.exec(en);
    if (found !== null) return inWords(...found.slice(1));
  }
  return undefined;
}

/**
 * The first thing that is wrong with what the schema does not take: where, and why, in both languages, each in one line. Names
 * of fields come from whoever wrote it.
 */
export function reasonIn(
  schema: z.ZodType,
  content: unknown,
): { readonly at: string; readonly reason: LocalizedText } {
  const told = (language: Language) =>
    schema.safeParse(content, { error: (issue) => wordsOfIssue(issue)[language] }).error?.issues[0];
  const english = told("en");
  const path = english?.path ?? [];
  const at = inOneLine(path.join("."));
  // A rule of ours says what it wants of a value, also where there is none.
  if (path.length > 0 && isMissing(content, path)) return { at, reason: missingWords };
  const en = english?.message ?? "";
  const zh = ownRuleInChinese(en) ?? told("zh")?.message ?? en;
  return { at, reason: { en: inOneLine(en), zh: inOneLine(zh) } };
}

function isMissing(content: unknown, [field, ...further]: readonly PropertyKey[]): boolean {
  if (field === undefined) return content === undefined;
  if (typeof content !== "object" || content === null) return false;
  const found = new Map<PropertyKey, unknown>(Object.entries(content)).get(String(field));
  return isMissing(found, further);
}
