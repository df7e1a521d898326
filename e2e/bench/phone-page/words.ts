import type { ProgramWords } from "@cablecut/protocol";

/** What `npm run bench -- phone-page` takes. */
export const phonePageWords = {
  name: "phone-page",
  call: "npm run bench -- phone-page",
  about: {
    en: `Opens the phone's page again and again, each time as a phone that was never here, in a Chromium that is slowed down to
a cheap phone on a full Wi-Fi: until the shell of the home page is painted, and until the account can be used.`,
    zh: `以降速的Chromium模拟低端手机与拥挤的Wi-Fi，反复首次打开手机页：测量首屏外壳绘出与账户可用所需时间。`,
  },
  options: {
    times: {
      kind: "number",
      min: 1,
      max: 100,
      fallback: 9,
      about: { en: "how often the page is opened", zh: "打开页面的次数" },
    },
    slowdown: {
      kind: "number",
      min: 1,
      max: 20,
      fallback: 4,
      about: { en: "times slower than this processor", zh: "处理器降速倍数" },
    },
    kbits: {
      kind: "number",
      min: 100,
      max: 1_000_000,
      fallback: 1_600,
      about: { en: "kbit/s down, half of it up", zh: "下行kbit/s，上行为其一半" },
    },
    latency: {
      kind: "number",
      min: 0,
      max: 5_000,
      fallback: 150,
      about: { en: "there and back, ms, also of sockets", zh: "往返延迟，毫秒，套接字亦然" },
    },
  },
  more: {
    en: `Prints medians beside what is promised: shell 1.2 s, account 2.0 s.
Exit codes: 0 the account opened every time, 1 not so, 2 bad arguments.`,
    zh: `输出中位数及承诺值：外壳1.2秒，账户2.0秒。
退出码：0 每次均打开账户；1 并非如此；2 参数有误。`,
  },
} as const satisfies ProgramWords;

export interface Settings {
  readonly times: number;
  readonly slowdown: number;
  readonly kbits: number;
  readonly latency: number;
}
