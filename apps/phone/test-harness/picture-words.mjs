import { scenes } from "./scenes.mjs";

export const pictureWords = {
  name: "screenshots",
  call: "npm run screenshots --",
  about: {
    en: `Every screen of the phone, or the named ones, in both languages and themes and at every size that a phone may have, as PNG
in screenshots/phone/, and sheets of them beside each other in screenshots/phone/sheets/.`,
    zh: `手机的全部界面（或仅指定界面），含两种语言、两种主题和手机可能的各种尺寸，存为 PNG 于
screenshots/phone/；并排的总览图存于 screenshots/phone/sheets/。`,
  },
  options: {
    look: {
      kind: "text",
      shown: "LOOK",
      fallback: "",
      about: {
        en: "only looks whose names begin so, like 360x640-zh",
        zh: "仅限名称以此开头的外观，如 360x640-zh",
      },
    },
    quick: {
      kind: "flag",
      about: {
        en: "one pixel for each pixel of CSS, instead of two",
        zh: "每个 CSS 像素对应一个像素，而非两个",
      },
    },
  },
  words: {
    shown: "SCREEN",
    of: Object.keys(scenes),
    about: { en: "only these screens", zh: "仅限这些界面" },
  },
  more: {
    en: "Exit codes: 0 everything fits, 1 something is wider than the screen or failed, 2 bad arguments.",
    zh: "退出码：0 全部放得下；1 有内容超出屏幕或出错；2 参数有误。",
  },
};
