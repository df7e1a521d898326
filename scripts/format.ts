// npm run format [-- PATH ...]: puts every file, or the named ones, into the house's format.
import { asked } from "./asked.ts";
import { runTool } from "./steps/run-program.ts";

const { words, options } = asked({
  name: "format",
  call: "npm run format --",
  about: {
    en: "Puts every file, or the named ones, into the house's format (oxfmt).",
    zh: "将全部或指定的文件整理为统一格式（oxfmt）。",
  },
  options: {
    check: {
      kind: "flag",
      about: {
        en: "changes nothing, only says what would change",
        zh: "不作更改，仅列出需更改之处",
      },
    },
  },
  words: { shown: "PATH", about: { en: "only these files and folders", zh: "仅限这些文件与目录" } },
  more: {
    en: "Exit codes: 0 done, 1 with --check: something would change, 2 bad arguments.",
    zh: "退出码：0 已完成；1 使用 --check 时有需更改之处；2 参数有误。",
  },
});
const paths = words.length === 0 ? ["."] : words;
process.exitCode = await runTool("oxfmt", [...(options.check ? ["--check"] : []), ...paths]);
