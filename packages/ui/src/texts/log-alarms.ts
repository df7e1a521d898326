import type { LocalizedText, LogAlarm } from "@cablecut/protocol";

/** For a log that takes nothing though it has a leader. */
export const logAlarmHeading: LocalizedText = {
  en: "The log takes nothing",
  zh: "日志不接受写入",
};

/** Why it takes nothing, by etcd's own name, and what that means for the money. */
export function whyLogStopped(alarm: LogAlarm): LocalizedText {
  switch (alarm) {
    case "no-space":
      return {
        en: "etcd's alarm NOSPACE: the space that it may take is used up. Nothing can be booked, nothing is lost.",
        zh: "etcd 告警 NOSPACE：其可用空间已用尽。暂不能入账，数据不会丢失。",
      };
    case "corrupt":
      return {
        en: "etcd's alarm CORRUPT: its copies differ. Nothing can be booked.",
        zh: "etcd 告警 CORRUPT：其副本不一致。暂不能入账。",
      };
  }
}

/** What to do about it. */
export function wayOutOfAlarm(alarm: LogAlarm): LocalizedText {
  switch (alarm) {
    case "no-space":
      return {
        en: "etcdctl defrag on every room's machine, then etcdctl alarm disarm on one (docs/MACHINES.md); it goes on by itself",
        zh: "在每台机房主机上执行 etcdctl defrag，再在其中一台执行 etcdctl alarm disarm（见 docs/MACHINES.md）；之后自行恢复",
      };
    case "corrupt":
      return {
        en: "etcdctl alarm list names the member; etcd's own manual says how one is put right",
        zh: "etcdctl alarm list 会列出该成员；修复方法见 etcd 手册",
      };
  }
}
