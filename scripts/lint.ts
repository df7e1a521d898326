// npm run lint [-- PATH ...]: what oxlint finds, the rules that need types included.
import { asked } from "./asked.ts";
import { runTool } from "./steps/run-program.ts";

const { words, options } = asked({
  name: "lint",
  call: "npm run lint --",
  about: {
    en: "Says what oxlint finds in every file, or in the named ones; a warning counts as an error.",
    zh: "列出 oxlint 在全部或指定文件中发现的问题；警告视为错误。",
  },
  options: {
    fix: {
      kind: "flag",
      about: { en: "puts right what can be put right safely", zh: "修正可安全修正之处" },
    },
  },
  words: { shown: "PATH", about: { en: "only these files and folders", zh: "仅限这些文件与目录" } },
  more: {
    en: "Exit codes: 0 nothing found, 1 something found, 2 bad arguments.",
    zh: "退出码：0 未发现问题；1 发现问题；2 参数有误。",
  },
});
const fix = options.fix ? ["--fix"] : [];
process.exitCode = await runTool("oxlint", ["--type-aware", "--deny-warnings", ...fix, ...words]);
