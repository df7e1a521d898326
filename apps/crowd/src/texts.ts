import type { TextTable } from "@cablecut/protocol";

/** Everything that the crowd prints. */
export const crowdTexts = {
  help: {
    en: `Usage: cablecut crowd [options]

synthetic attendees who join and pay, over the phones' own protocol

Options:
  --url <url>          the show's address (default: "http://127.0.0.1:2626")
  --people <number>    synthetic attendees, 2 to 5000 (default: 100)
  --rate <number>      payments per second, all together, 1 to 2000 (default: 50)
  --seconds <number>   how long they pay, 1 to 3600 (default: 60)
  --seed <hex>         32 hex digits: the same attendees as with the same seed before
  --lang <language>    the language of what is printed here (choices: "en", "zh")
  -h, --help           show this help

Example:
  $ cablecut crowd --people 300 --rate 100 --seconds 300

Their accounts are marked as synthetic when they are opened: no screen counts them as people.
Ctrl-C ends the payments; what is open still finds its end, unless you press it again. Exit
codes: 0 done, 1 nobody could join, 2 bad arguments.
`,
    zh: `用法： cablecut crowd [选项]

通过手机协议加入并付款的模拟观众

选项：
  --url <url>          演示地址（默认："http://127.0.0.1:2626"）
  --people <number>    模拟观众人数，2至5000（默认：100）
  --rate <number>      每秒付款总笔数，1至2000（默认：50）
  --seconds <number>   付款时长（秒），1至3600（默认：60）
  --seed <hex>         32位十六进制数：与之前相同种子的模拟观众
  --lang <language>    此处输出的语言（可选："en", "zh"）
  -h, --help           显示帮助

示例：
  $ cablecut crowd --people 300 --rate 100 --seconds 300

其账户在开户时即标记为模拟账户：任何屏幕都不会把它们计为观众。
按 Ctrl-C 停止付款；未完成的付款仍会得到结果，再按一次则不再等待。退出码：0 已完成；1 无人能加入；2 参数有误。
`,
  },
  unknownOption: (name: string, names: string) => ({
    en: `crowd: unknown option '${name}'; options are ${names}`,
    zh: `crowd：没有选项“${name}”；可用选项：${names}`,
  }),
  needsValue: (name: string) => ({
    en: `crowd: option '${name}' needs a value; see --help`,
    zh: `crowd：选项“${name}”缺少值；参见 --help`,
  }),
  notTaken: (word: string, names: string) => ({
    en: `crowd: '${word}' is not taken; options are ${names}`,
    zh: `crowd：不接受“${word}”；可用选项：${names}`,
  }),
  noSeed: (given: string) => ({
    en: `crowd: --seed takes 32 hex digits, not '${given}'`,
    zh: `crowd：--seed 须为32位十六进制数，而不是“${given}”`,
  }),
  languages: (given: string) => ({
    en: `crowd: --lang takes en or zh, not '${given}'`,
    zh: `crowd：--lang 只能是 en 或 zh，而非“${given}”`,
  }),
  noAddress: (given: string) => ({
    en: `crowd: --url takes an http or https address, as in http://127.0.0.1:2626, not '${given}'`,
    zh: `crowd：--url 须为 http 或 https 地址，例如 http://127.0.0.1:2626，而非“${given}”`,
  }),
  wholeNumber: (name: string, given: string, min: number, max: number) => ({
    en: `crowd: ${name} takes a whole number from ${min} to ${max}, not '${given}'`,
    zh: `crowd：${name} 须为${min}至${max}的整数，而非“${given}”`,
  }),
  nobody: (url: string) => ({
    en: `crowd: nobody could join at ${url}; is the show running there?`,
    zh: `crowd：无人能在 ${url} 加入；演示是否在该地址运行？`,
  }),
  notLetIn: (url: string) => ({
    en: `crowd: the show at ${url} answers, and let nobody in; are its doors closed, is it full, or has it no quorum?`,
    zh: `crowd：${url} 的演示有应答，但无人获准加入；入口是否已关闭、人数已满，或没有多数派？`,
  }),
  report: (of: {
    entered: number;
    all: number;
    booked: number;
    perSecond: string;
    refused: number;
    cancelled: number;
    retries: number;
    /** Null where nothing was answered. */
    latenciesMs: { readonly p50: string; readonly p99: string; readonly max: string } | null;
  }) => ({
    en: `entered    ${of.entered} of ${of.all}
booked     ${of.booked} (${of.perSecond}/s)
refused    ${of.refused}
cancelled  ${of.cancelled}
retries    ${of.retries}
time to a definite answer: ${of.latenciesMs === null ? "no payment had one" : `p50 ${of.latenciesMs.p50} ms, p99 ${of.latenciesMs.p99} ms, max ${of.latenciesMs.max} ms`}
`,
    zh: `已加入  ${of.entered}/${of.all}
已入账  ${of.booked}（每秒${of.perSecond}笔）
被拒绝  ${of.refused}
已取消  ${of.cancelled}
重试    ${of.retries}
得到明确结果的时间：${of.latenciesMs === null ? "没有付款得到结果" : `p50 ${of.latenciesMs.p50}毫秒，p99 ${of.latenciesMs.p99}毫秒，最长${of.latenciesMs.max}毫秒`}
`,
  }),
} satisfies TextTable;
