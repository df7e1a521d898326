import type { RoomCondition, LocalizedText, TextTable } from "@cablecut/protocol";
import { formatCount } from "../format.ts";

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** What the big screen's story says. Glossary: kept 已保留, not charged 未扣款, checking 核实中, booked 已入账, cut 已断. */
export const storyTexts = {
  join: { en: "Scan to join", zh: "扫码加入" },
  doorsClosed: { en: "Doors closed", zh: "停止入场" },
  joinShort: { en: "Join", zh: "加入" },
  funds: { en: "test funds", zh: "测试资金" },
  joined: { en: "joined", zh: "人已加入" },

  fiveCopies: { en: "Five copies of every cent", zh: "每分钱都有五份副本" },
  manyCopies: (copies: number) => ({
    en: `${copies} copies of every cent`,
    zh: `每分钱都有${copies}份副本`,
  }),
  /** Those of which nothing is known are left out. */
  whatIsThere: (people: number | null, rooms: number, cables: number | null) => ({
    en: [
      ...(people === null ? [] : [counted(people, "person", "people")]),
      `${rooms} rooms`,
      ...(cables === null ? [] : [counted(cables, "cable", "cables")]),
    ].join(", "),
    zh: [
      ...(people === null ? [] : [`${formatCount(people)}人`]),
      `${rooms}个机房`,
      ...(cables === null ? [] : [`${cables}根光缆`]),
    ].join("，"),
  }),
  fewerCut: (cut: number) => ({
    en: `${counted(cut, "cable", "cables")} cut, all goes on`,
    zh: `断${cut}根，一切照常`,
  }),
  perSecond: { en: "payments per second", zh: "笔/秒" },
  people: (count: number) => ({ en: count === 1 ? "person" : "people", zh: "人" }),
  bookedWord: { en: "booked", zh: "笔已入账" },

  cue: { en: "Everyone: tap Pay", zh: "请一起付款" },
  cueAmount: (amount: string) => ({ en: `${amount} to your partner`, zh: `付${amount}给搭档` }),
  tapped: { en: "tapped", zh: "人已付款" },
  outOf: { en: "of", zh: "共" },
  holdUp: { en: "Hold up your phone", zh: "举起手机" },
  holdUpSecond: { en: "Each phone is one window", zh: "一部手机，一扇窗" },
  phonesHere: (count: number) => ({
    en: count === 1 ? "phone is here" : "phones are here",
    zh: "部手机在场",
  }),

  abnormal: { en: "System abnormal", zh: "系统异常" },
  copiesAnswer: (copies: number, answering: number) => ({
    en: `${copies} copies, ${answering} ${answering === 1 ? "answers" : "answer"}`,
    zh: `${copies}份副本，${answering}份在线`,
  }),
  switching: { en: "Disaster recovery switching", zh: "容灾切换中" },
  waitingAt2018: { en: "Waiting at the pace of 2018", zh: "按2018年节奏等待" },
  waitingAtCustom: { en: "Waiting at a custom pace", zh: "按自定节奏等待" },
  atFullSpeed: { en: "As fast as it is safe", zh: "在安全前提下全速" },
  accountsBack: (back: number, hit: number) => ({
    en: `${formatCount(back)}/${formatCount(hit)} ${hit === 1 ? "account is" : "accounts are"} back`,
    zh: `已恢复${formatCount(back)}/${formatCount(hit)}个账户`,
  }),
  partsBack: (back: number, hit: number) => ({
    en: `${back} of ${hit} ledger parts`,
    zh: `账本${back}/${hit}`,
  }),
  kept: { en: "kept", zh: "已保留" },
  allBooked: { en: "booked", zh: "全部入账" },
  someBooked: { en: "booked", zh: "已入账" },
  notCharged: { en: "0 charged", zh: "未扣款" },
  checking: { en: "checking", zh: "核实中" },
  heard: { en: "heard", zh: "已联系" },

  everybodyPays: { en: "Everybody pays again", zh: "全部恢复付款" },
  stoppedTheClock: { en: "stopped the clock", zh: "的付款停住了计时" },
  counting: { en: "Counting", zh: "清点中" },
  noFailover: { en: "Restored by hand, no failover", zh: "人工恢复，未切换" },
  cameBack: { en: "Rooms came back, no failover", zh: "机房已恢复，未切换" },
  noAccountMoved: (seconds: string) => ({
    en: `${seconds} s, no account moved`,
    zh: `${seconds}秒，账户未迁移`,
  }),
  noAccountMovedTimeNotKnown: {
    en: "time not known, no account moved",
    zh: "用时未知，账户未迁移",
  },

  nothingLost: { en: "nothing lost", zh: "分文未失" },
  phones: (count: number) => ({ en: count === 1 ? "phone" : "phones", zh: "手机" }),
  receipts: (count: number) => ({ en: count === 1 ? "receipt" : "receipts", zh: "凭证" }),
  missing: { en: "missing", zh: "缺失" },
  notHeard: { en: "not heard yet", zh: "待回应" },
  copiesEqual: { en: "copies equal", zh: "副本一致" },
  outOfReach: { en: "out of reach", zh: "失联" },
  survived: { en: "survived", zh: "完好" },
  receiptsMissing: (count: number) => ({
    en: count === 1 ? "receipt missing" : "receipts missing",
    zh: "凭证缺失",
  }),
  countedMissing: (count: number) => ({
    en: `${counted(count, "receipt", "receipts")} missing`,
    zh: `${formatCount(count)}笔凭证缺失`,
  }),
  moneyDiffers: { en: "money differs", zh: "资金不符" },
  copiesDiffer: { en: "copies differ", zh: "副本不一致" },

  today: (seconds: string) => ({ en: `today: ${seconds} s`, zh: `今天：${seconds}秒` }),
  in2018: { en: "2018: 26 s", zh: "2018年：26秒" },
  sameCut: { en: "same cut, same scale", zh: "同一场故障，同一比例" },
  sameScale: { en: "same scale", zh: "同一比例" },

  report: { en: "Report", zh: "复盘" },
  /** Under the code that opens it: the document, and not the act. */
  reportCode: { en: "Report", zh: "报告" },
  inFlight: { en: "in flight", zh: "在途" },
  inFlightBooked: { en: "booked", zh: "已入账" },
  inFlightOthers: { en: "not booked", zh: "未入账" },
  reportKey: { en: "key", zh: "公钥" },
  markCut: { en: "cables cut", zh: "光缆已断" },
  markAbnormal: { en: "abnormal", zh: "系统异常" },
  markDecided: { en: "decided", zh: "切换判定" },
  markMoving: { en: "moving", zh: "开始迁移" },
  markAllPay: { en: "all pay", zh: "全部恢复" },
  checked: { en: "verified", zh: "已核实" },
  entry: { en: "entry", zh: "日志" },
  difference: { en: "difference", zh: "差额" },

  tooFewRooms: { en: "Too few rooms answer", zh: "在线机房不足" },
  nothingBooked: (needed: number) => ({
    en: `Nothing is booked until ${needed} answer`,
    zh: `${needed}个机房在线前不入账`,
  }),
  nothingBookedHere: (needed: number) => ({
    en: `Nothing is booked here until ${needed} answer`,
    zh: `${needed}个机房在线前，此处不入账`,
  }),
  askingRooms: { en: "Asking the rooms", zh: "正在询问机房" },
  roomsAnswer: { en: "rooms answer", zh: "个机房在线" },
  pictureOld: (seconds: string) => ({
    en: `Picture ${seconds} s old`,
    zh: `画面停在${seconds}秒前`,
  }),

  /** Behind a number. */
  secondUnit: { en: " s", zh: "秒" },
  asOfAgo: (seconds: string) => ({ en: `as of ${seconds} s ago`, zh: `截至${seconds}秒前` }),
  fundsDifference: { en: "Funds difference", zh: "资金差额" },
  peoplePart: (count: number) => ({ en: count === 1 ? "person" : "people", zh: "观众" }),
  syntheticPart: { en: "synthetic", zh: "模拟观众" },
  canaryPart: { en: "canaries", zh: "探针" },
  rehearsal: { en: "REHEARSAL", zh: "彩排" },
} satisfies TextTable;

/** No cable is left, and nothing was measured of the room yet. */
export const roomCutText = { en: "cut", zh: "已断" } satisfies LocalizedText;

/** It is well, and gets no accounts for so long: it was lost too often. */
export const roomRestsText = (seconds: number): LocalizedText =>
  seconds === 0
    ? { en: "rests", zh: "暂歇" }
    : { en: `rests ${seconds} s`, zh: `暂歇 ${seconds}秒` };

/** The state of a room in a word under its building: there is room for one short word. */
export const roomStateTexts = {
  normal: { en: "normal", zh: "正常" },
  abnormal: { en: "abnormal", zh: "异常" },
  switching: { en: "switching", zh: "切换中" },
  dark: { en: "dark", zh: "离线" },
  starting: { en: "starting", zh: "启动" },
  recovering: { en: "recovers", zh: "重建中" },
  diverged: { en: "differs", zh: "不一致" },
} satisfies Record<RoomCondition, LocalizedText>;
