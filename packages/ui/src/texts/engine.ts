import type {
  AnswerKind,
  RoomStatus,
  TimelineLine,
  LocalizedText,
  TextTable,
} from "@cablecut/protocol";

/** What the engineer's view says. Its words are the trade's own. */
export const engineTexts = {
  room: { en: "room", zh: "机房" },
  state: { en: "state", zh: "状态" },
  role: { en: "role", zh: "角色" },
  term: { en: "term", zh: "任期" },
  applied: { en: "applied", zh: "已应用" },
  lag: { en: "lag", zh: "落后" },
  heartbeat: { en: "heartbeat", zh: "心跳" },
  commit: { en: "commit p50/p99", zh: "提交 p50/p99" },
  disk: { en: "disk p50/p99", zh: "落盘 p50/p99" },

  canaries: { en: "canaries", zh: "探针" },
  perSecond: { en: "payments/s", zh: "笔/秒" },
  checking: { en: "checking", zh: "核实中" },
  copies: { en: "copies equal", zh: "副本一致" },
  /** Behind it; in one language, since there is room for no more. */
  atEntry: (entry: string) => ({ en: `at entry ${entry}`, zh: `日志${entry}处` }),
  noCopies: { en: "not compared yet", zh: "尚未比对" },

  bookedByRoom: { en: "Booked/s by room", zh: "各机房每秒入账" },
  answersByKind: { en: "Answers/s by kind", zh: "每秒应答分类" },
  latency: { en: "Booked after, ms", zh: "入账用时（毫秒）" },
  oneGateway: { en: "this gateway only", zh: "仅本网关" },
  nothingYet: { en: "nothing measured yet", zh: "尚无数据" },
  cutMark: { en: "cut", zh: "断" },
  backMark: { en: "back", zh: "恢复" },

  timeline: { en: "Timeline, s", zh: "时间线（秒）" },
  /** Before what became of them: "4 cables cut". */
  ofCables: (count: number) => ({ en: `${count} cables `, zh: `${count}根光缆` }),
  linesLeftOut: (count: number) => ({
    en: count === 1 ? "1 line left out" : `${count} lines left out`,
    zh: `略去${count}行`,
  }),
  events: { en: "Events", zh: "事件" },
  none: { en: "none yet", zh: "暂无" },
} satisfies TextTable;

export const roleTexts = {
  leader: { en: "leader", zh: "主" },
  follower: { en: "follower", zh: "从" },
  candidate: { en: "candidate", zh: "候选" },
  "pre-candidate": { en: "pre-vote", zh: "预选" },
  stopped: { en: "stopped", zh: "停止" },
} satisfies Record<RoomStatus["role"], LocalizedText>;

export const answerKindTexts = {
  booked: { en: "booked", zh: "已入账" },
  "not-now": { en: "not now", zh: "稍后" },
  unknown: { en: "unknown", zh: "未知" },
  refused: { en: "refused", zh: "拒绝" },
} satisfies Record<AnswerKind, LocalizedText>;

/** A line of an incident's timeline; of which room or cable stands behind it. */
export const timelineTexts = {
  "cable-cut": { en: "cut", zh: "已断" },
  "room-lost": { en: "lost its last cable", zh: "断开全部光缆" },
  abnormal: { en: "abnormal", zh: "异常" },
  "cable-restored": { en: "restored", zh: "已恢复" },
  suspected: { en: "suspected", zh: "判定失联" },
  withdrawn: { en: "back before the switch", zh: "切换前恢复" },
  "withdrawn-midway": { en: "back during the switch", zh: "切换途中恢复" },
  "room-back": { en: "up again", zh: "已重新上线" },
  drained: { en: "drained", zh: "暂停分配" },
  "first-shard-moved": { en: "first ledger part moved", zh: "首份账本已迁移" },
  "last-shard-moved": { en: "last ledger part moved", zh: "末份账本已迁移" },
  "leader-changed": { en: "leads the log", zh: "成为主节点" },
  recovered: { en: "everybody pays again", zh: "全部恢复付款" },
  "quorum-lost": { en: "quorum lost", zh: "失去多数派" },
  "quorum-regained": { en: "quorum regained", zh: "恢复多数派" },
} satisfies Record<TimelineLine["kind"], LocalizedText>;
