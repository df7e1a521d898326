import type { CommandAnswer, LocalizedText, TextTable } from "@cablecut/protocol";

/** What `ctl pace` and `ctl failback` say. */
export const settingsTexts = {
  pace: (pace: string) => ({ en: `pace ${pace}`, zh: `节奏 ${pace}` }),
  failbackOn: { en: "failback on", zh: "分片自动回迁：开" },
  failbackOff: { en: "failback off", zh: "分片自动回迁：关" },
  /** Accepted, and no room has taken it yet. */
  waits: (setting: LocalizedText) => ({
    en: `${setting.en}: waits for the rooms; not in force yet, see cablecut ctl status`,
    zh: `${setting.zh}：等待机房，尚未生效；请查看 cablecut ctl status`,
  }),
} satisfies TextTable;

type CommandRefusal = Extract<CommandAnswer, { ok: false }>["refusal"];

export const commandRefusalTexts: Readonly<Record<CommandRefusal, LocalizedText>> = {
  malformed: {
    en: "the gateway did not understand the command; is it of another version?",
    zh: "网关无法识别命令；版本是否不同？",
  },
  "not-logged-in": {
    en: "the gateway has forgotten the login; try again",
    zh: "网关已丢失登录状态；请重试",
  },
  "too-fast": {
    en: "too many commands at once; nothing was changed, try again",
    zh: "命令过于频繁；未作更改，请重试",
  },
  "stale-command": {
    en: "the gateway was asleep or started again meanwhile; nothing was changed, try again",
    zh: "期间网关停顿或重启；未作更改，请重试",
  },
  "would-lose-quorum": { en: "this would lose the quorum", zh: "这会失去多数派" },
  "no-fabric": { en: "this show has real cables only", zh: "本演示只有真实光缆" },
  "fabric-unreachable": { en: "the fabric does not answer", zh: "光缆进程没有应答" },
  "unknown-target": {
    en: "there is no such cable, room or city",
    zh: "没有这根光缆、这个机房或城市",
  },
  "pace-while-switching": {
    en: "the pace is fixed while shards are switching; try again afterwards",
    zh: "分片切换期间不能更改节奏；请稍后再试",
  },
  "no-supervisor": {
    en: "this show was not started by a program that could do this",
    zh: "本场演示不是由主进程启动的，无法执行",
  },
  "other-show": { en: "that is not this show's id", zh: "场次编号不符" },
  "incident-running": {
    en: "an incident runs; nothing was changed",
    zh: "故障处理中；未作更改",
  },
  "log-unavailable": {
    en: "the rooms have no quorum or no leader now; nothing was changed",
    zh: "机房目前没有多数派或主节点；未作更改",
  },
  unknown: {
    en: "the rooms did not answer in time: it may have been done; see cablecut ctl status",
    zh: "机房未及时应答：可能已执行；请查看 cablecut ctl status",
  },
};
