import type { ProgramWords } from "@cablecut/protocol";
import { scenarios } from "./scenarios.ts";

/** What `npm run sim` takes. */
export const simWords = {
  name: "sim",
  call: "npm run sim --",
  about: {
    en: "Runs five rooms and two gateways under virtual time, one run per seed, and checks every step.",
    zh: "在虚拟时间下运行五个机房和两个网关，每个种子运行一次，逐步检查。",
  },
  options: {
    seeds: {
      kind: "number",
      min: 1,
      max: 1_000_000_000,
      fallback: 500,
      about: { en: "how many runs", zh: "运行次数" },
    },
    from: {
      kind: "number",
      min: 0,
      max: 0xffff_ffff,
      fallback: 1,
      about: { en: "the seed of the first run", zh: "第一次运行的种子" },
    },
    seed: {
      kind: "number",
      min: 0,
      max: 0xffff_ffff,
      fallback: null,
      about: { en: "the seed of a single run", zh: "只运行一次，使用此种子" },
    },
    jobs: {
      kind: "number",
      min: 1,
      max: 64,
      fallback: null,
      about: {
        en: "so many processes side by side (one per core)",
        zh: "并行进程数（默认每核一个）",
      },
    },
    trace: {
      kind: "flag",
      about: {
        en: "every event: of a single run, or of the one that fails",
        zh: "列出每个事件：单次运行的，或失败那次的",
      },
    },
    "no-gateway": {
      kind: "flag",
      about: {
        en: "rooms without gateways; clients ask them directly",
        zh: "只有机房，没有网关；由客户端直接向机房发请求",
      },
    },
    scenario: {
      kind: "choice",
      shown: "NAME",
      of: scenarios.map(({ name }) => name),
      fallback: null,
      about: { en: "always the same kind of trouble", zh: "始终是同一类故障" },
    },
  },
  more: {
    en: "Exit codes: 0 no violation, 1 a violation, 2 bad arguments.",
    zh: "退出码：0 无违例；1 有违例；2 参数有误。",
  },
} as const satisfies ProgramWords;
