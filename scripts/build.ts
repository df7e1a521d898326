// npm run build [-- APP ...]: bundles the named apps, or all of them, into dist/.
import { asked } from "./asked.ts";
import { browserApps, ensureBuilt, PreparationFailed, serverApps } from "./prepare.mjs";

const { words } = asked({
  name: "build",
  call: "npm run build --",
  about: {
    en: "Bundles every app, or the named ones, into dist/, whether or not they have changed; not while a show runs from there.",
    zh: "将全部或指定的应用打包到 dist/，无论是否有更改；有演示正在使用其中的文件时除外。",
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
try {
  await ensureBuilt(words.length > 0 ? words : undefined, undefined, { anew: true });
} catch (error) {
  if (!(error instanceof PreparationFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
