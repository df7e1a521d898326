import type {
  ConnectionRefusal,
  RoomCondition,
  LocalizedText,
  TextTable,
} from "@cablecut/protocol";

/** Words that more than one audience reads. */
export const commonTexts = {
  /** On every receipt, whatever the language. */
  testMark: { en: "TEST 测试", zh: "TEST 测试" },
  systemAbnormal: { en: "System abnormal", zh: "系统异常" },
  rehearsal: { en: "Rehearsal", zh: "彩排" },
  otherLanguage: { en: "中文", zh: "English" },
  switchLanguage: { en: "切换到中文", zh: "Switch to English" },
} satisfies TextTable;

const tooMuch = { en: "Too much at once. Trying again.", zh: "请求过多，正在重试。" };
const otherVersion = { en: "This page is of another version.", zh: "页面版本不符。" };
const again = { en: "Connecting again", zh: "正在重新连接" };

/** Why the show's server did not take a phone's connection, or ended it. */
export const connectionRefusalTexts = {
  "too-fast": tooMuch,
  "too-many-packets": tooMuch,
  "not-text": otherVersion,
  "unknown-namespace": otherVersion,
  "namespace-twice": otherVersion,
  "not-entered": again,
  "hall-full": { en: "The hall is full. Waiting for a place.", zh: "人数已满，正在等待。" },
  // Said to other pages than phones.
  "too-many-stages": again,
  "too-many-consoles": again,
  "place-given-up": again,
} satisfies Record<ConnectionRefusal, LocalizedText>;

export const conditionTexts = {
  normal: { en: "normal", zh: "正常" },
  abnormal: { en: "abnormal", zh: "异常" },
  switching: { en: "switching", zh: "切换中" },
  dark: { en: "dark", zh: "离线" },
  starting: { en: "starting", zh: "启动中" },
  recovering: { en: "recovering", zh: "重建中" },
  diverged: { en: "diverged, not serving", zh: "数据不一致，已停用" },
} satisfies Record<RoomCondition, LocalizedText>;
