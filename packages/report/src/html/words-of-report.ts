import type { LocalizedText } from "@cablecut/protocol";
import type { Derived, DerivedIncident, TransfersFacts } from "../schema.ts";

type Words = LocalizedText | ((...values: never[]) => LocalizedText);
type Table = Readonly<Record<string, Words>>;

/** The words of the report's page. */
export const words = {
  title: { en: "Report of a show", zh: "演示报告" },
  what: {
    en: "Machine rooms lost their cables while people were paying with test funds. This is what was measured, and what anybody can check.",
    zh: "在观众用测试资金付款时，机房被断开光缆。以下是实测结果，任何人都可以核对。",
  },
  test: { en: "TEST funds", zh: "测试资金" },
  rehearsal: { en: "REHEARSAL", zh: "彩排" },
  unsigned: {
    en: "Not signed: this copy was made by the show's gateway. The operator's copy is signed.",
    zh: "未签名：此副本由演示网关生成。操作员的报告带有签名。",
  },
  key: { en: "Key fingerprint", zh: "密钥指纹" },
  keyWhere: {
    // Nobody who makes a report has seen a stage: a gateway that was told no key shows none.
    en: "Where the stage or a phone's card shows a fingerprint, it must be this one.",
    zh: "大屏或手机卡片上如有指纹，应与此相同。",
  },
  show: { en: "Show", zh: "演示" },
  told: { en: "As of", zh: "截至" },
  difference: { en: "Funds difference", zh: "资金差额" },
  receiptsNotKnown: (incidents: readonly number[]) => ({
    en: `Not known: whether phones lost a receipt in incident ${incidents.join(", ")}. None of them had any checked after it.`,
    zh: `未知：故障${incidents.join("、")}中手机凭证是否有缺失。事后没有手机核对过。`,
  }),
  fundsNotKnown: {
    en: "Not known: the difference of all funds. No room told it.",
    zh: "未知：资金差额。没有机房上报。",
  },
  logNotKnown: (incidents: readonly number[]) => ({
    en: `Not known: whether the log agrees with what was told of incident ${incidents.join(", ")}. No archive reaches so far.`,
    zh: `未知：故障${incidents.join("、")}的上报内容是否与日志相符。归档未覆盖。`,
  }),
  incidents: { en: "Incidents", zh: "故障" },
  incident: { en: "Incident", zh: "故障" },
  none: { en: "No room was lost.", zh: "没有机房失联。" },
  roomsLost: { en: "Rooms lost", zh: "失联机房" },
  start: { en: "Began", zh: "开始" },
  startSource: { en: "Beginning taken from", zh: "开始时刻依据" },
  rto: { en: "Everybody could pay again after (RTO)", zh: "全部恢复付款用时（RTO）" },
  /** The same time of what was no failover: nothing moved, so nothing recovered. */
  lasted: { en: "Lasted, without a failover", zh: "历时（未切换）" },
  rpo: { en: "Acknowledged and lost (RPO)", zh: "已确认而丢失（RPO）" },
  median: { en: "Median of the parts", zh: "各部分中位数" },
  pace: { en: "Pace", zh: "节奏" },
  parts: { en: "Ledger parts hit · moved", zh: "受影响·已迁移的账本部分" },
  peopleHit: { en: "People's accounts hit", zh: "受影响的观众账户" },
  phases: { en: "Phases", zh: "各阶段" },
  phasesWhy: {
    en: "Solid: as long as it had to take, measured. Dashed: waited for the pace, also measured.",
    zh: "实心：实际所需，均为实测。虚线：按节奏等待，同样实测。",
  },
  shardsChart: { en: "Recovery of each part of the ledger", zh: "账本各部分的恢复用时" },
  shardsChartLasted: { en: "How long each part of the ledger waited", zh: "账本各部分的等待用时" },
  eachShard: {
    en: "each bar is one part of the ledger, by the time until it paid again",
    zh: "每条为账本的一部分，高度为恢复付款用时",
  },
  timed: (count: number, all: number) => ({
    en: `${count} of ${all} parts were timed; nobody saw when each of the others paid again.`,
    zh: `${all}个部分中，${count}个测得用时；其余何时恢复付款无人看到。`,
  }),
  together: (since: number, number: number, span: string) => ({
    en: `Its rooms were lost before incident ${since} had ended: from the first loss to the last return of incidents ${since} to ${number} it took ${span}.`,
    zh: `故障${since}结束前，本次机房已失联：自首次失联至故障${since}–${number}全部恢复，共${span}。`,
  }),
  timeline: { en: "Step by step", zh: "逐步时间线" },
  sinceStart: { en: "since the beginning", zh: "自开始起" },
  receiptsChecked: { en: "receipts checked, of all", zh: "已核对凭证/全部" },
  contradicted: { en: "not as their phones told", zh: "与手机上报不符" },
  meanInFlight: { en: "sent · ended, on average", zh: "平均发出 · 结束时刻" },
  shardTable: { en: "Every part in figures", zh: "各部分数据" },
  shard: { en: "Part", zh: "部分" },
  hitAt: { en: "hit at entry", zh: "受影响条目" },
  settledAt: { en: "settled at entry", zh: "确定新归属的条目" },
  backAt: { en: "paid again at entry", zh: "恢复付款条目" },
  byWhom: { en: "first payment by", zh: "首笔付款者" },
  person: { en: "a person", zh: "观众" },
  probe: { en: "a probe", zh: "探针" },
  recovery: { en: "recovery", zh: "恢复用时" },
  waited: { en: "waited", zh: "等待用时" },
  inFlight: { en: "In flight when it began", zh: "开始时在途" },
  inFlightWhy: {
    en: "As phones told: sent before the beginning and not answered then, what each came to, and whether a room has shown its receipt.",
    zh: "由手机上报：开始前已发出而尚未得到答复的付款、各自结果，以及机房是否出示了凭证。",
  },
  notListed: {
    en: "more are counted here and not in the list",
    zh: "笔已计入，未列出",
  },
  phonesHeard: { en: "phones told of it", zh: "部手机上报" },
  gatewaysTold: { en: "gateways that told, of all", zh: "已上报网关/全部" },
  silentGateways: (count: number) => ({
    en: `${count} of the show's gateways did not answer: what only their phones know is not in this report.`,
    zh: `演示的${count}个网关没有应答：只有其手机知道的内容不在此报告中。`,
  }),
  notHeard: {
    en: "No phone has told of it.",
    zh: "没有手机上报。",
  },
  account: { en: "Account", zh: "账户" },
  number: { en: "number", zh: "序号" },
  sentBefore: { en: "sent before", zh: "提前发出" },
  end: { en: "end", zh: "结果" },
  after: { en: "after", zh: "之后" },
  entry: { en: "entry", zh: "条目" },
  check: { en: "receipt", zh: "凭证" },
  kept: { en: "Most payments kept at one time", zh: "同时保留的付款（最多）" },
  keptOfGateways: {
    en: "Payments kept: the most at each gateway, added up",
    zh: "保留的付款（各网关最多时之和）",
  },
  keptNow: { en: "Still kept", zh: "仍保留" },
  checkingNow: { en: "Still being checked", zh: "仍在核实" },
  verification: { en: "The audience's verification", zh: "观众核实" },
  phones: { en: "phones", zh: "手机" },
  verified: { en: "verified", zh: "核实" },
  missing: { en: "missing", zh: "缺失" },
  forged: { en: "forged", zh: "伪造" },
  archived: { en: "older than rooms keep", zh: "早于机房保存期" },
  notYet: { en: "not heard yet", zh: "待回应" },
  funds: { en: "Funds", zh: "资金" },
  fundsWhy: {
    en: "Money moves between the three groups, so only their sum must be what was given out.",
    zh: "资金在三类账户之间流动，因此只有总和必须与发放额一致。",
  },
  when: { en: "When", zh: "时刻" },
  atStart: { en: "start of the show", zh: "演示开始" },
  atCut: { en: "before the loss", zh: "失联之前" },
  atEnd: { en: "at the end", zh: "结束时" },
  now: { en: "last", zh: "最后" },
  people: { en: "People", zh: "观众" },
  house: { en: "Canaries and tills", zh: "探针与柜台" },
  synthetic: { en: "Synthetic attendees", zh: "模拟观众" },
  total: { en: "together", zh: "合计" },
  accounts: { en: "accounts", zh: "账户" },
  rooms: { en: "Rooms", zh: "机房" },
  room: { en: "Room", zh: "机房" },
  applied: { en: "applied up to", zh: "已应用至" },
  answers: { en: "answers", zh: "有应答" },
  digests: { en: "State after the same entries", zh: "相同条目后的状态" },
  digestsWhy: {
    en: "State digest and chain hash that each room told after the same entry of the log.",
    zh: "各机房在日志同一条目之后的状态摘要与链哈希。",
  },
  equal: { en: "equal", zh: "一致" },
  differs: { en: "DIFFERENT", zh: "不一致！" },
  transfers: { en: "Transfers", zh: "转账" },
  booked: { en: "booked", zh: "已入账" },
  refused: { en: "refused", zh: "已拒绝" },
  cancelled: { en: "cancelled", zh: "已取消" },
  openings: { en: "accounts opened", zh: "开户" },
  chain: { en: "Chain hash of the log", zh: "日志链哈希" },
  genesis: { en: "before the first entry", zh: "首条目之前" },
  noTransfers: {
    en: "This copy holds no transfers; the operator's report does.",
    zh: "此副本不含转账记录；操作员的报告包含。",
  },
  noTransfersHere: {
    en: "This report holds no transfers to compare them with.",
    zh: "此报告不含转账记录，无法比对。",
  },
  notAddedUp: {
    en: "No archive was read: these are counts that rooms told, and nobody can add the money up once more.",
    zh: "未读取归档：以下为机房上报的数目，资金无法重新加总。",
  },
  gaps: { en: "Not in the archive", zh: "归档中缺少" },
  noArchive: { en: "no archive", zh: "没有归档" },
  otherFrom: { en: "ANOTHER LOG from entry", zh: "日志不一致！自条目" },
  readFrom: { en: "Entries read from the archives of", zh: "条目读自以下机房的归档" },
  ofUnknown: { en: "Of accounts whose opening is missing", zh: "未见开户的账户" },
  rowsMissing: {
    en: "Not everything is in these figures: entries are missing.",
    zh: "以下数据不完整：缺少条目。",
  },
  receiptsTitle: { en: "Check your own receipts", zh: "核对自己的凭证" },
  receiptsHow: {
    en: "On your phone: Receipts, Copy all. Paste it here; nothing leaves this page.",
    zh: "在手机上：凭证，全部复制。粘贴到此处；内容不会离开本页。",
  },
  receiptsButton: { en: "Check", zh: "核对" },
  events: { en: "What happened", zh: "事件" },
  eventsNotKept: { en: "earlier ones are not kept", zh: "条更早的未保存" },
  notKnown: { en: "not known", zh: "未知" },
  statesTold: { en: "states told", zh: "上报状态数" },
  heartbeatMs: { en: "sign of life every, ms", zh: "心跳间隔（毫秒）" },
  suspectMs: { en: "suspected after, ms", zh: "判定失联（毫秒）" },
  waitMs: { en: "wait of the pace, ms", zh: "节奏等待（毫秒）" },
  moveIntervalMs: { en: "between two moves, ms", zh: "迁移间隔（毫秒）" },
  paced: { en: "What was paced, and what was measured", zh: "按节奏与实测" },
  pacedWhy: {
    en: "The pace sets real parameters: how often a room gives a sign, after which silence it is suspected, how long its parts of the ledger wait before they move, and how far apart two moves are. Every time in this report was measured; nothing in the product stops a timer by script.",
    zh: "节奏设定真实参数：机房心跳间隔、多久无声即判定失联、迁移前的等待、两次迁移的间隔。本报告所有用时均为实测，没有脚本停表。",
  },
  offline: {
    en: "Whoever has this folder and Cablecut's source checks it without a network, by its README: npm run cablecut -- verify report/report.json",
    zh: "拥有此文件夹和 Cablecut 源代码者可按其 README 离线核对：npm run cablecut -- verify report/report.json",
  },
} satisfies Table;

