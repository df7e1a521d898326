// A step of npm test: every screen of the phone is read by axe (WCAG 2.1 AA), in light and English and in dark and Chinese, and
// stands in the narrowest width with letters of twice the size, with nothing cut off and its main button within reach.
// --all: every language in every theme. Scenes may be named.
import { createRequire } from "node:module";
import { openHarness, playScene } from "./built-harness.mjs";
import { scenes } from "./scenes.mjs";
import { whatIsCutOff } from "./cut-off.mjs";

const fromE2e = createRequire(new URL("../../../e2e/package.json", import.meta.url));
const { AxeBuilder } = fromE2e("@axe-core/playwright");

const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
const pairs = process.argv.includes("--all")
  ? ["en-light", "en-dark", "zh-light", "zh-dark"]
  : ["en-light", "zh-dark"];
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const chosen = Object.entries(scenes).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
);
/** Pages side by side: while a scene comes to rest on one, another is read. */
const pagesInAll = 4;
/** What is cut off is looked at so often before it counts. */
const looksMax = 10;
/** @type {string[]} */
const findings = [];
let read = 0;
let measured = 0;

/** @param {any} browser @param {string} origin @param {string} pair */
async function readAll(browser, origin, pair) {
  // Each takes the next scene that none has taken.
  const left = [...chosen];
  const pages = Math.max(1, Math.floor(pagesInAll / pairs.length));
  await Promise.all(
    Array.from({ length: pages }, () => readSome(browser, origin, pair, () => left.shift())),
  );
}

/** @param {any} browser @param {string} origin @param {string} pair @param {() => (typeof chosen)[number] | undefined} next */
async function readSome(browser, origin, pair, next) {
  const [language = "en", colorScheme] = pair.split("-");
  const context = await browser.newContext({
    viewport: { width: 390, height: 664 },
    colorScheme,
    reducedMotion: "reduce",
    hasTouch: true,
  });
  const page = await context.newPage();
  page.on("pageerror", (/** @type {Error} */ error) => findings.push(`${pair}: ${error.message}`));
  for (let taken = next(); taken !== undefined; taken = next()) {
    const [name, scene] = taken;
    await playScene(page, origin, language, scene, 250);
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      // What passes is counted, not described.
      .options({ resultTypes: ["violations"] })
      .withTags(levels)
      .analyze();
    for (const { id, help, nodes } of violations)
      for (const { target, failureSummary } of nodes.slice(0, 3))
        findings.push(
          `${name} ${pair}: ${id}, ${help}: ${target.join(" ")} ${String(failureSummary).split("\n").slice(1, 3).join(" ").trim()}`,
        );
    read += 1;
    // A language has its own lengths, a theme has none.
    for (const room of pair.endsWith("light") || pairs.length === 2 ? rooms : []) {
      await page.setViewportSize({ width: room.width, height: room.height });
      await page.evaluate(`document.documentElement.style.fontSize = "${room.letters}%"`);
      for (const cut of await cutOffAtRest(page))
        findings.push(`${name} ${language} ${room.name}: ${cut}`);
      measured += 1;
    }
    await page.setViewportSize({ width: 390, height: 664 });
  }
  await context.close();
}

/**
 * What is still cut off when the page has come to rest: what is measured by its script takes a few frames more to be right.
 * @param {any} page
 * @returns {Promise<string[]>}
 */
async function cutOffAtRest(page) {
  for (let looks = 1; ; looks += 1) {
    await page.evaluate(
      "new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))",
    );
    const cut = await page.evaluate(whatIsCutOff);
    if (cut.length === 0 || looks === looksMax) return cut;
    await new Promise((looked) => setTimeout(looked, 100));
  }
}

const rooms = [
  { name: "320 px wide, letters doubled", width: 320, height: 640, letters: 200 },
  { name: "on its side", width: 664, height: 320, letters: 100 },
];

const harness = await openHarness();
try {
  await Promise.all(pairs.map((pair) => readAll(harness.browser, harness.origin, pair)));
} finally {
  await harness.close();
}
for (const finding of findings) console.log(`  ${finding}`);
console.log(
  `${read} screens read by axe, ${measured} measured for what is cut off: ${findings.length} findings`,
);
process.exitCode = findings.length > 0 || read === 0 ? 1 : 0;
