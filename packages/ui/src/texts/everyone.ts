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

/** Why the show's server did not take this page's connection, or ended it. */
export const connectionRefusalTexts = {
  "too-fast": { en: "Too much at once. Trying again.", zh: "请求过多，正在重试。" },
  "too-many-packets": { en: "Too much at once. Trying again.", zh: "请求过多，正在重试。" },
  "not-text": { en: "This page is of another version.", zh: "页面版本不符。" },
  "unknown-namespace": { en: "This page is of another version.", zh: "页面版本不符。" },
  "namespace-twice": { en: "This page is of another version.", zh: "页面版本不符。" },
  "not-entered": { en: "Connecting again", zh: "正在重新连接" },
  "hall-full": { en: "The hall is full. Waiting for a place.", zh: "人数已满，正在等待。" },
  "too-many-stages": {
    en: "Too many stage screens. Open this one from the console.",
    zh: "大屏过多，请从控制台打开。",
  },
  "too-many-consoles": { en: "Too many consoles are open.", zh: "控制台过多。" },
  "place-given-up": { en: "Connecting again", zh: "正在重新连接" },
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
