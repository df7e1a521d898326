import type { LocalizedText, RoomCondition } from "@cablecut/protocol";
import type { TextTable } from "./text-table.ts";

/** Words that more than one audience reads. */
export const commonTexts = {
  /** On every receipt, whatever the language. */
  testMark: { en: "TEST 测试", zh: "TEST 测试" },
  systemAbnormal: { en: "System abnormal", zh: "系统异常" },
  rehearsal: { en: "Rehearsal", zh: "彩排" },
  otherLanguage: { en: "中文", zh: "English" },
  switchLanguage: { en: "切换到中文", zh: "Switch to English" },
} satisfies TextTable;

export const conditionTexts = {
  normal: { en: "normal", zh: "正常" },
  abnormal: { en: "abnormal", zh: "异常" },
  switching: { en: "switching", zh: "切换中" },
  dark: { en: "dark", zh: "离线" },
  starting: { en: "starting", zh: "启动中" },
  diverged: { en: "diverged, not serving", zh: "数据不一致，已停用" },
} satisfies Record<RoomCondition, LocalizedText>;
