// npm run build [-- APP ...]: bundles the named apps, or all of them, into dist/.
import { asked } from "./asked.ts";
import { browserApps, serverApps } from "./prepare.mjs";
import { runInTerminal } from "./steps/run-program.ts";

const { words } = asked({
  name: "build",
  call: "npm run build --",
  about: {
    en: "Bundles every app, or the named ones, into dist/, whether or not they have changed.",
    zh: "将全部或指定的应用打包到 dist/，无论是否有更改。",
  },
  options: {},
  words: {
    shown: "APP",
    of: [...serverApps, ...browserApps],
    about: { en: "only these apps", zh: "仅限这些应用" },
  },
  more: {
    en: "Exit codes: 0 built, 1 something could not be built, 2 bad arguments.",
    zh: "退出码：0 已构建；1 有应用未能构建；2 参数有误。",
  },
});
process.exitCode = await runInTerminal(process.execPath, ["scripts/build.mjs", ...words]);
