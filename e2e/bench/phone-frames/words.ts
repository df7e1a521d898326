import type { ProgramWords } from "@cablecut/protocol";

/** What `npm run bench -- phone-frames` takes. */
export const phoneFramesWords = {
  name: "phone-frames",
  call: "npm run bench -- phone-frames",
  about: {
    en: `Three phones at a real show, in a Chromium that nothing slows down: the frames of every transition, and what it
animates; then the same again four times slower: its long tasks.`,
    zh: `真实演示中的三部手机，Chromium不降速：测量每个过渡的帧率及其动画属性；
再降速至四分之一，测量长任务。`,
  },
  options: {
    times: {
      kind: "number",
      min: 1,
      max: 100,
      fallback: 5,
      about: { en: "how often each transition is watched", zh: "每个过渡的观测次数" },
    },
  },
  more: {
    en: `Prints the median of frames per second beside the 60 promised, and the longest time between two frames.
Exit codes: 0 only opacity and transform are animated, 1 not so, 2 bad arguments.`,
    zh: `输出每秒帧数的中位数（承诺60帧）与最长帧间隔。
退出码：0 仅有opacity与transform动画；1 并非如此；2 参数有误。`,
  },
} as const satisfies ProgramWords;

export interface Settings {
  readonly times: number;
}
