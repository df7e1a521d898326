import type { LocalizedText, TextTable } from "@cablecut/protocol";
import type { RebuildRefusal } from "../show/show-control.ts";

/** What `ctl room rebuild` says. */
export const rebuildTexts = {
  noSuchRoom: (room: string, rooms: readonly string[]) => ({
    en: `this show has no room ${room}; its rooms are ${rooms.join(", ")}`,
    zh: `本演示没有机房 ${room}；机房有 ${rooms.join("、")}`,
  }),
  severalMachines: (room: string) => ({
    en: `${room} lives on another machine: stop it there, move its directory away and start it; it recovers from the others`,
    zh: `${room} 位于另一台机器：请在那里停止它，移走其目录后再启动；它将从其他机房恢复`,
  }),
  supervisorSilent: {
    en: "the supervisor does not answer; see what it prints, and cablecut ctl status",
    zh: "主进程没有应答；请查看其输出与 cablecut ctl status",
  },
  recovering: (room: string) => ({
    en: `${room} runs and gets everything from the other rooms; until then it is "recovering" in cablecut ctl status and does not vote`,
    zh: `${room} 已运行，正从其他机房取回全部数据；在此之前 cablecut ctl status 显示“重建中”，且不参与投票`,
  }),
  copyOnly: (room: string) => ({
    en: `${room} runs and reads everything again, from its etcd member and the other rooms; the member was left alone: it kept its data and its vote. A member whose own directory is gone gives its place to another when it is started`,
    zh: `${room} 已运行，正从其 etcd 成员和其他机房重新读取全部数据；成员本身未动，数据与投票权均保留。若成员自己的目录丢失，则在其启动时由新成员接替`,
  }),
  aside: (folder: string) => ({
    en: `its former log was moved to ${folder}`,
    zh: `原日志已移至 ${folder}`,
  }),
} satisfies TextTable;

export const rebuildRefusalTexts: Readonly<Record<RebuildRefusal, LocalizedText>> = {
  "unknown-room": { en: "this show has no such room", zh: "本演示没有该机房" },
  "rooms-unknown": {
    en: "the gateway does not answer, so whether the other rooms have everything is not known; nothing was done",
    zh: "网关没有应答，无法得知其他机房是否完整；未作任何更改",
  },
  "no-quorum": {
    en: "without it the rooms that count are no quorum, and it could not recover; nothing was done. Restore the cables and the other rooms first",
    zh: "除该机房外，有效机房不足多数，无法重建；未作任何更改。请先恢复光缆与其他机房",
  },
  "room-runs": {
    en: "this room runs on a log that can be read; --yes sets that log aside all the same. Nothing was done",
    zh: "该机房正在运行且日志可读；加 --yes 仍可移开其日志。未作任何更改",
  },
  "not-set-aside": {
    en: "the disk refused to set its log aside (is it full?); the room is started again on the log that it has",
    zh: "磁盘拒绝移开其日志（空间是否已满？）；机房将以原日志重新启动",
  },
  busy: {
    en: "the show is starting, stopping or being reset, or a room is being rebuilt",
    zh: "演示正在启动、停止或重置，或另一机房正在重建",
  },
  "not-started": {
    en: "its former log is set aside, but the room has not started; see what the supervisor prints",
    zh: "原日志已移开，但机房尚未启动；请查看主进程的输出",
  },
};
