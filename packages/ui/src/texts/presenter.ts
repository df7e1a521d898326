import type {
  ChosenPaceName,
  CommandAnswer,
  FabricRefusal,
  LoginAnswer,
  PreflightItem,
  ResetRefusal,
  Scene,
  LocalizedText,
  TextTable,
} from "@cablecut/protocol";

function roomsLeftZh(count: number): string {
  return count === 0 ? "将没有机房在线" : `只剩${count}个机房`;
}
function roomsLeft(count: number): string {
  if (count === 0) return "No room";
  return count === 1 ? "1 room" : `${count} rooms`;
}

/** The console's words. */
export const presenterTexts = {
  title: { en: "Presenter's console", zh: "主持人控制台" },
  show: (id: string) => ({ en: `Show ${id}`, zh: `场次 ${id}` }),

  pin: { en: "PIN", zh: "PIN" },
  login: { en: "Log in", zh: "登录" },
  logout: { en: "Log out", zh: "退出" },
  loginHint: {
    en: "The PIN is printed where the show was started.",
    zh: "PIN 显示在启动演示的终端上。",
  },
  resuming: { en: "Continuing your session", zh: "正在恢复会话" },

  connecting: { en: "Connecting", zh: "连接中" },
  connected: { en: "Connected", zh: "已连接" },
  silent: { en: "Show's server is silent", zh: "现场服务器无响应" },
  lost: { en: "Show's server unreachable; trying again", zh: "现场服务器失联，正在重连" },

  nextAct: { en: "Next act", zh: "下一幕" },
  actLive: { en: "Close the lobby, go live", zh: "收起入场码，开始演示" },
  actLobby: { en: "Back to the lobby", zh: "回到入场画面" },
  actCue: { en: "Ask everyone to pay", zh: "请全场付款" },
  actCueOff: { en: "End the call to pay", zh: "结束付款邀请" },
  actReport: { en: "Go on to the report", zh: "进入复盘" },
  actAgain: { en: "Again, at full speed", zh: "再来一次，全速" },
  actHoldUp: { en: "Hold up phones", zh: "举起手机" },
  actCounting: { en: "Counting every cent", zh: "正在清点每一分钱" },
  actCountingHint: {
    en: "0.00 comes by itself once it is counted.",
    zh: "清点完成后自动显示0.00。",
  },
  actBackToZero: { en: "Back from the report", zh: "退出复盘" },
  actCut: (city: string) => ({ en: `Cut ${city}`, zh: `切断${city}` }),
  actRestore: (city: string) => ({ en: `Restore ${city}`, zh: `恢复${city}` }),
  actPull: (city: string) => ({
    en: `Now pull the plugs of ${city}. It is done by hand, not from here.`,
    zh: `现在请拔下${city}的网线。需人工操作，此处无法执行。`,
  }),
  actPlug: {
    en: "Put the plugs back in. The show goes on by itself once the cables carry.",
    zh: "请把网线插回去。光缆恢复后自动继续。",
  },
  actFailback: { en: "Send ledger parts home", zh: "账本回迁" },
  actWait: { en: "The rooms are switching by themselves", zh: "机房正在自动切换" },
  actWaitHint: {
    en: "Nothing to do until the timer stops.",
    zh: "计时结束前无需操作。",
  },
  /** A switch that lasts longer than was announced: what it lacks stands above. */
  actOverdue: {
    en: "Wait for what is missing, or hold Restore everything.",
    zh: "可继续等待，或按住“全部恢复”。",
  },
  actOverduePlug: {
    en: "Wait for what is missing, or put the plugs back in.",
    zh: "可继续等待，或把网线插回去。",
  },
  /** No quorum, and nothing to restore. */
  actRoomsAway: {
    en: "Every cable carries: wait for the rooms. If they stay away, the terminal says why.",
    zh: "光缆全部正常，请等待机房；若迟迟不恢复，原因见终端。",
  },
  holdToAct: { en: "Hold for 1.2 s; let go to cancel", zh: "按住1.2秒，松开取消" },
  tapToAct: { en: "Tap", zh: "点按" },
  armed: (seconds: number) => ({
    en: `Armed: press Next again within ${seconds} s`,
    zh: `已就绪：${seconds}秒内再按一次翻页键`,
  }),
  clickerHint: {
    en: "Clicker: Page Down next, Page Up back, B or . blank screen",
    zh: "翻页笔：下一页继续，上一页返回，B 或 . 黑屏",
  },

  cables: { en: "Cables", zh: "光缆" },
  /** `at`: the gateway of the console that has ordered the cut; null: this one. */
  beingCut: (cables: number, at: string | null) => ({
    en:
      at === null
        ? `${cables === 1 ? "1 cable is" : `${cables} cables are`} being cut.`
        : `A console at ${at} is cutting ${cables === 1 ? "1 cable" : `${cables} cables`}.`,
    zh: `${at === null ? "" : `${at}的控制台`}正在切断${cables}根光缆。`,
  }),
  cablesNotSaved: {
    en: "The disk has not taken the last change: the switchboard would forget it if it ended now.",
    zh: "最近的更改尚未写入磁盘；若光缆控制器此时退出会丢失。",
  },
  cableWhole: { en: "carries", zh: "正常" },
  cableCut: { en: "cut", zh: "已断" },
  cableUnknown: { en: "not known", zh: "未知" },
  cableImpaired: { en: "impaired", zh: "受损" },
  cutRoom: { en: "Cut room", zh: "切断机房" },
  cutCity: { en: "Cut city", zh: "切断城市" },
  restore: { en: "Restore", zh: "恢复" },
  cutCable: (cable: string) => ({ en: `Cut cable ${cable}`, zh: `切断光缆${cable}` }),
  restoreCable: (cable: string) => ({ en: `Restore cable ${cable}`, zh: `恢复光缆${cable}` }),
  restoreEverything: { en: "Restore everything", zh: "全部恢复" },
  holdShort: { en: "hold", zh: "按住" },

  pace: { en: "Pace", zh: "节奏" },
  paceWhileSwitching: {
    en: "The pace is fixed while a switch runs.",
    zh: "切换期间不能改变节奏。",
  },
  onlyWhileSwitching: {
    en: "Only Blank and Restore everything work.",
    zh: "切换期间只能黑屏或全部恢复。",
  },
  realCables: {
    en: "These cables are real: pull the plug, or switch off a port. Nothing is cut or restored from here.",
    zh: "这些光缆是真实的：请拔下插头或关闭端口。此处无法切断或恢复。",
  },
  cableState: (cable: string, state: string) => ({
    en: `Cable ${cable}: ${state}`,
    zh: `光缆${cable}：${state}`,
  }),
  onlyBlankWhileSwitching: {
    en: "Only Blank works while rooms switch.",
    zh: "切换期间只能黑屏。",
  },
  lineSilentOnlyBlank: {
    en: "Nothing is heard: only Blank can be sent.",
    zh: "没有收到数据，只能黑屏。",
  },
  plugBackFirst: {
    en: "No quorum: put the plugs back in, or wait for rooms.",
    zh: "已失去多数派，请把网线插回去，或等待机房。",
  },
  noMoreCuts: {
    en: "No quorum: restore or take faults away, or wait.",
    zh: "已失去多数派，请恢复光缆、清除损伤，或等待机房。",
  },
  roomsUnheard: {
    en: "The rooms have not been heard yet.",
    zh: "尚未收到机房应答。",
  },
  actStarting: { en: "Asking the rooms", zh: "正在询问机房" },
  actStartingHint: {
    en: "Nothing to do until the rooms answer.",
    zh: "等待机房应答，无需操作。",
  },
  lineSilent: {
    en: "Nothing is heard: only Blank, Restore and taking faults away can be sent.",
    zh: "没有收到数据，只能黑屏、恢复或清除损伤。",
  },
  notConnected: {
    en: "Not connected: nothing can be sent.",
    zh: "未连接，无法发送。",
  },

  guardTitle: { en: "This cut leaves no quorum", zh: "切断后将失去多数派" },
  /** Where a gateway has asked it may know of a loss that no picture shows yet: then no number is said. */
  guardText: (left: number, needed: number) => ({
    en: `${left < needed ? `${roomsLeft(left)} would be left, ${needed} are needed` : `Fewer than the ${needed} rooms that are needed would be left`}. Nothing can be booked until cables return. Nothing is lost.`,
    zh: `${left < needed ? roomsLeftZh(left) : "剩下的机房将不够"}，至少需要${needed}个。恢复光缆前不能入账，数据不会丢失。`,
  }),
  guardCancel: { en: "Do not cut", zh: "不切断" },
  guardConfirm: { en: "Cut all the same", zh: "仍然切断" },

  settings: { en: "Stage and doors", zh: "大屏与入场" },
  openStage: { en: "Open the stage window", zh: "打开大屏窗口" },
  stageBlocked: {
    en: "The browser blocked the window. Allow pop-ups for this page.",
    zh: "浏览器拦截了窗口，请允许本页弹窗。",
  },
  blank: { en: "Blank screen", zh: "黑屏" },
  doors: { en: "Doors open", zh: "允许入场" },
  lastNumbers: { en: "Give out the last 10,000 numbers", zh: "发放最后1万个账号" },
  holdUp: { en: "Phones held up", zh: "举起手机" },
  hideCount: { en: "Hide head count", zh: "隐藏人数" },
  failback: { en: "Send ledger parts home", zh: "账本回迁" },
  waitingForRooms: { en: "waiting for the rooms", zh: "等待机房" },
  stages: (count: number) => ({
    en: count === 1 ? "1 stage screen" : `${count} stage screens`,
    zh: `${count}个大屏`,
  }),

  preflight: { en: "Before the show", zh: "演出前检查" },
  preflightShow: { en: "Show", zh: "演示" },
  preflightVenue: { en: "Venue", zh: "场地" },
  preflightReady: { en: "All checks pass", zh: "全部通过" },
  preflightUnknown: (unknown: number) => ({
    en: `Nothing is open; ${unknown} could not be checked`,
    zh: `没有未通过项；${unknown}项无法检查`,
  }),
  preflightOpen: (open: number) => ({
    en: open === 1 ? "1 check is open" : `${open} checks are open`,
    zh: `${open}项未通过`,
  }),

  numbers: { en: "Now", zh: "当前" },
  joined: { en: "Joined", zh: "已加入" },
  synthetic: { en: "Synthetic", zh: "模拟观众" },
  online: { en: "Online", zh: "在线" },
  perSecond: { en: "Payments/s", zh: "笔/秒" },
  canaries: { en: "Canaries/s", zh: "探针/秒" },
  kept: { en: "Kept", zh: "已保留" },
  checking: { en: "Checking", zh: "核实中" },
  tapped: { en: "Tapped", zh: "已付款" },
  fundsDifference: { en: "Funds difference", zh: "资金差额" },
  answering: { en: "Rooms answering", zh: "在线机房" },
  leader: { en: "Leader", zh: "主节点" },
  waitLeft: { en: "Wait of the pace", zh: "节奏等待剩余" },
  accountsBack: { en: "Accounts back", zh: "账户恢复" },
  verified: { en: "Verified", zh: "已核实" },
  missing: { en: "Missing", zh: "缺失" },
  notHeard: { en: "Not heard yet", zh: "待回应" },
  timeNotKnown: { en: "time not known", zh: "用时未知" },
  restoredByHand: { en: "Restored by hand, no failover", zh: "人工恢复，未切换" },
  cameBack: { en: "Rooms came back, no failover", zh: "机房已恢复，未切换" },

  events: { en: "Events", zh: "事件" },
  noEvents: { en: "Nothing yet", zh: "暂无" },
  dismiss: { en: "Close", zh: "关闭" },
} satisfies TextTable;

