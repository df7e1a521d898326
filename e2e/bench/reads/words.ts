import type { ProgramWords } from "@cablecut/protocol";

/** What `npm run bench -- reads` takes. */
export const readsWords = {
  name: "reads",
  call: "npm run bench -- reads",
  about: {
    en: `Five rooms behind the fabric: linearizable reads one after the other, while nothing else happens; then both rooms of
Hangzhou are cut, and those of the other rooms go on, each until it is answered.`,
    zh: `五个机房经光缆相连：空闲时逐一进行线性一致读；随后断开杭州两个机房，
其他机房的读取继续，每次直到得到应答。`,
  },
  options: {
    seconds: {
      kind: "number",
      min: 1,
      max: 3_600,
      fallback: 10,
      about: { en: "of each part", zh: "每部分的时长（秒）" },
    },
    runs: {
      kind: "number",
      min: 1,
      max: 100,
      fallback: 3,
      about: { en: "of five new rooms each", zh: "轮数，每轮新建五个机房" },
    },
    json: {
      kind: "text",
      shown: "FILE",
      fallback: null,
      about: {
        en: "writes the figures for programs to read",
        zh: "将数字写成供程序读取的文件",
      },
    },
  },
  more: {
    en: "Exit codes: 0 every read was answered, 1 something failed, 2 bad arguments.",
    zh: "退出码：0 每次读取都有应答；1 有失败；2 参数有误。",
  },
} as const satisfies ProgramWords;

export interface ReadsSettings {
  readonly seconds: number;
  readonly runs: number;
  readonly json: string | null;
}
