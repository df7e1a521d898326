import type { Ledger } from "@cablecut/ledger";
import type { LocalizedText, TextTable } from "@cablecut/protocol";

/** What `cablecut verify` says. */
export const verifyTexts = {
  running: (directory: string, pid: number) => ({
    en: `a show is running on ${directory} (process ${pid}); stop it first, or ask it with cablecut ctl audit`,
    zh: `${directory} 上的演示正在运行（进程${pid}）；请先停止，或用 cablecut ctl audit 核对`,
  }),
  agreed: (showId: string, index: number) => ({
    en: `show ${showId}: a quorum shares the log up to entry ${index}`,
    zh: `演示 ${showId}：多数派的日志一致至条目${index}`,
  }),
  noQuorum: (showId: string, rooms: number) => ({
    en: `show ${showId}: fewer logs than a quorum of ${rooms} rooms could be read, so how far they were shared is not known`,
    zh: `演示 ${showId}：${rooms}个机房中可读的日志不足多数，一致到何处无从得知`,
  }),
  room: { en: "room", zh: "机房" },
  applied: { en: "applied", zh: "已应用" },
  behind: { en: "behind", zh: "落后" },
  unconfirmed: { en: "unconfirmed", zh: "未确认" },
  funds: { en: "funds", zh: "资金" },
  difference: { en: "difference", zh: "差额" },
  sound: { en: "sound", zh: "自洽" },
  agrees: { en: "agrees", zh: "一致" },
  yes: { en: "yes", zh: "是" },
  no: { en: "NO", zh: "否！" },
  alone: { en: "not comparable", zh: "无法比较" },
  receipts: (of: {
    total: number;
    held: number;
    missing: number;
    forged: number;
    archived: number;
  }) => ({
    en: `receipts: ${of.held} of ${of.total} verified, ${of.missing} missing, ${of.forged} forged, ${of.archived} archived`,
    zh: `凭证：共${of.total}笔，核实${of.held}，缺失${of.missing}，伪造${of.forged}，已归档${of.archived}`,
  }),
  roomsDiffer: (read: number, rooms: number) => ({
    en: `${read} of ${rooms} rooms could be replayed: NOT ALL OF THEM AGREE`,
    zh: `${rooms}个机房，${read}个可重放：并非全部一致！`,
  }),
  roomsEqual: (read: number, rooms: number) => ({
    en: `${read} of ${rooms} rooms: all equal and sound, no difference`,
    zh: `${rooms}个机房，${read}个可重放：全部一致且自洽，没有差额`,
  }),
  /** Behind the verdict: what is equal is what they all hold. */
  someBehind: (count: number) => ({
    en:
      count === 1
        ? "1 of them is behind: equal as far as it has come"
        : `${count} of them are behind: equal as far as they have come`,
    zh: `其中${count}个落后：仅就其已有部分一致`,
  }),
  receiptsFail: (read: number, rooms: number) => ({
    en: `${read} of ${rooms} rooms: all equal and sound, no difference, but NOT ALL RECEIPTS HOLD`,
    zh: `${rooms}个机房，${read}个可重放：全部一致且自洽，没有差额，但并非所有凭证成立！`,
  }),
  notApplied: { en: "it cannot be applied", zh: "无法应用" },
} satisfies TextTable;

/** Why the state that a room's log begins with is not taken. */
export const snapshotTexts: Readonly<
  Record<Extract<ReturnType<Ledger["restore"]>, { ok: false }>["refusal"], LocalizedText>
> = {
  "snapshot-damaged": { en: "the snapshot is damaged", zh: "快照已损坏" },
  "unknown-version": {
    en: "the snapshot is of another format",
    zh: "快照格式不同，请用写入它的版本核对",
  },
  "other-genesis": {
    en: "the snapshot is not of this show",
    zh: "快照不属于本演示：机房、分片或初始节奏不同",
  },
};
