import { spacedFingerprint } from "@cablecut/protocol";
import type { FindingKind, Unchecked } from "@cablecut/report";
import type { Bilingual, TextTable } from "../terminal/language.ts";

/** What `ctl report` and `verify report.json` say. */
export const reportTexts = {
  starting: {
    en: "the show is just starting: its gateways have not heard a room yet",
    zh: "演示刚刚开始：网关尚未收到机房的消息",
  },
  "too-many-entries": {
    en: "the archives hold more entries than a report takes",
    zh: "归档的条目超过报告上限",
  },
  "too-many-transfers": {
    en: "the archives hold more transfers than a report takes",
    zh: "归档的转账超过报告上限",
  },
  "newer-payloads": {
    en: "a newer program wrote some of the entries: make the report with that one",
    zh: "部分条目由更新版本的程序写入：请用该版本生成报告",
  },
  notWritten: (directory: string, reason: string) => ({
    en: `the report cannot be written to ${directory}: ${reason}`,
    zh: `无法将报告写入 ${directory}：${reason}`,
  }),
  silentGateways: (count: number) => ({
    en: `${count} of the gateways did not answer: what only their phones know is not in the report`,
    zh: `${count}个网关没有应答：只有其手机知道的内容不在报告中`,
  }),
  withoutTransfers: {
    en: "no room has an archive: the report holds no transfers",
    zh: "没有机房归档：报告不含转账记录",
  },
  written: (directory: string, fingerprint: string) => ({
    en: `report.json, report.html, transfers.csv and events.csv are in ${directory}\nsigned; key fingerprint ${spacedFingerprint(fingerprint)}, as on the stage and on every phone's card`,
    zh: `report.json、report.html、transfers.csv 和 events.csv 已写入 ${directory}\n已签名；密钥指纹 ${spacedFingerprint(fingerprint)}，与大屏和手机卡片上的相同`,
  }),
  noLastReport: (reason: string) => ({
    en: `the show's report was not written: ${reason}`,
    zh: `未写出演示报告：${reason}`,
  }),
  head: (showId: string, fingerprint: string | null) => ({
    en: `report of show ${showId}, key fingerprint ${fingerprint === null ? "—" : spacedFingerprint(fingerprint)}`,
    zh: `演示 ${showId} 的报告，密钥指纹 ${fingerprint === null ? "—" : spacedFingerprint(fingerprint)}`,
  }),
  keyNamed: {
    en: "the key is the one that was named to this phone or by whoever asks",
    zh: "密钥与手机凭证或查询者所指定的一致",
  },
  keyNotNamed: {
    en: "compare the fingerprint with the one on the stage or on a phone's card: whoever has another key can sign another report",
    zh: "请将指纹与大屏或手机卡片上的对比：持有其他密钥者可以签署其他报告",
  },
  finding: (kind: FindingKind, where: string, have: string | null, want: string | null) => {
    const values = [
      have === null ? { en: "", zh: "" } : { en: `: ${have}`, zh: `：${have}` },
      want === null ? { en: "", zh: "" } : { en: `, should be ${want}`, zh: `，应为 ${want}` },
    ];
    const said = findingTexts[kind];
    return {
      en: `WRONG  ${where}: ${said.en}${values.map(({ en }) => en).join("")}`,
      zh: `错误  ${where}：${said.zh}${values.map(({ zh }) => zh).join("")}`,
    };
  },
  moreFindings: (count: number) => ({ en: `and ${count} more`, zh: `另有${count}处` }),
  transfers: (rows: number, lastEntry: number) => ({
    en: `transfers: ${rows} rows up to entry ${lastEntry}, every balance and sum added up again`,
    zh: `转账：共${rows}行，至条目${lastEntry}，所有余额与合计均已重新计算`,
  }),
  restsOnSignature: (words: readonly Bilingual[]) => ({
    en: `resting on the signature alone, since only phones can count it: ${words.map(({ en }) => en).join(", ")}`,
    zh: `仅由签名担保（只有手机能统计）：${words.map(({ zh }) => zh).join("、")}`,
  }),
  dataChecked: (rows: number, lastEntry: number, rooms: number) => ({
    en: `data: ${rows} rows up to entry ${lastEntry} are in the archives of ${rooms} rooms, whose chain was computed again from the payloads`,
    zh: `数据：至条目${lastEntry}的${rows}行均在${rooms}个机房的归档中，链哈希已由原始内容重新计算`,
  }),
  noArchives: (directory: string) => ({
    en: `${directory} holds no archive of this show's rooms`,
    zh: `${directory} 中没有此演示的机房归档`,
  }),
  gapNotChecked: (room: string, from: number, to: number, reason: string) => ({
    en: `not checked: ${room}, entries ${from} to ${to} (${reason})`,
    zh: `未核对：${room} 条目${from}至${to}（${reason}）`,
  }),
  restNotChecked: (from: number, to: number) => ({
    en: `not checked: entries ${from} to ${to}, no archive here reaches that far`,
    zh: `未核对：条目${from}至${to}，此处归档未覆盖`,
  }),
  good: {
    en: "THE REPORT HOLDS: signature, files and figures agree; nothing was lost",
    zh: "报告成立：签名、文件与数据一致；分文未失",
  },
  goodLost: {
    en: "the report holds, and it says that SOMETHING WAS LOST",
    zh: "报告成立，且显示有缺失！",
  },
  goodNotKnown: {
    en: "the report holds: signature, files and figures agree; not everything is known in it",
    zh: "报告成立：签名、文件与数据一致；其中尚有未知",
  },
  bad: { en: "THE REPORT DOES NOT HOLD", zh: "报告不成立！" },
} satisfies TextTable;

const findingTexts: Readonly<Record<FindingKind, Bilingual>> = {
  "not-a-report": { en: "this is no report", zh: "不是报告" },
  "not-canonical": {
    en: "not the one text that its content has (RFC 8785)",
    zh: "不是其内容的规范文本（RFC 8785）",
  },
  "other-version": {
    en: "a report of another version: check it with the program that it names",
    zh: "报告版本不同：请用报告所注明的程序核验",
  },
  "not-signed": { en: "nobody has signed it", zh: "没有签名" },
  "wrong-signature": { en: "the signature is of another text", zh: "签名与内容不符" },
  "other-key": { en: "another key", zh: "密钥不同" },
  "file-missing": { en: "the file is missing", zh: "文件缺失" },
  "file-changed": { en: "the file was changed, SHA-256", zh: "文件被改动，SHA-256" },
  "bad-line": { en: "this line cannot be", zh: "此行不成立" },
  "does-not-follow": { en: "does not follow from the rest", zh: "与其余数据不符" },
};

export const uncheckedTexts: Readonly<Record<Unchecked, Bilingual>> = {
  "no-transfers": {
    en: "not checked: sums of money, the report holds no transfers",
    zh: "未核对：资金合计，报告不含转账记录",
  },
  "gaps-in-transfers": {
    en: "not checked: sums of money, entries are missing in the archive",
    zh: "未核对：资金合计，归档缺少条目",
  },
  "log-not-applied": {
    en: "not checked: what the log decided, it was not applied from its beginning",
    zh: "未核对：日志的判定，日志未从头应用",
  },
};
