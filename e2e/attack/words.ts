import type { ProgramWords, TextTable } from "@cablecut/protocol";
import { attacks } from "./attackers/attacks.ts";

/** What `npm run attack` takes. */
export const attackWords = {
  name: "attack",
  call: "npm run attack --",
  about: {
    en: `Every attack on availability that was tried, one after the other, against a show of its own on this machine: one
stranger at the lowest priority on one core, while 20 people pay. The control burns the same processor time and sends
nothing. Nothing leaves the loopback.`,
    zh: `针对本机上单独启动的演示，逐一重放所有尝试过的可用性攻击：攻击者以最低优先级占用一个核心，同时20人付款。
对照组消耗相同的处理器时间但不发送任何数据。所有流量仅限本机回环。`,
  },
  options: {
    seconds: {
      kind: "number",
      min: 2,
      max: 120,
      fallback: 12,
      about: { en: "of each attack, and of its control", zh: "每次攻击及其对照的时长（秒）" },
    },
    only: {
      kind: "choice",
      of: Object.keys(attacks),
      shown: "NAME",
      fallback: null,
      about: { en: "one attack by its name", zh: "仅运行指定名称的攻击" },
    },
  },
  more: {
    en: `Attacks: ${Object.keys(attacks).join(", ")}.
Exit codes: 0 every attack held, 1 one did not, 2 bad arguments.`,
    zh: `攻击名称：${Object.keys(attacks).join("、")}。
退出码：0 全部通过；1 有未通过；2 参数有误。`,
  },
} as const satisfies ProgramWords;

export const attackTexts = {
  columns: {
    en: [
      "attack",
      "payments",
      "p50 ms",
      "p99 ms",
      "control p50",
      "control p99",
      "ratio",
      "unanswered",
      "MB before/peak/after",
      "console",
      "verdict",
    ].join("\t"),
    zh: [
      "攻击",
      "付款数",
      "p50毫秒",
      "p99毫秒",
      "对照p50",
      "对照p99",
      "比值",
      "未应答",
      "内存MB 前/峰/后",
      "控制台",
      "结论",
    ].join("\t"),
  },
  held: { en: "held", zh: "通过" },
  slow: { en: "slower than the control allows", zh: "慢于对照允许的范围" },
  falseScene: (scenes: string) => ({ en: `false scenes: ${scenes}`, zh: `错误场景：${scenes}` }),
  unanswered: { en: "payments without an answer", zh: "有付款未得到应答" },
  memory: { en: "memory not back", zh: "内存未回落" },
  console: { en: "the console or its stage was shut out", zh: "控制台或其大屏被挡在门外" },
  figures: { en: "figures were bent", zh: "数字被篡改" },
  crashed: { en: "a process was started again", zh: "有进程被重启" },
} satisfies TextTable;
