// npm run screenshots:console: the console in every state as pictures in screenshots/, which Git ignores. Says what does not fit.
import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, preview } from "vite";
import { readProgramWords } from "@cablecut/protocol";
import { consoleStages } from "./stages.mjs";
import { nameOf, picturesAsked, sizes } from "./looks.mjs";
import { pictureWords } from "./picture-words.mjs";

const asked = readProgramWords(pictureWords, process.argv.slice(2), process.env);
if (asked.kind !== "go") {
  (asked.kind === "help" ? console.log : console.error)(asked.text);
  process.exit(asked.kind === "help" ? 0 : 2);
}
const wanted = picturesAsked(asked.words, asked.options.look);
if (wanted.length === 0) {
  const none = {
    en: `no look begins with '${asked.options.look}'`,
    zh: `没有以“${asked.options.look}”开头的外观`,
  };
  console.error(`screenshots:console: ${none[asked.language]}`);
  process.exit(2);
}
// The mirror is the stage's own page: here its harness, which is no package that could be named.
const stageHarness = new URL("../../stage/test-harness/built-harness.mjs", import.meta.url);
const { openHarness } = await import(stageHarness.href);

const root = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../../../screenshots/console/", import.meta.url));
mkdirSync(out, { recursive: true });

/** Runs in the page: what is wider than the screen, and words that are cut off. */
function unfit() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const wide = scrollWidth > clientWidth ? [`${scrollWidth} px wide`] : [];
  const cut = [...document.querySelectorAll("button, p, h1, h2, h3, dd, dt, li, label")].filter(
    (element) =>
      !element.closest(".unseen") &&
      getComputedStyle(element).clipPath === "none" &&
      element.clientWidth > 0 &&
      element.scrollWidth > element.clientWidth + 1,
  );
  // What scrolls downwards must not have to be pushed sideways as well: there it is cut off without a word.
  const sideways = [...document.querySelectorAll("main *")].filter(
    (element) =>
      !element.closest(".unseen") &&
      getComputedStyle(element).overflowX === "auto" &&
      element.scrollWidth > element.clientWidth + 1,
  );
  // What to say is read at a glance, in the middle of a sentence: nobody scrolls for it.
  const notes = [...document.querySelectorAll(".now-act")].filter(
    (element) => element.scrollHeight > element.clientHeight + 1,
  );
  return [
    ...wide,
    ...notes.map(
      ({ scrollHeight, clientHeight }) => `notes: ${scrollHeight} in ${clientHeight} px`,
    ),
    ...sideways.map((element) => `wider than its place: ${element.className}`),
    ...cut.map((element) => `cut off: ${element.textContent.slice(0, 40)}`),
  ];
}

const outDir = await mkdtemp(join(tmpdir(), "cablecut-console-"));
const shared = { root, configFile: false, base: "/", logLevel: "error" };
await build({ ...shared, plugins: [react()], build: { outDir, emptyOutDir: true } });
const server = await preview({
  ...shared,
  build: { outDir },
  preview: { host: "127.0.0.1", port: 0 },
});
const origin = `http://127.0.0.1:${server.httpServer.address().port}`;
const stage = await openHarness();
const { browser } = stage;
let wrong = 0;
for (const { picture, size, language, look } of wanted) {
  const { scene, query = "", deed } = picture;
  const name = nameOf(picture);
  const page = await browser.newPage({ viewport: sizes[size] });
  // A machine that is busy with other things is slow, not wrong.
  page.setDefaultTimeout(180_000);
  page.on("pageerror", (error) => {
    wrong += 1;
    console.error(name, look, error.message);
  });
  const shown = consoleStages[scene];
  const mirror =
    shown === undefined
      ? "about:blank"
      : stage.url(`scene=${shown}&still&people=1640&lang=${language}`);
  await page.goto(
    `${origin}/?scene=${scene}&lang=${language}${query}&mirror=${encodeURIComponent(mirror)}`,
  );
  await page.waitForSelector(".console, .login");
  if (shown !== undefined) await page.frameLocator("iframe").locator("#root > *").first().waitFor();
  await page.waitForTimeout(500);
  if (deed !== undefined) await deed(page);
  await page.waitForTimeout(200);
  const faults = await page.evaluate(unfit);
  wrong += faults.length;
  if (faults.length > 0) console.error(name, look, faults);
  // A page that is longer than its screen is pictured whole, the bars at its ends.
  if ((size === "phone" || size === "tablet") && deed === undefined) {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: sizes[size].width, height });
  }
  await page.screenshot({ path: join(out, `${name}-${look}.png`) });
  await page.close();
}
await stage.close();
await new Promise((closed) => server.httpServer.close(closed));
await rm(outDir, { recursive: true });
console.log(`${wanted.length} pictures in ${out}`);
process.exitCode = wrong === 0 ? 0 : 1;
