import {
  inOneLine,
  spacedFingerprint,
  type Language,
  type LocalizedText,
  type TextTable,
} from "@cablecut/protocol";
import {
  endsWords,
  gapWords,
  type FindingKind,
  type TransfersFacts,
  type Unchecked,
} from "@cablecut/report";
import { codeWords } from "../show/system-error.ts";

/** A value as it stands in the report, or words on it. */
type Told = string | LocalizedText | null;

/** Longer values are told in part. */
const toldLengthMax = 100;

function told(value: Told, language: Language, before: string): string {
  if (value === null) return "";
  return `${before}${quoted(typeof value === "string" ? value : value[language])}`;
}

/** Of a report that a stranger may have written: nothing in it makes a line of its own, which would look like a verdict. */
function quoted(text: string): string {
  return inOneLine(text.length > toldLengthMax ? `${text.slice(0, toldLengthMax)}…` : text);
}

/** What `ctl report` and `verify report.json` say. */
export const reportTexts = {
  starting: {
    en: "the show is just starting: its gateways have not heard a room yet",
    zh: "演示刚刚开始：网关尚未收到机房的消息",
  },
  "too-long": {
    en: "a gateway has more to tell of its phones than a report takes",
    zh: "网关上报的手机内容超过报告上限",
  },
  "made-anew": {
    en: "somebody else is making a report at the same time: try again",
    zh: "同时有他人在生成报告：请重试",
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
  "archives-change": {
    en: "the archives change while they are read: try again",
    zh: "归档在读取时发生变化：请重试",
  },
  notWritten: (directory: string, reason: LocalizedText) => ({
    en: `the report cannot be written to ${directory}: ${reason.en}`,
    zh: `无法将报告写入 ${directory}：${reason.zh}`,
  }),
  silentGateways: (count: number) => ({
    en: `${count} of the gateways did not answer: what only their phones know is not in the report`,
    zh: `${count}个网关没有应答：只有其手机知道的内容不在报告中`,
  }),
  withoutTransfers: (why: LocalizedText) => ({
    en: `${why.en}: the report holds no transfers, and does not say of an incident that nothing was lost`,
    zh: `${why.zh}：报告不含转账记录，有故障时不会声明分文未失`,
  }),
  archivesNotHere: (directory: string) => ({
    en: `no room's archive is in ${directory}`,
    zh: `${directory} 中没有机房归档`,
  }),
  noArchiveReadable: { en: "no room's archive can be read", zh: "没有可读的机房归档" },
  archiveUnreadable: (room: string, code: string) => ({
    en: `the archive of ${room} cannot be read: ${codeWords(code).en}; the report holds nothing of it`,
    zh: `无法读取 ${room} 的归档：${codeWords(code).zh}；报告不含其内容`,
  }),
  archivesBeginLate: (to: number, reason: MissingReason) => ({
    en: `entries 1 to ${to} are in no archive any more (${gapTexts[reason].en}): the money cannot be added up from the beginning, and the report does not say that nothing was lost`,
    zh: `条目1至${to}已不在任何归档中（${gapTexts[reason].zh}）：资金无法从头合计，报告不会声明分文未失`,
  }),
  written: (directory: string, fingerprint: string) => ({
    en: `report.json and the files beside it are in ${directory}\nsigned; key fingerprint ${spacedFingerprint(fingerprint)}; where the stage or a phone's card shows one, it must be this one`,
    zh: `report.json 及其附件已写入 ${directory}\n已签名；密钥指纹 ${spacedFingerprint(fingerprint)}；大屏或手机卡片上如有指纹，应与此相同`,
  }),
  earlier: (folder: string) => ({
    en: `the report that was there tells more of what happened: it is kept in ${folder}`,
    zh: `原有的报告记录更完整，已保留在 ${folder}`,
  }),
  noLastReport: (reason: LocalizedText, dataDirectory: string) => ({
    en: `the show's report was not written: ${reason.en}; every entry and the money are there, and only what phones and gateways knew by themselves is not: start that show again with --data ${dataDirectory}, and cablecut ctl report or the next stop makes one of what is left`,
    zh: `未写出演示报告：${reason.zh}；账目与日志均在，仅缺手机与网关自身的记录：请用 --data ${dataDirectory} 重新启动该演示，再执行 cablecut ctl report 或再次停止，即可据此生成`,
  }),
  nobodyTold: { en: "no gateway told of the show", zh: "没有网关上报" },
  waits: (atMostSeconds: number) => ({
    en: `no gateway has told of the show yet: its report waits for that, ${atMostSeconds} s at most`,
    zh: `尚无网关上报：等待上报以生成报告，最多${atMostSeconds}秒`,
  }),
  endingWaits: (atMostSeconds: number) => ({
    en: `no gateway has told of the show yet: its report waits for that, ${atMostSeconds} s at most; Ctrl-C now ends without it`,
    zh: `尚无网关上报：等待上报以生成报告，最多${atMostSeconds}秒；此时按 Ctrl-C 则不生成`,
  }),
  takesLong: {
    en: "the report is being made from the archives: a long show takes minutes",
    zh: "正在根据归档生成报告：演示较长时需数分钟",
  },
  endingTakesLong: {
    en: "the show's report is being made from its archives: a long show takes minutes; Ctrl-C now ends without it",
    zh: "正在根据归档生成报告：演示较长时需数分钟；此时按 Ctrl-C 则不生成",
  },
  notWaitedFor: { en: "nobody waited for it", zh: "未等待其生成" },
  tookTooLong: { en: "it took too long", zh: "用时过长" },
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
  finding: (kind: FindingKind, at: string, have: Told, want: Told) => {
    const { en, zh } = findingTexts[kind];
    const where = quoted(at);
    const place = where
      .replace(/ line (\d+)$/, " 第$1行")
      .replace(/^entry (\d+)/, "条目$1")
      .replace(/, position (\d+)$/, "，位置$1");
    return {
      en: `WRONG  ${where}: ${en}${told(have, "en", ": ")}${told(want, "en", ", should be ")}`,
      zh: `错误  ${place}：${zh}${told(have, "zh", "：")}${told(want, "zh", "，应为 ")}`,
    };
  },
  moreFindings: (count: number) => ({ en: `and ${count} more`, zh: `另有${count}处` }),
  besides: (names: readonly string[], more: number) => ({
    en: `not checked: no part of the report, and beside it: ${names.map(inOneLine).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    zh: `未核对：同一文件夹中不属于此报告：${names.map(inOneLine).join("、")}${more > 0 ? `，另有${more}个` : ""}`,
  }),
  earlierBeside: (folders: readonly string[], more: number) => ({
    en: `not checked: an earlier report is kept beside it, in ${folders.join(", ")}${more > 0 ? ` and ${more} more` : ""}; check that one by itself`,
    zh: `${folders.join("、")}${more > 0 ? `等${folders.length + more}个文件夹` : ""}中保留有早前的报告，未核对：须单独核对`,
  }),
  transfers: (rows: number, lastEntry: number) => ({
    en: `transfers: ${rows} rows up to entry ${lastEntry}, every balance and sum added up again`,
    zh: `转账：共${rows}行，至条目${lastEntry}，所有余额与合计均已重新计算`,
  }),
  phones: (rows: number, compared: number) => ({
    en: `phones: ${rows} rows added up again; what rooms verified for ${compared} of them was compared with their transfers\ntold by phones, not checked: payments that they kept, and when what was in flight was sent and ended`,
    zh: `手机：${rows}行已重新合计；其中${compared}行的机房核实结果已与其转账比对\n由手机自述、未核对：保留的付款，以及在途付款的发出与结束时刻`,
  }),
  dataChecked: (
    rows: number,
    lastEntry: number,
    rooms: { readonly whole: number; readonly all: number },
  ) => ({
    en: `data: ${rows} rows up to entry ${lastEntry} are in the archives, whose chain was computed again from the payloads; ${rooms.whole} of ${rooms.all} rooms hold every entry`,
    zh: `数据：至条目${lastEntry}的${rows}行均在归档中，链哈希已由原始内容重新计算；${rooms.all}个机房中${rooms.whole}个保存了全部条目`,
  }),
  noArchives: (directory: string) => ({
    en: `${directory} holds no archive of this show's rooms that can be read, or none with an entry of this report`,
    zh: `${directory} 中没有此演示的可读机房归档，或归档不含此报告的条目`,
  }),
  gapInData: (from: number, to: number) => ({
    en: `not checked: entries ${from} to ${to}, no archive here holds them`,
    zh: `未核对：条目${from}至${to}，此处没有归档保存`,
  }),
  readFrom: (stretches: string) => ({
    en: `read from more than one room's archive: ${stretches}`,
    zh: `读自多个机房的归档：${stretches}`,
  }),
  archiveDiffers: (room: string, entry: number) => ({
    en: `the archive of ${room} is ANOTHER LOG from entry ${entry} on than most others: nothing was read from there, and no check of the report will pass`,
    zh: `${room} 的归档自条目${entry}起与多数归档不一致！未读取其后内容，报告将无法通过核验`,
  }),
  gapNotChecked: (room: string, from: number, to: number, reason: MissingReason) => ({
    en: `not checked: ${room}, entries ${from} to ${to} (${gapTexts[reason].en})`,
    zh: `未核对：${room} 条目${from}至${to}（${gapTexts[reason].zh}）`,
  }),
  gapInReport: (from: number, to: number) => ({
    en: `not checked: entries ${from} to ${to} are not in the report`,
    zh: `未核对：报告中没有条目${from}至${to}`,
  }),
  logNotCompared: {
    en: "not checked: what the log decided, no archive here holds it from its first entry on as far as the report does",
    zh: "未核对：日志的判定，此处归档未能自首条目起覆盖至报告所及之处",
  },
  dataNotChecked: {
    en: "data: not checked, this report holds no transfers",
    zh: "数据：未核对，此报告不含转账记录",
  },
  restNotChecked: (from: number, to: number) => ({
    en: `not checked: entries ${from} to ${to}, no archive here reaches that far`,
    zh: `未核对：条目${from}至${to}，此处归档未覆盖`,
  }),
  good: {
    en: "THE REPORT HOLDS: signature, files and figures agree; nothing was lost",
    zh: "报告成立：签名、文件与数据一致；分文未失",
  },
  goodInPart: {
    en: "the report holds as far as it was checked: signature, files and figures agree; nothing was lost",
    zh: "已核对的部分成立：签名、文件与数据一致；分文未失",
  },
  goodLost: {
    en: "the report holds, and it says that SOMETHING WAS LOST",
    zh: "报告成立，且显示有缺失！",
  },
  goodDiffers: {
    en: "the report holds, and it says that NOT ALL ROOMS AGREE",
    zh: "报告成立，且显示各机房不一致！",
  },
  goodNotKnown: {
    en: "the report holds: signature, files and figures agree; not everything is known in it",
    zh: "报告成立：签名、文件与数据一致；其中尚有未知",
  },
  receiptsNotKnown: (incidents: readonly number[]): LocalizedText => ({
    en: `not known: whether phones lost a receipt in incident ${incidents.join(", ")}; none of them had any checked after it`,
    zh: `未知：故障${incidents.join("、")}中手机凭证是否有缺失；事后没有手机核对过`,
  }),
  fundsNotKnown: {
    en: "not known: the difference of all funds; no room told it",
    zh: "未知：资金差额；没有机房上报",
  },
  bad: { en: "THE REPORT DOES NOT HOLD", zh: "报告不成立！" },
  otherReceipts: {
    en: "the report agrees with itself, but NOT WITH THESE RECEIPTS",
    zh: "报告自身一致，但与这些凭证不符！",
  },
  otherData: {
    en: "the report agrees with itself, but NOT WITH THESE DATA",
    zh: "报告自身一致，但与这些数据不符！",
  },
  notCompared: {
    en: "the report agrees with itself; NOT EVERYTHING THAT WAS ASKED FOR COULD BE CHECKED",
    zh: "报告自身一致；但未能核对全部所查内容！",
  },
} satisfies TextTable;

/** Why entries are not in an archive: what it says of itself, or what is seen beside the others. */
export type MissingReason = TransfersFacts["gaps"][number]["reason"] | "no-archive" | "ends-there";

const gapTexts: Readonly<Record<MissingReason, LocalizedText>> = {
  "no-archive": {
    en: "no archive of this room is here, or none that can be read",
    zh: "此处没有该机房的归档，或无法读取",
  },
  "ends-there": endsWords,
  ...gapWords,
};

const findingTexts: Readonly<Record<FindingKind, LocalizedText>> = {
  "not-a-report": { en: "this is no report", zh: "不是报告" },
  "not-canonical": {
    en: "not the one text that its content has (RFC 8785)",
    zh: "不是其内容的规范文本（RFC 8785）",
  },
  "other-version": {
    en: "a report of another version: check it with the program that made it",
    zh: "报告版本不同：请用生成该报告的程序核验",
  },
  "not-signed": { en: "nobody has signed it", zh: "没有签名" },
  "wrong-signature": { en: "the signature is of another text", zh: "签名与内容不符" },
  "other-key": { en: "another key", zh: "密钥不同" },
  "file-missing": { en: "the file is missing", zh: "文件缺失" },
  "file-unreadable": { en: "the file cannot be read", zh: "无法读取文件" },
  "file-changed": { en: "the file was changed, SHA-256", zh: "文件被改动，SHA-256" },
  "bad-line": { en: "this line cannot be", zh: "此行不成立" },
  "does-not-follow": { en: "does not follow from the rest", zh: "与其余数据不符" },
};

export const uncheckedTexts: Readonly<Record<Unchecked, LocalizedText>> = {
  "no-phones": {
    en: "not checked: what phones told, this copy has only their sums",
    zh: "未核对：手机上报的内容，此副本仅含合计",
  },
  "no-transfers": {
    en: "not checked: sums of money, the report holds no transfers",
    zh: "未核对：资金合计，报告不含转账记录",
  },
  "gaps-in-transfers": {
    en: "not checked: sums of money, entries are missing in the archive",
    zh: "未核对：资金合计，归档缺少条目",
  },
  "page-drawn-otherwise": {
    en: "not checked: what report.html shows and the words in events.csv, of an earlier build; the data in both were compared",
    zh: "未核对：report.html 的画面和 events.csv 的文字，出自早期版本；其中的数据已比对",
  },
  "rows-not-hashed": {
    en: "not checked by the report alone: whom each payment went to, one of this earlier version has no hash of its transfers",
    zh: "仅凭报告未核对：每笔付款的收款人，该早期版本的报告没有转账记录的哈希",
  },
  "transfers-end-early": {
    en: "not checked: what was told of later entries, no archive reaches so far",
    zh: "未核对：此后条目的上报内容，归档未覆盖",
  },
  "log-not-applied": {
    en: "not checked: what the log decided, it was not applied from its beginning",
    zh: "未核对：日志的判定，日志未从头应用",
  },
  "log-applied-in-part": {
    en: "not checked: what the log decided behind the first entry that is missing",
    zh: "未核对：首个缺少条目之后的日志判定",
  },
};