/** Why entries are not in an archive. */
export const gapWords: Readonly<Record<TransfersFacts["gaps"][number]["reason"], LocalizedText>> = {
  "not-written": { en: "not written before the room ended", zh: "机房结束前未写入" },
  snapshot: { en: "the room took a snapshot of another one over them", zh: "机房以快照跳过" },
  overload: { en: "the disk was too slow", zh: "磁盘过慢" },
  disk: { en: "the disk refused them", zh: "磁盘拒绝写入" },
  dropped: { en: "dropped, the archive is bounded", zh: "超出归档上限，已丢弃" },
  damaged: { en: "the file is damaged", zh: "文件已损坏" },
};
/** Of what an archive lacks beside the others at its end. */
export const endsWords: LocalizedText = {
  en: "its archive ends or is damaged there",
  zh: "归档到此为止或已损坏",
};

export const phaseWords = {
  noticed: { en: "no answer noticed", zh: "发现无应答" },
  decided: { en: "decided by the log", zh: "日志判定" },
  waited: { en: "waited before moving", zh: "迁移前等待" },
  moved: { en: "moved to other rooms", zh: "迁移到其他机房" },
  paid: { en: "paid again", zh: "恢复付款" },
} satisfies Record<DerivedIncident["phases"][number]["name"], LocalizedText>;

