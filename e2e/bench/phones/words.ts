import {
  gatewaysMax,
  paceNames,
  type ChosenPaceName,
  type ProgramWords,
  type ReadWords,
} from "@cablecut/protocol";

/** What `npm run bench -- phones` takes. */
export const phonesWords = {
  name: "phones",
  call: "npm run bench -- phones",
  about: {
    en: `Phones come in at the gateways of a real show, pay, follow a call to pay (2,000 of them at most within 2 s, then all at
once), and come back after one gateway was killed (kill -9).`,
    zh: `手机进入真实演示的各个网关并付款，响应号召付款（先是至多2000部在2秒内，再是全部同时），并在其中一个网关被强制结束（kill -9）后返回。`,
  },
  options: {
    phones: {
      kind: "number",
      min: 20,
      max: 60_000,
      fallback: 2_000,
      about: { en: "phones, at all gateways together", zh: "手机总数（所有网关合计）" },
    },
    gateways: {
      kind: "number",
      min: 1,
      max: gatewaysMax,
      fallback: 2,
      about: { en: "gateways side by side", zh: "并行网关数" },
    },
    arrivals: {
      kind: "number",
      min: 10,
      max: 20_000,
      fallback: 1_000,
      about: { en: "phones that come in per second", zh: "每秒进入的手机数" },
    },
    rate: {
      kind: "number",
      min: 1,
      max: 5_000,
      fallback: 200,
      about: { en: "payments per second", zh: "每秒付款笔数" },
    },
    seconds: {
      kind: "number",
      min: 1,
      max: 600,
      fallback: 10,
      about: { en: "how long they pay", zh: "付款时长（秒）" },
    },
    pace: {
      kind: "choice",
      of: paceNames,
      fallback: "keynote",
      about: { en: "how often rooms heartbeat", zh: "节奏，决定机房心跳的频率" },
    },
    pages: {
      kind: "flag",
      about: {
        en: "each loads the page with its scripts before it comes in",
        zh: "每部手机先加载页面及脚本再进入",
      },
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
    en: `5,000 phones from one gateway, all at once: --phones 5000 --gateways 1 --arrivals 5000 --pages; 30 s are promised.
15,000 phones need 15,000 open files in a gateway, and as many here for every process of clients.
Exit codes: 0 everybody came back and every payment is there once, 1 not so, 2 bad arguments.`,
    zh: `单一网关同时接入5000部手机：--phones 5000 --gateways 1 --arrivals 5000 --pages，承诺30秒。
15000部手机需要网关打开15000个文件，客户端进程亦然。
退出码：0 全部返回且每笔付款恰好一次；1 并非如此；2 参数有误。`,
  },
} as const satisfies ProgramWords;

export interface Settings {
  readonly phones: number;
  readonly gateways: number;
  readonly arrivals: number;
  readonly rate: number;
  readonly seconds: number;
  readonly pace: ChosenPaceName;
  readonly pages: boolean;
  readonly json: string | null;
}

type Options = Extract<
  ReadWords<(typeof phonesWords)["options"]>,
  { readonly kind: "go" }
>["options"];

export function settingsOf(options: Options): Settings {
  return { ...options, pace: paceNames.find((pace) => pace === options.pace) ?? "keynote" };
}