export const sceneTexts = {
  starting: { en: "Asking the rooms", zh: "正在询问机房" },
  lobby: { en: "Lobby", zh: "入场" },
  live: { en: "Live", zh: "进行中" },
  cut: { en: "System abnormal", zh: "系统异常" },
  switching: { en: "Switching", zh: "容灾切换中" },
  recovered: { en: "Recovered", zh: "已恢复" },
  "quorum-lost": { en: "No quorum", zh: "失去多数派" },
} satisfies Record<Scene, LocalizedText>;

/** About how long a switch takes at that pace. */
export const paceLengthTexts = {
  keynote: { en: "26 s", zh: "26秒" },
  booth: { en: "25 s", zh: "25秒" },
  "full-speed": { en: "about 1 s", zh: "约1秒" },
} satisfies Record<ChosenPaceName, LocalizedText>;

export const preflightTexts = {
  "rooms-answering": { en: "Rooms answer", zh: "机房在线" },
  leader: { en: "The log has a leader", zh: "日志有主节点" },
  "cables-whole": { en: "Cables carry", zh: "光缆完好" },
  "funds-balanced": { en: "Funds balance", zh: "资金平衡" },
  "canaries-paying": { en: "Every ledger part pays", zh: "各份账本可付款" },
  "shards-home": { en: "Ledger parts are at home", zh: "账本在原机房" },
  "stage-connected": { en: "Stage screen connected", zh: "大屏已连接" },
  "phone-connected": { en: "A phone connected", zh: "手机已连接" },
  "digests-equal": { en: "All copies are equal", zh: "副本一致" },
} satisfies Record<PreflightItem["check"], LocalizedText>;

