import type { ProgramWords, LocalizedText } from "@cablecut/protocol";

/** What `npm run sim:fan-out` takes. */
export const fanOutWords = {
  name: "sim:fan-out",
  call: "npm run sim:fan-out --",
  about: {
    en: "A tree of relays for feed and counts under virtual time, as docs/SCALE.md shows it.",
    zh: "在虚拟时间下模拟转发树：账目推送与计数，即 docs/SCALE.md 中的表格。",
  },
  options: {
    seed: {
      kind: "number",
      min: 0,
      max: 0xffff_ffff,
      fallback: 1,
      about: { en: "the same seed gives the same tables", zh: "相同种子得到相同表格" },
    },
  },
} as const satisfies ProgramWords;

export const tableTexts = {
  seed: (seed: number, seconds: number): LocalizedText => ({
    en: `Seed ${seed}, ${seconds} virtual seconds each.`,
    zh: `种子 ${seed}，每次 ${seconds} 虚拟秒。`,
  }),
  steady: [
    { en: "phones", zh: "手机" },
    { en: "gateways", zh: "网关" },
    { en: "children", zh: "子节点" },
    { en: "items", zh: "条目" },
    { en: "hops", zh: "跳数" },
    { en: "relays", zh: "转发" },
    { en: "feed p50 / p99 ms", zh: "推送 p50 / p99 毫秒" },
    { en: "counts p50 / p99 ms", zh: "计数 p50 / p99 毫秒" },
    { en: "root MB/s", zh: "根 MB/s" },
    { en: "relay MB/s", zh: "转发 MB/s" },
    { en: "gateway MB/s", zh: "网关 MB/s" },
    { en: "busy root / relay / gateway", zh: "占用 根 / 转发 / 网关" },
  ],
  filters: {
    whole: { en: "all", zh: "全部" },
    own: { en: "own", zh: "相关" },
  },
  behind: { en: "falls behind", zh: "跟不上" },
  death: (seconds: number, silence: number): LocalizedText => ({
    en: `A relay dies after ${seconds} s; its children wait ${silence} s before they go to another.`,
    zh: `${seconds} 秒后一个转发节点失效；其子节点等待 ${silence} 秒后改连别处。`,
  }),
  deaths: [
    { en: "phones", zh: "手机" },
    { en: "gateways", zh: "网关" },
    { en: "children", zh: "子节点" },
    { en: "relays", zh: "转发" },
    { en: "longest gap ms", zh: "最长间隔 毫秒" },
    { en: "frames missing", zh: "缺失帧" },
    { en: "frames twice", zh: "重复帧" },
    { en: "feed p99 ms", zh: "推送 p99 毫秒" },
    { en: "counts p99 ms", zh: "计数 p99 毫秒" },
  ],
} as const;
