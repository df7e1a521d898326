import {
  formatSeconds,
  type CableFaultName,
  type ChosenPaceName,
  type EventLine,
  type LocalizedText,
  type ShowEventKind,
  type Topology,
} from "@cablecut/protocol";
import { roomName } from "../format.ts";
import type { Language } from "../language.ts";
import { timelineTexts } from "./engine.ts";

/**
 * Lines of the event log by kind; `{room}` and the like are filled in from the line's values. Presenters read them too, so the
 * parts of the ledger are called what the console calls them, wherever these lines stand.
 */
export const eventTexts = {
  "cue-on": { en: "Everyone was asked to pay", zh: "已请全场付款" },
  "cue-off": { en: "The call to pay has ended", zh: "付款邀请已结束" },
  "cable-cut": { en: "Cable {cable} cut", zh: "光缆{cable}已断" },
  "cable-restored": { en: "Cable {cable} restored", zh: "光缆{cable}已恢复" },
  "cable-fault": { en: "Cable {cable}: {fault}", zh: "光缆{cable}：{fault}" },
  "cable-fault-over": { en: "Cable {cable}: no more {fault}", zh: "光缆{cable}：{fault}已消除" },
  "room-lost": { en: "{room} lost its last cable", zh: "{room}已断开全部光缆" },
  "room-lit": { en: "{room} has a cable again", zh: "{room}重新连上光缆" },
  suspected: { en: "{room} suspected", zh: "{room}被判定失联" },
  withdrawn: { en: "{room} is back before the switch", zh: "{room}在切换前恢复" },
  "withdrawn-midway": { en: "{room} is back during the switch", zh: "{room}在切换途中恢复" },
  "room-back": { en: "{room} is up again", zh: "{room}已重新上线" },
  "room-drained": { en: "{room} drained, suspected too often", zh: "{room}多次失联，暂停分配" },
  "room-undrained": { en: "{room} may take ledger parts again", zh: "{room}可重新接管账本" },
  "room-diverged": { en: "{room} differs from the others", zh: "{room}数据不一致" },
  "pace-set": { en: "Pace: {pace}", zh: "节奏：{pace}" },
  "failback-on": { en: "Ledger parts go home", zh: "账本开始回迁" },
  "failback-off": { en: "Ledger parts stay where they are", zh: "账本停止回迁" },
  "leader-changed": { en: "{room} leads the log", zh: "{room}成为主节点" },
  "quorum-lost": { en: "Quorum lost", zh: "失去多数派" },
  "quorum-regained": { en: "Quorum regained", zh: "恢复多数派" },
  recovered: {
    en: "Recovered after {seconds} s, {shards} {parts}",
    zh: "{seconds}秒恢复，{shards}份账本",
  },
  "recovered-time-not-known": {
    en: "Recovered, time not known, {shards} {parts}",
    zh: "已恢复，用时未知，{shards}份账本",
  },
  "restored-by-hand": { en: "Restored by hand, no failover", zh: "人工恢复，未切换" },
  "returned-by-itself": { en: "Rooms came back, no failover", zh: "机房已恢复，未切换" },
} satisfies Record<ShowEventKind, LocalizedText>;

const faultTexts: Readonly<Record<string, LocalizedText>> = {
  delay: { en: "delay", zh: "延迟" },
  loss: { en: "loss", zh: "丢包" },
  bandwidth: { en: "bandwidth limit", zh: "限速" },
  reset: { en: "connections reset", zh: "连接已重置" },
  "silence-to-room": { en: "silence toward the room", zh: "入方向静默" },
  "silence-from-room": { en: "silence from the room", zh: "出方向静默" },
} satisfies Record<CableFaultName, LocalizedText>;

export const chosenPaceTexts = {
  keynote: { en: "Keynote", zh: "演示" },
  booth: { en: "Booth", zh: "展台" },
  "full-speed": { en: "Full speed", zh: "全速" },
} satisfies Record<ChosenPaceName, LocalizedText>;
const paceTexts: Readonly<Record<string, LocalizedText>> = chosenPaceTexts;

/** A line of an incident's timeline, with the room or cable it is of. What this build has no words for is called by its kind. */
export function tellTimeline(
  {
    kind,
    room,
    cable,
  }: { readonly kind: string; readonly room: number | null; readonly cable: string | null },
  topology: Topology,
): LocalizedText {
  const words: LocalizedText | undefined = Object.entries(timelineTexts).find(
    ([known]) => known === kind,
  )?.[1];
  const said = words ?? { en: kind, zh: kind };
  if (cable !== null) return { en: `${cable} ${said.en}`, zh: `${cable} ${said.zh}` };
  if (room === null) return said;
  const name = roomName(topology, room);
  return { en: `${name.en} ${said.en}`, zh: `${name.zh}${said.zh}` };
}

/** The text of a line of the log. A value that is missing is shown as a dash. */
export function tellEvent(line: EventLine, topology: Topology): LocalizedText {
  const template = eventTexts[line.kind];
  return {
    en: filled(template.en, line, topology, "en"),
    zh: filled(template.zh, line, topology, "zh"),
  };
}

function filled(
  template: string,
  { values }: EventLine,
  topology: Topology,
  language: Language,
): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === "parts") return values["shards"] === 1 ? "ledger part" : "ledger parts";
    const value = values[name];
    if (value === undefined) return "—";
    if (name === "room") {
      const room = topology.rooms.findIndex(({ id }) => id === value);
      return roomName(topology, room)[language];
    }
    if (name === "seconds" && typeof value === "number") return formatSeconds(value * 1_000);
    if (name === "fault") return faultTexts[value]?.[language] ?? String(value);
    if (name === "pace") return paceTexts[value]?.[language] ?? String(value);
    return String(value);
  });
}
