import type {
  IncidentView,
  PaceName,
  RoomCondition,
  Scene,
  LocalizedText,
  TextTable,
} from "@cablecut/protocol";

/** Why a socket was lost, as socket.io calls it. */
const losses: Readonly<Record<string, string>> = {
  "transport close": "连接已关闭",
  "transport error": "连接出错",
  "ping timeout": "无应答",
  "io server disconnect": "被网关断开",
};

function lossInChinese(reason: string): string {
  return (Object.hasOwn(losses, reason) ? losses[reason] : undefined) ?? reason;
}

/** What `ctl status` says. */
export const statusTexts = {
  show: (id: string) => ({ en: `show ${id}`, zh: `演示 ${id}` }),
  scene: (scene: LocalizedText) => ({ en: `scene ${scene.en}`, zh: `阶段 ${scene.zh}` }),
  pace: (pace: LocalizedText) => ({ en: `pace ${pace.en}`, zh: `节奏 ${pace.zh}` }),
  leader: (room: string, term: number) => ({
    en: `leader ${room} (term ${term})`,
    zh: `主节点 ${room}（任期${term}）`,
  }),
  noLeader: (term: number) => ({
    en: `leader none (term ${term})`,
    zh: `主节点 无（任期${term}）`,
  }),
  answering: (answering: number, rooms: number, needed: number) => ({
    en: `${answering} of ${rooms} rooms answer, ${needed} needed`,
    zh: `${rooms}个机房，${answering}个应答，至少需要${needed}个`,
  }),
  people: (count: number) => ({
    en: count === 1 ? "1 person" : `${count} people`,
    zh: `${count}人`,
  }),
  synthetic: (count: number) => ({ en: `${count} synthetic`, zh: `模拟观众${count}人` }),
  fundsUnknown: { en: "funds not counted yet", zh: "资金尚未清点" },
  fundsDifference: (amount: string) => ({
    en: `funds difference ${amount}`,
    zh: `资金差额 ${amount}`,
  }),
  /** No room answers any more. */
  fundsAsOf: (seconds: string) => ({
    en: `funds as of ${seconds} s ago`,
    zh: `资金截至${seconds}秒前`,
  }),
  fundsOfPeople: (amount: string) => ({ en: `people ${amount}`, zh: `观众 ${amount}` }),
  fundsOfSynthetic: (amount: string) => ({ en: `synthetic ${amount}`, zh: `模拟观众 ${amount}` }),
  fundsOfHouse: (amount: string) => ({
    en: `canaries ${amount}`,
    zh: `探针 ${amount}`,
  }),
  room: { en: "room", zh: "机房" },
  condition: { en: "condition", zh: "状态" },
  cables: { en: "cables", zh: "光缆" },
  shards: { en: "shards", zh: "分片" },
  switching: { en: "switching", zh: "切换中" },
  lag: { en: "lag", zh: "落后" },
  heartbeat: { en: "heartbeat", zh: "心跳" },
  seconds: (seconds: string) => ({ en: `${seconds} s`, zh: `${seconds}秒` }),
  leading: { en: "leader", zh: "主节点" },
  incident: (id: number | null, state: LocalizedText, time: LocalizedText) => ({
    en: `incident ${id === null ? "" : `${id} `}(${state.en}): ${time.en}`,
    zh: `故障${id ?? ""}（${state.zh}）：${time.zh}`,
  }),
  timeNotKnown: { en: "time not known", zh: "用时未知" },
  lost: (rooms: string) => ({ en: `lost ${rooms}`, zh: `失联 ${rooms}` }),
  noneLost: { en: "no room lost its last cable", zh: "没有机房断开全部光缆" },
  shardsBack: (back: number, hit: number) => ({
    en: `${back} of ${hit} shards back`,
    zh: `已恢复${back}/${hit}个分片`,
  }),
  waiting: (seconds: number) => ({
    en: `waits ${seconds} s, its pace`,
    zh: `按节奏再等${seconds}秒`,
  }),
  payloads: (writes: number, reads: number) => ({
    en: `payloads: version ${writes} is written, up to ${reads} is read`,
    zh: `日志负载：写入版本${writes}，可读至版本${reads}`,
  }),
  takesNothing: (heading: LocalizedText, why: LocalizedText) => ({
    en: `${heading.en}: ${why.en}`,
    zh: `${heading.zh}：${why.zh}`,
  }),
  doesNotRun: (room: string, why: LocalizedText) => ({
    en: `room ${room} does not run: ${why.en}`,
    zh: `机房 ${room} 未运行：${why.zh}`,
  }),
  gateway: (number: number) => ({ en: `gateway ${number}`, zh: `网关${number}` }),
  gatewayState: (state: "serves" | "cut-off" | "silent"): LocalizedText => {
    switch (state) {
      case "serves":
        return { en: "answers", zh: "应答" };
      case "cut-off":
        return { en: "answers, hears no rooms", zh: "有应答，但连不到机房" };
      case "silent":
        return { en: "silent", zh: "无应答" };
    }
  },
  gatewayGone: (reason: string) => ({
    en: `the gateway is gone (${reason}); trying again`,
    zh: `网关已断开（${lossInChinese(reason)}）；正在重试`,
  }),
} satisfies TextTable;

export const sceneTexts: Readonly<Record<Scene, LocalizedText>> = {
  starting: { en: "starting", zh: "启动中" },
  lobby: { en: "lobby", zh: "入场" },
  live: { en: "live", zh: "进行中" },
  cut: { en: "cut", zh: "系统异常" },
  switching: { en: "switching", zh: "切换中" },
  recovered: { en: "recovered", zh: "已恢复" },
  "quorum-lost": { en: "quorum-lost", zh: "失去多数派" },
};

export const paceTexts: Readonly<Record<PaceName, LocalizedText>> = {
  keynote: { en: "keynote", zh: "演示" },
  booth: { en: "booth", zh: "展台" },
  "full-speed": { en: "full-speed", zh: "全速" },
  custom: { en: "custom", zh: "自定" },
};

export const conditionTexts: Readonly<Record<RoomCondition, LocalizedText>> = {
  normal: { en: "normal", zh: "正常" },
  abnormal: { en: "abnormal", zh: "异常" },
  switching: { en: "switching", zh: "切换中" },
  dark: { en: "dark", zh: "离线" },
  starting: { en: "starting", zh: "启动中" },
  recovering: { en: "recovering", zh: "重建中" },
  diverged: { en: "diverged", zh: "不一致" },
};

export const incidentStateTexts: Readonly<Record<IncidentView["state"], LocalizedText>> = {
  running: { en: "running", zh: "进行中" },
  recovered: { en: "recovered", zh: "已恢复" },
  "restored-by-hand": { en: "restored by hand", zh: "人工恢复" },
  "returned-by-itself": { en: "rooms came back", zh: "机房已恢复" },
};
