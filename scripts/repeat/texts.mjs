import { busyDefault, busyMax, timesDefault, timesMax } from "./words.mjs";

/** @typedef {import("./runs.mjs").Run} Run */

const en = {
  help: `npm run repeat -- SUITE ... [--times N] [--busy N] [--lang en|zh]

Runs tests again and again on a machine that has something else to do, and says how often they were
green. SUITE is a step of npm test, for instance stories or unit-tests, or several; all is the whole
npm test.

  --times N   how often, 1 to ${timesMax} (${timesDefault})
  --busy N    so many other processes keep one core busy each, 0 to ${busyMax} (${busyDefault})
  --lang L    en or zh; otherwise the language of the terminal

The whole output of a red run, and what the run left for a look afterwards, is kept in
test-results/repeat. Ends with 0 only if every run was green.`,
  refusals: {
    "unknown-option": (/** @type {string} */ word) => `There is no option ${word}.`,
    "no-value": (/** @type {string} */ word) => `${word} needs a value.`,
    "not-a-count": (/** @type {string} */ word) =>
      `${word}: a whole number is wanted, for --times from 1 to ${timesMax}, for --busy from 0 to ${busyMax}.`,
    "unknown-language": (/** @type {string} */ word) => `--lang ${word}: there are en and zh.`,
    "no-suite": () => "Which suite? A step of npm test, or all.",
    "all-and-more": (/** @type {string} */ word) =>
      `${word}: all stands alone, for it contains the others.`,
  },
  seeHelp: "More: npm run repeat -- --help",
  start: (/** @type {string} */ suite, /** @type {number} */ times, /** @type {number} */ busy) =>
    `${suite}, ${times} ${times === 1 ? "time" : "times"}, beside ${busy} busy ${busy === 1 ? "process" : "processes"}`,
  run: (/** @type {Run} */ { number, green, seconds, counts }) => {
    const told = counts === null ? "no result" : `${counts.passed} passed, ${counts.failed} failed`;
    return `run ${String(number).padStart(3)}  ${green ? "green" : "RED  "}  ${seconds.padStart(7)} s  ${told}`;
  },
  kept: (/** @type {string} */ path) => `         kept: ${path}`,
  end: (/** @type {number} */ green, /** @type {number} */ of) => `${green} of ${of} green`,
  stopped: "Stopped.",
  busyEnded: "The busy process ended by itself; the runs prove nothing any more.",
};

/** @type {typeof en} */
const zh = {
  help: `npm run repeat -- 测试 ... [--times N] [--busy N] [--lang en|zh]

在机器同时忙于别的工作时反复运行测试，并统计全绿的次数。“测试”是 npm test 的一个步骤，
例如 stories 或 unit-tests，可以写多个；all 表示整个 npm test。

  --times N   运行次数，1 至 ${timesMax}（默认 ${timesDefault}）
  --busy N    另有 N 个进程各占满一个核，0 至 ${busyMax}（默认 ${busyDefault}）
  --lang L    en 或 zh；不写则用终端的语言

失败运行的全部输出和它留下的文件保存在 test-results/repeat。只有每次都通过，退出码才是 0。`,
  refusals: {
    "unknown-option": (word) => `没有选项 ${word}。`,
    "no-value": (word) => `${word} 需要一个值。`,
    "not-a-count": (word) =>
      `${word}：需要整数，--times 为 1 至 ${timesMax}，--busy 为 0 至 ${busyMax}。`,
    "unknown-language": (word) => `--lang ${word}：只有 en 和 zh。`,
    "no-suite": () => "运行哪些测试？请写 npm test 的一个步骤，或 all。",
    "all-and-more": (word) => `${word}：all 已包含其他步骤，请单独使用。`,
  },
  seeHelp: "帮助：npm run repeat -- --help",
  start: (suite, times, busy) => `${suite}，${times}次，同时有${busy}个繁忙进程`,
  run: ({ number, green, seconds, counts }) => {
    const told = counts === null ? "没有结果" : `通过${counts.passed}，失败${counts.failed}`;
    return `第${String(number).padStart(3)}次  ${green ? "通过" : "失败"}  ${seconds.padStart(7)}秒  ${told}`;
  },
  kept: (path) => `         已保存：${path}`,
  end: (green, of) => `${of}次中${green}次全绿`,
  stopped: "已停止。",
  busyEnded: "繁忙进程自行结束，后面的运行不再说明问题。",
};

export const texts = { en, zh };