export type LoginRefusal =
  | Extract<LoginAnswer, { ok: false }>["refusal"]
  | "no-answer"
  /** Of a logout. */
  | "not-ended";
export const loginRefusalTexts = {
  "wrong-pin": { en: "Wrong PIN. Nothing was changed.", zh: "PIN 错误，未做任何更改。" },
  "wrong-token": { en: "Not this show's operator.", zh: "不是本演示的操作员。" },
  "link-over": {
    en: "This link has been used, or is too old. Log in with the PIN.",
    zh: "链接已使用或已过期，请用 PIN 登录。",
  },
  malformed: { en: "A PIN has 6 to 12 characters.", zh: "PIN 为6至12位。" },
  "too-fast": {
    en: "Too many attempts. Wait a moment.",
    zh: "尝试过多，请稍候。",
  },
  "session-over": { en: "Your session is over. Log in again.", zh: "会话已结束，请重新登录。" },
  "no-answer": { en: "No answer from the show's server.", zh: "现场服务器没有回应。" },
  "not-ended": {
    en: "Logged out in this tab. The server has not confirmed it: the session may last for up to 12 hours. A new PIN ends it.",
    zh: "本标签页已退出，但服务器未确认：会话最长可能保留12小时；更换 PIN 可立即结束。",
  },
} satisfies Record<LoginRefusal, LocalizedText>;

