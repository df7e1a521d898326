import type { PaceName, LocalizedText, TextTable } from "@cablecut/protocol";
import { formatCount } from "../format.ts";
import { countWord } from "./count-words.ts";

/** What the big screen says. Story words stand there in both languages at once, so every text carries both. */
export const stageTexts = {
  title: { en: "Cablecut stage", zh: "Cablecut 大屏" },
  testFunds: { en: "test funds", zh: "测试资金" },

  roomsAnswering: (answering: number, rooms: number) => ({
    en: `${answering} of ${rooms} rooms ${answering === 1 ? "answers" : "answer"}`,
    zh: `${rooms}个机房，${answering}个在线`,
  }),

  people: (count: number) => ({
    en: count === 1 ? "1 person" : `${formatCount(count)} people`,
    zh: `${formatCount(count)}人`,
  }),
  synthetic: { en: "synthetic", zh: "模拟观众" },
  booked: (count: string) => ({ en: `${count} booked`, zh: `入账${count}笔` }),

  cueHeadline: { en: "Everyone: tap Pay", zh: "请一起付款" },
  tappedBy: (count: string) => ({
    en: `${count} ${count === "1" ? "has" : "have"} tapped`,
    zh: `${count}人已付款`,
  }),

  abnormalHeadline: { en: "System abnormal", zh: "系统异常" },
  cablesCut: (count: number) => ({
    en: count === 1 ? "1 cable cut" : `${count} cables cut`,
    zh: `${countWord(count, "zh")}根光缆已断`,
  }),
  roomsCutOff: (count: number) => ({
    en: count === 1 ? "1 room cut off" : `${count} rooms cut off`,
    zh: `${countWord(count, "zh")}个机房断网`,
  }),
  paymentsGoOn: (count: string) => ({ en: `${count}/s still booked`, zh: `仍入账${count}笔/秒` }),

  switchingHeadline: { en: "Disaster recovery switching", zh: "容灾切换中" },
  /** Before shards move: real time that goes by because the pace says so, and for nothing else. */
  waiting: (seconds: number) => ({ en: `${seconds} s more to wait`, zh: `再等${seconds}秒` }),
  kept: (count: string) => ({ en: `${count} kept`, zh: `已保留${count}笔` }),
  keptAsHeard: (count: string, phones: string, of: string) => ({
    en: `${count} kept, ${phones} of ${of} heard`,
    zh: `已保留${count}笔，已联系${phones}/${of}`,
  }),
  back: (back: string, hit: string) => ({
    en: `${back} of ${hit} back`,
    zh: `已恢复${back}/${hit}`,
  }),
  bookedNow: (count: string) => ({ en: `${count}/s booked`, zh: `${count}笔/秒` }),
  shardsLabel: { en: "shards", zh: "分片" },
  roomsLabel: { en: "rooms", zh: "机房" },
  backLabel: { en: "back", zh: "已恢复" },
  shardsBack: (back: string, hit: string) => ({
    en: `${back} of ${hit} shards`,
    zh: `分片${back}/${hit}`,
  }),

  recoveredIn: (seconds: string, run: LocalizedText) => ({
    en: `${seconds} s, ${run.en}`,
    zh: `${seconds}秒，${run.zh}`,
  }),
  restoredByHandHeadline: { en: "Restored by hand, no failover", zh: "人工恢复，未切换" },
  returnedByItselfHeadline: { en: "Rooms came back, no failover", zh: "机房已恢复，未切换" },
  recoveredTimeNotKnown: (run: LocalizedText) => ({
    en: `time not known, ${run.en}`,
    zh: `用时未知，${run.zh}`,
  }),
  pacedTo2018: { en: "paced to 2018", zh: "2018年节奏" },
  fullSpeedRecord: { en: "full speed, record", zh: "全速，纪录" },
  fullSpeed: { en: "full speed", zh: "全速" },
  customPace: { en: "custom pace", zh: "自定节奏" },
  phones: (count: number) => ({ en: count === 1 ? "phone" : "phones", zh: "手机" }),
  verified: { en: "verified", zh: "已核实" },
  missing: { en: "missing", zh: "缺失" },
  notYetHeard: { en: "not heard yet", zh: "待回应" },

  startingHeadline: { en: "Asking the rooms", zh: "正在询问机房" },
  quorumLostHeadline: { en: "Too few rooms: payments wait", zh: "机房不足，暂停入账" },
  needed: (needed: number) => ({ en: `${needed} are needed`, zh: `至少需要${needed}个` }),

  fundsDifference: { en: "Funds difference", zh: "资金差额" },
  fundsPeople: { en: "People", zh: "观众" },
  fundsSynthetic: { en: "Synthetic", zh: "模拟观众" },
  fundsHouse: { en: "Canaries and tills", zh: "探针与柜台" },
  fundsUnknown: { en: "no word yet", zh: "尚无数据" },

  connecting: { en: "Connecting to the show", zh: "正在连接现场服务器" },
  connectionLost: { en: "Server unreachable", zh: "服务器失联" },
  rehearsalMark: { en: "REHEARSAL", zh: "彩排" },
  legendWhole: { en: "cable", zh: "光缆" },
  legendCut: { en: "cut", zh: "已断" },
  legendSwitching: { en: "switching", zh: "切换中" },
  leader: { en: "leader", zh: "主节点" },
} satisfies TextTable;

/** The pace under its name, as shown while a switch runs. */
export const paceTexts = {
  keynote: { en: "keynote pace", zh: "演示节奏" },
  booth: { en: "booth pace", zh: "展台节奏" },
  "full-speed": { en: "full speed", zh: "全速" },
  custom: { en: "custom pace", zh: "自定节奏" },
} satisfies Record<PaceName, LocalizedText>;
