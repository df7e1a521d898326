// npm run faults -- [--minutes N] [--seed S] [--trial-seconds T] [--engine E]: random faults against real processes, trial after
// trial with a seed each, until the time is over or a trial has found something.
// npm run faults -- gateway-killed [--runs N] [--after S,S,...] [--side-by-side N]: gateways of real shows killed in the
// middle of a recovery, and their figures compared with an onlooker's.
// npm run faults -- proxy [--phones N]: two gateways behind HAProxy, one killed and the proxy reloaded while a crowd pays.
import { readProgramWords, type ProgramWords } from "@cablecut/protocol";
import { engines, engineUnderTest, engineWord } from "../processes/members.ts";
import { startShow } from "../show-on-this-machine.ts";
import { killGateways } from "./gateway-killed/gateway-killed.ts";
import { proxyMissing } from "../proxy/haproxy.ts";
import { runCrowd, startProxiedShow } from "../proxy/proxied-run.ts";
import { injectAtRandom } from "./random-faults.ts";
import { Trial } from "./trial.ts";

/** What `npm run faults` takes. */
const faultsWords = {
  name: "faults",
  call: "npm run faults --",
  about: {
    en: `Random faults against five real rooms and the fabric between them, trial after trial, until the time is over or a trial
has found something: cables cut, slowed and restored, processes killed, stopped and started, while accounts pay each
other and are read. Afterwards the whole history is compared with every room. A trial that finds something prints the
command that makes the same plan again.`,
    zh: `对五个真实机房及其间的光缆施加随机故障，一轮接一轮，直到时间用完或某一轮发现问题：切断、减慢、恢复光缆，
杀死、暂停、启动进程；期间账户互相付款并被读取。每轮结束后，将全部历史与每个机房逐一比较。
发现问题的那一轮会打印可重复同一计划的命令。`,
  },
  options: {
    minutes: {
      kind: "number",
      min: 0.1,
      max: 1_440,
      decimal: true,
      fallback: 1,
      about: { en: "how long", zh: "时长（分钟）" },
    },
    seed: {
      kind: "number",
      min: 0,
      max: 0xffff_ffff,
      fallback: null,
      about: {
        en: "of the first trial; each further one takes the next (a random one)",
        zh: "第一轮的种子；以后每轮加一（随机）",
      },
    },
    "trial-seconds": {
      kind: "number",
      min: 5,
      max: 600,
      fallback: 30,
      about: { en: "of faults in each trial", zh: "每轮故障持续时间（秒）" },
    },
    engine: engineWord,
    runs: {
      kind: "number",
      min: 1,
      max: 1_000,
      fallback: 1,
      about: { en: "gateway-killed: runs of each kill", zh: "gateway-killed：每个时刻的轮数" },
    },
    after: {
      kind: "text",
      shown: "S,S,...",
      fallback: "0.5,1,2.5,10,19,20.5,22,25.9,26.1",
      about: {
        en: "gateway-killed: seconds between the cut and the kill",
        zh: "gateway-killed：断网到杀死网关之间的秒数",
      },
    },
    "side-by-side": {
      kind: "number",
      min: 1,
      max: 16,
      fallback: 4,
      about: { en: "gateway-killed: shows at once", zh: "gateway-killed：同时进行的演示数" },
    },
    phones: {
      kind: "number",
      min: 10,
      max: 5_000,
      fallback: 2_000,
      about: { en: "proxy: phones that pay all the time", zh: "proxy：持续付款的手机数" },
    },
  },
  words: {
    shown: "[gateway-killed | proxy]",
    about: {
      en: "gateway-killed: instead, whole shows at keynote pace whose gateway is killed after a cut; its figure is compared with an onlooker's. proxy: instead, two gateways behind HAProxy, one killed and the proxy reloaded while a crowd pays",
      zh: "gateway-killed：改为运行完整演示，断网后杀死网关，将其显示的用时与外部见证者比较。proxy：改为两个网关置于 HAProxy 之后，人群付款期间杀死一个网关并重新加载代理",
    },
    of: ["gateway-killed", "proxy"],
    max: 1,
  },
  more: {
    en: "Exit codes: 0 no violation, 1 a violation, 2 bad arguments.",
    zh: "退出码：0 无违例；1 有违例；2 参数有误。",
  },
} as const satisfies ProgramWords;

const asked = readProgramWords(faultsWords, process.argv.slice(2), process.env);
if (asked.kind !== "go") {
  (asked.kind === "help" ? console.log : console.error)(asked.text);
  process.exit(asked.kind === "help" ? 0 : 2);
}
const { minutes, "trial-seconds": trialSeconds } = asked.options;
const seed = asked.options.seed ?? Math.floor(Math.random() * 0xffff_ffff);
const engine = engines.find((each) => each === asked.options.engine) ?? engineUnderTest();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
if (asked.words[0] === "proxy") process.exit((await proxied(asked.options.phones)) ? 0 : 1);
if (asked.words.length > 0) process.exit((await killedGateways()) ? 0 : 1);
const endMs = performance.now() + minutes * 60_000;
let [trials, faults] = [0, 0];
let failed = false;
for (let next = seed; !failed && performance.now() < endMs; next = (next + 1) % 0x1_0000_0000) {
  print(`\ntrial with seed ${next}`);
  const trial = await Trial.start({
    seed: next,
    pace: "full-speed",
    accounts: 100,
    transfersPerSecond: 200,
    restless: true,
    engine,
  });
  faults += await injectAtRandom(trial, trialSeconds * 1_000, (line) => print(`  ${line}`));
  const verdict = await trial.finish();
  trials += 1;
  print(verdict.summary.replaceAll(/^/gm, "  "));
  failed = verdict.violations.length > 0;
  for (const violation of verdict.violations) print(`  VIOLATION ${violation}`);
  if (failed) {
    print(`  data and logs: ${verdict.directory}`);
    print(
      `  the same plan again: npm run faults -- --seed ${next} --trial-seconds ${trialSeconds} --engine ${engine}`,
    );
  }
}
print(
  `\n${trials} trials, ${faults} faults, ${failed ? "a violation" : "no violation"}; first seed ${seed}`,
);
process.exit(failed ? 1 : 0);

async function proxied(phones: number): Promise<boolean> {
  if (proxyMissing !== null) {
    console.error(`${proxyMissing} / 未安装所需程序`);
    process.exit(2);
  }
  const show = await startProxiedShow();
  try {
    // Each phone pays every ten seconds; fewer would not be a hall.
    const run = await runCrowd(show, { phones, everyMs: 10_000, seed }, print);
    print(JSON.stringify(run));
    return run.unfinished === 0 && run.wrongBalances === 0 && run.booked === run.begun;
  } finally {
    await show.stop();
  }
}

async function killedGateways(): Promise<boolean> {
  if (asked.kind !== "go") return false;
  const { runs, after, "side-by-side": sideBySide } = asked.options;
  const afterMs = after.split(",").map((text) => Number(text) * 1_000);
  if (afterMs.some((ms) => !(ms >= 0 && ms <= 60_000))) {
    console.error("--after: seconds from 0 to 60 with commas between / 逗号分隔的秒数，0到60");
    process.exit(2);
  }
  const start: typeof startShow = (pace, further) => startShow(pace, further, { engine });
  return killGateways({ runs, afterMs, sideBySide, start }, print);
}
