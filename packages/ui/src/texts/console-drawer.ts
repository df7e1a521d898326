import type { LocalizedText, TextTable } from "@cablecut/protocol";
import { formatCount } from "../format.ts";

/** What the console says around its acts: bars, figures, and the drawer. */
export const consoleTexts = {
  /** Between the parts of a list. */
  listComma: { en: ", ", zh: "、" },
  mirror: { en: "What the audience sees", zh: "观众看到的画面" },
  blankNow: { en: "SCREEN IS BLANK", zh: "大屏已黑" },
  actOf: (at: number, of: number) => ({
    en: `Now · act ${at} of ${of}`,
    zh: `当前 · 第${at}幕，共${of}幕`,
  }),
  actNone: { en: "Now", zh: "当前" },
  line: { en: "The acts", zh: "各幕" },
  comesByItself: { en: "comes when it is measured", zh: "测得后自动进入" },
  next: { en: "Next", zh: "下一步" },
  say: { en: "Say", zh: "台词" },
  running: (time: string) => ({ en: `running ${time}`, zh: `已运行${time}` }),
  pace: (pace: string) => ({ en: `${pace} pace`, zh: `${pace}节奏` }),
  lastRun: (seconds: string, minutes: number) => ({
    en: `last run ${seconds} s, ${minutes} min ago`,
    zh: `上次${seconds}秒，${minutes}分钟前`,
  }),
  /** Nobody knows when it was. */
  lastRunLongAgo: (seconds: string) => ({ en: `last run ${seconds} s`, zh: `上次${seconds}秒` }),
  earlier: { en: "before this run", zh: "此前" },
  relayed: { en: "clicker: relayed by the stage window", zh: "翻页笔：由大屏窗口转发" },
  notRelayed: {
    en: "clicker: heard in this window only",
    zh: "翻页笔：仅本窗口有效",
  },
  longer: { en: "Longer than announced. Missing:", zh: "已超过预期，尚缺：" },
  missingQuorum: (answering: number, needed: number) => ({
    en: `${answering === 1 ? "1 room answers" : `${answering} rooms answer`}, ${needed} are needed`,
    zh: `在线${answering}个机房，需要${needed}个`,
  }),
  missingSuspicion: (rooms: string) => ({
    en: `${rooms}: no cable, but still heard of in the log`,
    zh: `${rooms}：光缆已断，但日志尚未判定失联`,
  }),
  missingLease: (seconds: number) => ({
    en: `${seconds} s of the pace to wait`,
    zh: `按节奏还需等待${seconds}秒`,
  }),
  missingMoves: (moved: number, hit: number) => ({
    en: `${moved} of ${hit} ledger parts have moved`,
    zh: `账本已迁移${moved}/${hit}`,
  }),
  missingPayments: (back: number, moved: number) => ({
    en: `${back} of ${moved} moved parts have paid again`,
    zh: `已迁移账本中${back}/${moved}恢复付款`,
  }),
  drained: (room: string, seconds: number) => ({
    en: `${room} fell silent too often: it takes nothing over for ${seconds} s more`,
    zh: `${room}多次失联，${seconds}秒内不接管`,
  }),
  /** Its time is over. */
  drainedUntilHeard: (room: string) => ({
    en: `${room} fell silent too often: it takes over again once it is heard`,
    zh: `${room}多次失联，收到其心跳后恢复接管`,
  }),
  /** It is silent now: its time has not begun. */
  drainedUntilBack: (room: string) => ({
    en: `${room} fell silent too often: it takes nothing over until it has been back for a while`,
    zh: `${room}多次失联，恢复并稳定一段时间前不接管`,
  }),
  timedSince: (since: LocalizedText) => ({
    en: `The time is counted ${since.en}.`,
    zh: `计时${since.zh}。`,
  }),
  stillAway: (away: number) => ({
    en:
      away === 1
        ? "1 ledger part is still on its way home"
        : `${away} ledger parts are still on their way home`,
    zh: `还有${away}份账本正在回迁`,
  }),

  hall: { en: "Hall", zh: "现场" },
  people: { en: "people", zh: "人" },
  online: { en: "online", zh: "在线" },
  perSecond: { en: "payments/s", zh: "笔/秒" },
  kept: { en: "kept", zh: "已保留" },
  checking: { en: "checking", zh: "核实中" },
  tapped: { en: "tapped", zh: "已付款" },
  difference: { en: "difference", zh: "差额" },
  toFirstMove: { en: "to the first move", zh: "后开始迁移" },
  back: { en: "accounts back", zh: "账户已恢复" },
  partsBack: { en: "ledger parts back", zh: "账本已恢复" },
  verified: { en: "receipts verified", zh: "凭证已核实" },
  missing: { en: "missing", zh: "缺失" },
  rooms: { en: "rooms answer", zh: "机房在线" },

  drawer: { en: "Drawer", zh: "工具" },
  close: { en: "Close", zh: "关闭" },
  preflight: { en: "Pre-flight", zh: "演出前检查" },
  stage: { en: "Stage", zh: "大屏" },
  door: { en: "People and doors", zh: "观众与入场" },
  pacePanel: { en: "Pace and way home", zh: "节奏与回迁" },
  crowd: { en: "Synthetic crowd", zh: "模拟观众" },
  faults: { en: "Cable faults", zh: "线路损伤" },
  report: { en: "Report", zh: "报告" },
  figures: { en: "All figures", zh: "全部数据" },
  session: { en: "This console", zh: "本控制台" },
  reset: { en: "New show", zh: "新的一场" },

  languages: { en: "Languages on the stage", zh: "大屏语言" },
  both: { en: "中文 · English", zh: "中文 · English" },
  zhOnly: { en: "Chinese only", zh: "仅中文" },
  enOnly: { en: "English only", zh: "仅英文" },
  view: { en: "View of the stage", zh: "大屏画面" },
  story: { en: "Story", zh: "故事" },
  dashboard: { en: "Dashboard", zh: "仪表盘" },
  sound: { en: "Sound", zh: "声音" },
  openHint: {
    en: "F fills the screen, E changes its view.",
    zh: "F 全屏，E 切换画面。",
  },

  pause: { en: "Pause new payments", zh: "暂停新付款" },
  pausedMark: { en: "payments paused", zh: "付款已暂停" },
  closedMark: { en: "doors closed", zh: "已停止入场" },
  find: { en: "Find an attendee", zh: "查找观众" },
  findHint: {
    en: "An account number, or a part of a name.",
    zh: "账号，或名字的一部分。",
  },
  search: { en: "Search", zh: "查找" },
  showRemoved: (count: number) => ({ en: `Removed: ${count}`, zh: `已移出：${count}` }),
  nobodyFound: { en: "Nobody found.", zh: "没有找到。" },
  nobodyFoundHere: {
    en: "Nobody found among those whom this server has met since it was started. A number finds everybody.",
    zh: "本服务器启动后见过的人中没有找到。用账号可以找到任何人。",
  },
  searchFailed: { en: "No answer. Search again.", zh: "没有回应，请再次查找。" },
  moreFound: { en: "There are more. Say more of the name.", zh: "结果较多，请输入更多。" },
  /** Of those who are removed. */
  moreRemoved: {
    en: "There are more. Look for the others by number or name.",
    zh: "此处未全部列出，其他人请按账号或名字查找。",
  },
  othersMayBe: {
    en: "There may be others of that name whom this server has not met since it was started. A number is certain.",
    zh: "可能还有同名的人，本服务器启动后尚未见过。按账号查找最可靠。",
  },
  remove: { en: "Remove", zh: "移出" },
  letIn: { en: "Let in again", zh: "允许重新进入" },
  removedMark: { en: "removed", zh: "已移出" },
  onlineMark: { en: "here", zh: "在场" },
  awayMark: { en: "away", zh: "不在场" },
  syntheticMark: { en: "synthetic", zh: "模拟观众" },
  forged: { en: "Forged receipts were shown", zh: "有人出示伪造凭证" },
  forgedHint: {
    en: "The show never gave them. Remove who showed them, and they count no more.",
    zh: "并非本场演示所发。移出出示者后，即不再计入。",
  },
  forgedBy: (numbers: string) => ({
    en: `Forged receipts shown by ${numbers}. Under People and doors you can remove them.`,
    zh: `${numbers} 出示了伪造凭证。可在“观众与入场”中移出。`,
  }),
  removeHint: {
    en: "The phone shows a clear page. The money stays where it is.",
    zh: "手机会显示明确的提示，资金原样保留。",
  },

  crowdPeople: { en: "Synthetic attendees", zh: "模拟观众人数" },
  crowdRate: { en: "Payments per second", zh: "每秒付款笔数" },
  crowdStart: { en: "Start", zh: "启动" },
  crowdChange: { en: "Change", zh: "更改" },
  crowdStop: { en: "Stop", zh: "停止" },
  crowdNone: { en: "Nobody synthetic pays.", zh: "没有模拟付款。" },
  crowdRuns: (people: number, rate: number) => ({
    en: `${formatCount(people)} attendees, ${formatCount(rate)} payments/s asked for`,
    zh: `${formatCount(people)}名模拟观众，要求每秒${formatCount(rate)}笔`,
  }),
  crowdFailed: {
    en: "The crowd ended by itself. Start it again.",
    zh: "模拟观众意外停止，请重新启动。",
  },
  crowdUnknown: {
    en: "This show was started by hand: run the crowd from a terminal.",
    zh: "本场为手动启动，请在终端运行模拟观众。",
  },
  syntheticAccounts: (count: string) => ({
    en: `${count} synthetic ${count === "1" ? "account" : "accounts"} so far.`,
    zh: `目前共${count}个模拟账户。`,
  }),
  crowdHint: {
    en: "Never counted as people, on no screen.",
    zh: "任何屏幕都不会计为观众。",
  },

  where: { en: "Where", zh: "位置" },
  everywhere: { en: "All cables", zh: "全部光缆" },
  cable: (room: string, name: string) => ({
    en: `${room}, cable ${name}`,
    zh: `${room}，光缆${name}`,
  }),
  delay: { en: "Delay", zh: "延迟" },
  loss: { en: "Loss", zh: "丢包" },
  bandwidth: { en: "Bandwidth", zh: "带宽" },
  set: { en: "Set", zh: "设置" },
  oneWay: { en: "Silence one way", zh: "单向静默" },
  toRoom: { en: "To the room", zh: "入方向" },
  fromRoom: { en: "From the room", zh: "出方向" },
  resetConnections: { en: "Reset connections", zh: "重置连接" },
  clearFaults: { en: "Take faults away", zh: "清除损伤" },
  noFaults: { en: "No faults.", zh: "没有损伤。" },
  faultsUnknown: { en: "Not known.", zh: "未知。" },
  faultsNow: { en: "Now", zh: "当前" },
  delayOf: (ms: number, jitterMs: number) =>
    jitterMs === 0
      ? { en: `delay ${ms} ms`, zh: `延迟${ms}毫秒` }
      : { en: `delay ${ms} to ${ms + jitterMs} ms`, zh: `延迟${ms}至${ms + jitterMs}毫秒` },
  lossOf: (percent: number) => ({ en: `loss ${percent} %`, zh: `丢包${percent}%` }),
  bandwidthOf: (kB: number) => ({ en: `${formatCount(kB)} kB/s`, zh: `${formatCount(kB)} kB/秒` }),
  silentToward: { en: "silent to the room", zh: "入方向静默" },
  silentFrom: { en: "silent from the room", zh: "出方向静默" },

  resetText: {
    en: "Ends this show and begins another: new accounts, new receipts, the same PIN. The data of this one is set aside, not deleted. This page then asks for the PIN again.",
    zh: "结束本场并开始新的一场：新账户、新凭证，PIN 不变。本场数据会另存，不会删除。之后本页需重新输入 PIN。",
  },
  resetType: (id: string) => ({ en: `Type ${id} to confirm`, zh: `请输入 ${id} 确认` }),
  resetDo: { en: "End this show", zh: "结束本场" },
} satisfies TextTable;

/** The sections of the drawer, by name. */
export type DrawerSection =
  | "preflight"
  | "stage"
  | "door"
  | "pace"
  | "crowd"
  | "faults"
  | "report"
  | "figures"
  | "session"
  | "reset";

export const drawerTexts = {
  preflight: consoleTexts.preflight,
  stage: consoleTexts.stage,
  door: consoleTexts.door,
  pace: consoleTexts.pacePanel,
  crowd: consoleTexts.crowd,
  faults: consoleTexts.faults,
  report: consoleTexts.report,
  figures: consoleTexts.figures,
  session: consoleTexts.session,
  reset: consoleTexts.reset,
} satisfies Record<DrawerSection, LocalizedText>;