export type CommandRefusal =
  | Extract<CommandAnswer, { ok: false }>["refusal"]
  | ResetRefusal
  | `fabric-${FabricRefusal | "silent"}`
  /** Done, and only in memory so far. */
  | "not-saved"
  /** The session was shown and not answered: what was asked was not done. */
  | "not-let-in"
  | "no-answer";
export const commandRefusalTexts = {
  malformed: { en: "The server did not understand this.", zh: "服务器无法识别该操作。" },
  "not-logged-in": { en: "You are no longer logged in.", zh: "登录已失效。" },
  "too-fast": {
    en: "Too many clicks at once; this one was not done.",
    zh: "操作过快，此次未执行。",
  },
  "stale-command": {
    en: "This page was behind. Nothing was done: look, then do it again.",
    zh: "页面已过期，未执行，请查看后重试。",
  },
  "would-lose-quorum": { en: "This cut would lose the quorum.", zh: "该操作会失去多数派。" },
  "no-fabric": {
    en: "No cables to switch here: pull a real one.",
    zh: "此处没有可控光缆，请拔真实网线。",
  },
  "fabric-unreachable": {
    en: "The cables' switchboard has not answered: it may have been done. Look at the cables before you repeat it.",
    zh: "光缆控制器没有回应，可能已执行，请查看光缆后再重试。",
  },
  "fabric-busy": {
    en: "Too many cuts are under way; this was not begun.",
    zh: "正在进行的切断过多，此次未执行。",
  },
  "fabric-closing": {
    en: "The cables' switchboard is ending; nothing was done.",
    zh: "光缆控制器正在退出，未执行。",
  },
  "fabric-refused": {
    en: "The cables' switchboard did not take this; nothing was done.",
    zh: "光缆控制器未接受该操作，未执行。",
  },
  "fabric-silent": {
    en: "The cables' switchboard does not answer; nothing was done.",
    zh: "光缆控制器没有回应，未执行。",
  },
  "not-saved": {
    en: "Done, but the disk has not taken it: if the cables' switchboard ended now, it would forget this.",
    zh: "已执行，但尚未写入磁盘；若光缆控制器此时退出，此次更改会丢失。",
  },
  "unknown-target": { en: "There is no such cable or room.", zh: "没有这根光缆或机房。" },
  "pace-while-switching": {
    en: "The pace is fixed while a switch runs.",
    zh: "切换期间不能改变节奏。",
  },
  "no-supervisor": {
    en: "This show was not started by the program that could do this.",
    zh: "本场演示不是由主进程启动的，无法执行。",
  },
  "other-show": { en: "That is not this show's id.", zh: "输入的场次编号不符。" },
  "incident-running": {
    en: "An incident runs: the show is not ended now.",
    zh: "故障处理中，不能结束本场演示。",
  },
  "incident-unknown": {
    en: "Whether an incident runs is not known now: the show is not ended.",
    zh: "目前无法确认有无故障，本场未结束。",
  },
  busy: {
    en: "The show is starting, stopping or being ended already; nothing more was done.",
    zh: "演示正在启动、停止或重置，未再执行。",
  },
  "not-set-aside": {
    en: "The disk takes no new show, so this one goes on. The terminal says why.",
    zh: "磁盘无法容纳新的一场，本场继续。原因见终端。",
  },
  "not-started": {
    en: "This show was set aside, but the new one could not be started. The terminal says why.",
    zh: "本场已另存，但新的一场无法启动。原因见终端。",
  },
  "log-unavailable": {
    en: "The rooms cannot decide anything now; nothing was changed.",
    zh: "机房暂时无法达成一致，未做更改。",
  },
  unknown: {
    en: "Unknown whether it was done. Look at the state before you repeat it.",
    zh: "结果未知，请查看状态后再重试。",
  },
  "not-let-in": {
    en: "The server has not let this page in yet. Nothing was done; try again in a moment.",
    zh: "服务器尚未确认登录，未执行；请稍后再试。",
  },
  "no-answer": {
    en: "No answer. Look at the state before you repeat it.",
    zh: "没有回应，请查看状态后再重试。",
  },
} satisfies Record<CommandRefusal, LocalizedText>;
