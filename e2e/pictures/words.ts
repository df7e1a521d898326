import { paceNames, type ChosenPaceName, type ProgramWords } from "@cablecut/protocol";

/** What the names of a pace's feed and pictures begin with. */
export function calledAt(pace: ChosenPaceName): string {
  return pace === "full-speed" ? "real" : pace;
}

export function feedFileOf(pace: ChosenPaceName): string {
  return `${calledAt(pace)}-feed.json`;
}

const feedFiles = paceNames.map(feedFileOf);

export const realCutWords = {
  name: "screenshots:real-cut",
  call: "npm run screenshots:real-cut --",
  about: {
    en: `The big screen frame by frame at the cut and at the stop of a real show, every 100 ms for 2 s, as real-cut.png and
real-stop.png in screenshots/stage/; at another pace than full speed as keynote-cut.png and so on.`,
    zh: `真实演示中断网时刻与停表时刻的大屏逐帧截图，每 100 毫秒一帧，共 2 秒，
存为 screenshots/stage/ 中的 real-cut.png 和 real-stop.png；非全速时为 keynote-cut.png 等。`,
  },
  options: {
    pace: {
      kind: "choice",
      of: paceNames,
      fallback: "full-speed",
      about: { en: "the pace of the show", zh: "演示节奏" },
    },
    replay: {
      kind: "flag",
      about: {
        en: `no new show: pictures of the feed recorded last at this pace (one of ${feedFiles.join(", ")})`,
        zh: `不开新演示：使用上次以此节奏录下的数据（${feedFiles.join("、")}之一）`,
      },
    },
    out: {
      kind: "text",
      shown: "FOLDER",
      fallback: null,
      about: { en: "another folder for them", zh: "存到另一目录" },
    },
  },
  more: {
    en: "Exit codes: 0 drawn, 1 the show or the pictures failed, 2 bad arguments.",
    zh: "退出码：0 已生成；1 演示或截图失败；2 参数有误。",
  },
} as const satisfies ProgramWords;

export const realCutTexts = {
  noFeed: (file: string) => ({
    en: `there is no recorded feed at ${file}; run it once without --replay`,
    zh: `${file} 处没有录下的数据；请先不带 --replay 运行一次`,
  }),
};
