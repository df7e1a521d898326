import { scenes } from "./looks.mjs";

export const pictureWords = {
  name: "screenshots:stage",
  call: "npm run screenshots:stage --",
  about: {
    en: `Every scene of the big screen, or the named ones, in both languages, its sizes and its two views, as PNG in
screenshots/stage/, and row40.png: all scenes as the back row sees them. Every line of type is measured against its box.`,
    zh: `大屏的全部场景（或仅指定场景），含两种语言、各种尺寸和两种视图，存为 PNG 于
screenshots/stage/；row40.png 是最后一排看到的全部场景。每行文字都会与其文本框比对。`,
  },
  options: {
    sheet: {
      kind: "flag",
      about: {
        en: "each scene once, and row40.png",
        zh: "每个场景只截一张，外加 row40.png",
      },
    },
    look: {
      kind: "text",
      shown: "WORD",
      fallback: "",
      about: {
        en: "only pictures whose names contain this, like dashboard",
        zh: "仅限名称含此内容的截图，如 dashboard",
      },
    },
    out: {
      kind: "text",
      shown: "FOLDER",
      fallback: null,
      about: { en: "another folder for them", zh: "存到另一目录" },
    },
  },
  words: {
    shown: "SCENE",
    of: scenes,
    about: { en: "only these scenes", zh: "仅限这些场景" },
  },
  more: {
    en: "Exit codes: 0 everything fits, 1 something does not fit or failed, 2 bad arguments.",
    zh: "退出码：0 全部放得下；1 有内容放不下或出错；2 参数有误。",
  },
};
