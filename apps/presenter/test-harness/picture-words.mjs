import { nameOf, pictures, sizes } from "./looks.mjs";

export const pictureWords = {
  name: "screenshots:console",
  call: "npm run screenshots:console --",
  about: {
    en: `The presenter's console in every state, or the named ones, in both languages, for laptop, small laptop, tablet and phone, as
PNG in screenshots/console/. Says what is wider than the screen or cut off.`,
    zh: `主控台的全部状态（或仅指定状态），含两种语言，适用于笔记本、小笔记本、平板和手机，存为 PNG 于
screenshots/console/。会指出超出屏幕或被截断的内容。`,
  },
  options: {
    look: {
      kind: "text",
      shown: "LOOK",
      fallback: "",
      about: {
        en: `only looks that begin so, like phone or laptop-zh; sizes are ${Object.keys(sizes).join(", ")}`,
        zh: `仅限以此开头的外观，如 phone 或 laptop-zh；尺寸有 ${Object.keys(sizes).join("、")}`,
      },
    },
  },
  words: {
    shown: "STATE",
    of: [...new Set(pictures.map(nameOf))],
    about: { en: "only these states", zh: "仅限这些状态" },
  },
  more: {
    en: "Exit codes: 0 everything fits, 1 something does not fit or failed, 2 bad arguments.",
    zh: "退出码：0 全部放得下；1 有内容放不下或出错；2 参数有误。",
  },
};