export const verdictWords = {
  "nothing-lost": { en: "0.00 · Nothing was lost", zh: "分文未失" },
  lost: { en: "SOMETHING IS MISSING", zh: "有缺失！" },
  differs: { en: "NOT ALL ROOMS AGREE", zh: "各机房不一致！" },
  "not-known": { en: "Not everything is known", zh: "尚有未知" },
} satisfies Record<Derived["verdict"], LocalizedText>;

export const sourceWords: Readonly<Record<string, LocalizedText>> = {
  fabric: { en: "the cables' own stamp", zh: "光缆自身的时刻" },
  "last-heartbeat": { en: "the last heartbeat", zh: "最后一次心跳" },
  "path-silence": { en: "the last sign over its cables", zh: "光缆上最后的信号" },
  suspicion: { en: "the suspicion in the log", zh: "日志中的失联判定" },
};

export const endWords: Readonly<Record<string, LocalizedText>> = {
  booked: { en: "booked", zh: "已入账" },
  refused: { en: "refused", zh: "已拒绝" },
  cancelled: { en: "not charged, sent again later", zh: "未扣款，稍后重付" },
  other: { en: "ended otherwise", zh: "以其他方式结束" },
  open: { en: "open when told", zh: "上报时未结束" },
};

export const stateWords: Readonly<Record<string, LocalizedText>> = {
  running: { en: "goes on", zh: "进行中" },
  recovered: { en: "recovered", zh: "已恢复" },
  "restored-by-hand": { en: "restored by hand, no failover", zh: "人工恢复，未切换" },
  "returned-by-itself": { en: "rooms came back, no failover", zh: "机房已恢复，未切换" },
  "not-known": { en: "not known", zh: "未知" },
};

export const paceWords: Readonly<Record<string, LocalizedText>> = {
  keynote: { en: "paced to 2018", zh: "按2018年节奏" },
  booth: { en: "booth pace", zh: "展台节奏" },
  "full-speed": { en: "full speed", zh: "全速" },
  custom: { en: "own pace", zh: "自定节奏" },
};
