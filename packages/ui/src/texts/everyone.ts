import type { LocalizedText, RoomCondition } from "@cablecut/protocol";
import type { TextTable } from "./text-table.ts";

/** Words that more than one audience reads. */
export const commonTexts = {
  product: { en: "Cablecut", zh: "Cablecut 断缆" },
  test: { en: "TEST", zh: "测试" },
  /** On every receipt, whatever the language. */
  testMark: { en: "TEST 测试", zh: "TEST 测试" },
  systemAbnormal: { en: "System abnormal", zh: "系统异常" },
  switching: { en: "Disaster recovery switching", zh: "容灾切换中" },
  rehearsal: { en: "Rehearsal", zh: "彩排" },
  otherLanguage: { en: "中文", zh: "English" },
  switchLanguage: { en: "切换到中文", zh: "Switch to English" },
  noQuorum: {
    en: "Too few rooms answer to book anything. Nothing is lost; it goes on when cables return.",
    zh: "在线机房不足，暂不能入账。数据不会丢失，线路恢复后继续。",
  },
} satisfies TextTable;

export const conditionTexts = {
  normal: { en: "normal", zh: "正常" },
  abnormal: { en: "abnormal", zh: "异常" },
  switching: { en: "switching", zh: "切换中" },
  dark: { en: "dark", zh: "离线" },
  starting: { en: "starting", zh: "启动中" },
  diverged: { en: "diverged, not serving", zh: "数据不一致，已停用" },
} satisfies Record<RoomCondition, LocalizedText>;
