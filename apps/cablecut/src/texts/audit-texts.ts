import type { RoomAudit, LocalizedText, TextTable } from "@cablecut/protocol";

/** What `ctl audit` says. */
export const auditTexts = {
  room: { en: "room", zh: "机房" },
  entry: { en: "entry", zh: "日志条目" },
  accounts: { en: "accounts", zh: "账户" },
  funds: { en: "funds", zh: "资金" },
  difference: { en: "difference", zh: "差额" },
  sound: { en: "sound", zh: "自洽" },
  digest: { en: "digest", zh: "摘要" },
  chain: { en: "chain", zh: "链" },
  yes: { en: "yes", zh: "是" },
  no: { en: "NO", zh: "否！" },
  notCompared: {
    en: "digests were not compared: no multiple of 1,024 entries that every room that answered has told of",
    zh: "未比较摘要：应答的机房没有共同报告过的1024整数倍条目",
  },
  comparedAt: (index: number) => ({
    en: `digest and chain are those at entry ${index}, which every room that answered has passed`,
    zh: `摘要与链取自条目${index}，所有应答的机房均已到达`,
  }),
  comparedWithout: (index: number, rooms: readonly string[]) => ({
    en: `digest and chain are those at entry ${index}, which a quorum has passed; not compared, since behind it: ${rooms.join(", ")}`,
    zh: `摘要与链取自条目${index}，多数机房已到达；因落后而未比较：${rooms.join("、")}`,
  }),
  apart: (index: number, people: string, synthetic: string, house: string) => ({
    en: `accounts and funds at entry ${index}: people ${people}, synthetic ${synthetic}, canaries and tills ${house}`,
    zh: `条目${index}的账户与资金：观众 ${people}，模拟观众 ${synthetic}，探针与柜台 ${house}`,
  }),
  equal: (answered: number, rooms: number) => ({
    en: `${answered} of ${rooms} rooms answered: all equal and sound, no difference`,
    zh: `${rooms}个机房，${answered}个应答：全部一致且自洽，没有差额`,
  }),
  soundOnly: (answered: number, rooms: number) => ({
    en: `${answered} of ${rooms} rooms answered: funds add up, but NOT ALL COPIES WERE COMPARED; ask again in half a minute`,
    zh: `${rooms}个机房，${answered}个应答：资金相符，但并非所有副本都已比较；请半分钟后再试`,
  }),
  different: (answered: number, rooms: number) => ({
    en: `${answered} of ${rooms} rooms answered: THERE IS A DIFFERENCE`,
    zh: `${rooms}个机房，${answered}个应答：存在差异！`,
  }),
  noQuorum: (answered: number, rooms: number, needed: number) => ({
    en: `${answered} of ${rooms} rooms answered, ${needed} make a quorum: nothing can be said of the whole`,
    zh: `${rooms}个机房，${answered}个应答，至少需要${needed}个：无法判断整体`,
  }),
  notAsked: (refusal: string) => ({
    en: `${refusal}: the rooms were not asked; try again`,
    zh: `${refusal}：未能询问机房；请重试`,
  }),
} satisfies TextTable;

type Unanswered = Extract<RoomAudit, { answered: false }>["reason"];

/** In Chinese; English readers get the name of the refusal itself. */
const unansweredInChinese: Readonly<Record<Unanswered, string>> = {
  silent: "无应答",
  malformed: "无法识别",
  "not-serving": "不提供服务",
  switching: "切换中",
  fenced: "已隔离",
  "accounts-full": "账户已满",
  "unknown-shard": "没有此分片",
  "unknown-account": "没有此账户",
  busy: "繁忙",
  "catching-up": "追赶中",
  "log-unavailable": "日志不可用",
  "pace-while-switching": "切换期间不可更改",
  "format-not-in-force": "格式尚未启用",
  "unknown-incident": "没有此故障",
  "incident-open": "故障尚未结束",
  "already-measured": "已有测量结果",
  "dials-full": "移除名单已满",
  diverged: "数据不一致",
  unknown: "未知",
};

export function unansweredText(reason: Unanswered): LocalizedText {
  return { en: reason, zh: unansweredInChinese[reason] };
}
