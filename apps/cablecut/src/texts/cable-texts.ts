import type { LocalizedText, TextTable } from "@cablecut/protocol";
import type { ClientAnswer } from "@cablecut/fabric";

/** What `ctl cut`, `ctl restore` and `ctl fault` say. */
export const cableTexts = {
  realCables: {
    en: "real-cables: pull the plug or put it back, or switch a port off or on; nothing can be cut, restored or impaired from here",
    zh: "real-cables：本演示的光缆是真实的，请拔插插头或开关交换机端口；此处无法断开、恢复或施加损伤",
  },
  unknownTarget: (target: string, cables: string, rooms: string, cities: string) => ({
    en: `there is no "${target}"; cables: ${cables}; rooms: ${rooms}; cities: ${cities}; or all`,
    zh: `没有“${target}”；光缆：${cables}；机房：${rooms}；城市：${cities}；或 all`,
  }),
  wouldLoseQuorum: (left: number, rooms: number, needed: number) => ({
    en: `this would leave ${left} of ${rooms} rooms that answer, and ${needed} are needed to book anything; nothing was cut (--force cuts all the same)`,
    zh: `这样只剩${left}/${rooms}个机房在线，而入账至少需要${needed}个；未断开任何光缆（--force 强制执行）`,
  }),
  answeringUnknown: {
    en: "the gateway does not say which rooms answer, so this might leave too few; nothing was cut (--force cuts all the same)",
    zh: "网关未告知哪些机房在线，操作后可能不足；未断开任何光缆（--force 强制执行）",
  },
  changed: (cable: string, afterMs: string) => ({
    en: `${cable}  after ${afterMs} ms`,
    zh: `${cable}  ${afterMs}毫秒后`,
  }),
  nothingToChange: { en: "nothing to change", zh: "无需更改" },
  notReached: (cable: string) => ({
    en: `${cable}  not reached: restored meanwhile`,
    zh: `${cable}  未执行：期间已恢复`,
  }),
  notSaved: {
    en: "done, but the fabric could not write it down yet and keeps trying: if it ended before that, it would forget this",
    zh: "已执行，但尚未写入磁盘，正在重试：若光缆进程在此之前结束，此状态将丢失",
  },
  jitterNeedsDelay: { en: "--jitter goes with --delay", zh: "--jitter 须与 --delay 同用" },
  oneFault: {
    en: "one of --delay, --loss, --bandwidth, --one-way, --reset and --clear is needed",
    zh: "须指定 --delay、--loss、--bandwidth、--one-way、--reset、--clear 之一",
  },
  oneFaultNot: (count: number) => ({
    en: `one of --delay, --loss, --bandwidth, --one-way, --reset and --clear is needed, not ${count}`,
    zh: `--delay、--loss、--bandwidth、--one-way、--reset、--clear 只能指定一个，而非${count}个`,
  }),
} satisfies TextTable;

export type FabricRefusal = Extract<ClientAnswer, { ok: false }>["refusal"];

export const fabricRefusalTexts: Readonly<Record<FabricRefusal, LocalizedText>> = {
  unreachable: { en: "the fabric does not answer", zh: "光缆进程没有应答" },
  "bad-request": {
    en: "the fabric did not understand; is it of another version?",
    zh: "光缆进程无法识别请求；版本是否不同？",
  },
  "unknown-target": {
    en: "there is no such cable, room or city",
    zh: "没有这根光缆、这个机房或城市",
  },
  "bad-fault": { en: "the fabric cannot make this fault", zh: "光缆进程无法施加此损伤" },
  "unknown-path": {
    en: "the fabric does not know the request; is it of another version?",
    zh: "光缆进程没有此功能；版本是否不同？",
  },
  "method-not-allowed": {
    en: "the fabric does not take the request that way; is it of another version?",
    zh: "光缆进程不接受此请求方式；版本是否不同？",
  },
  "too-many-watchers": {
    en: "too many programs watch the fabric",
    zh: "观察光缆进程的程序过多",
  },
  "body-too-long": { en: "too many targets at once", zh: "一次指定的目标过多" },
  "foreign-origin": {
    en: "the fabric answers only on this machine",
    zh: "光缆进程只应答本机",
  },
  forbidden: {
    en: "the fabric does not know this command line; is running.json of another start of the show?",
    zh: "光缆进程不认可此命令行；running.json 是否属于另一次启动？",
  },
  busy: {
    en: "too many staggered changes are under way; wait, or ctl restore all",
    zh: "正在进行的逐根操作过多；请稍候，或执行 ctl restore all",
  },
  closing: { en: "the fabric is stopping", zh: "光缆进程正在停止" },
};
