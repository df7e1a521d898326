import type { ProgramWords } from "@cablecut/protocol";

/** What `npm run bench -- stage` takes. */
export const stageWords = {
  name: "stage",
  call: "npm run bench -- stage",
  about: {
    en: `The page of the big screen in Chromium, drawn without a graphics card at 1920x1080, fed as a full hall feeds it:
2,000 windows, 10,000 phones, 5,000 payments a second. And a real show whose gateway is killed while rooms switch: how long
after the new one listens the picture is right again.`,
    zh: `大屏页面在Chromium中以1920x1080软件渲染，输入相当于满场：2000扇窗、1万部手机、每秒5000笔付款。另有一场真实演出，
在容灾切换中杀死网关：测量新网关开始监听后多久画面恢复正确。`,
  },
  options: {
    seconds: {
      kind: "number",
      min: 5,
      max: 3_600,
      fallback: 20,
      about: { en: "how long each picture is measured", zh: "每个画面的测量时长（秒）" },
    },
    people: {
      kind: "number",
      min: 1,
      max: 10_000,
      fallback: 2_000,
      about: { en: "windows", zh: "窗口数" },
    },
    rate: {
      kind: "number",
      min: 1,
      max: 50_000,
      fallback: 5_000,
      about: { en: "payments per second", zh: "每秒付款笔数" },
    },
    only: {
      kind: "choice",
      of: ["live", "switching", "moving", "dashboard", "restart"],
      fallback: null,
      about: { en: "only this picture", zh: "只测这一画面" },
    },
    strict: {
      kind: "flag",
      about: {
        en: "exit code 1 below 30 frames/s, above 40 % of a core in the page's main thread, where the heap grows by more than 0.2 MiB a minute (from 120 seconds on), or 2 s after a restart",
        zh: "低于每秒30帧、主线程超过一个核心的40%、堆每分钟增长超过0.2 MiB（测量120秒起）或重启后超过2秒时退出码为1",
      },
    },
  },
  more: {
    en: "Processor times are those of the threads themselves; frames per second suffer from whatever else runs here.",
    zh: "处理器时间取自线程本身；帧率会受本机其他程序影响。",
  },
} as const satisfies ProgramWords;

export interface Settings {
  readonly seconds: number;
  readonly people: number;
  readonly rate: number;
  readonly only: string | null;
  readonly strict: boolean;
}
