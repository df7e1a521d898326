// npm run screenshots: every screen of the phone as pictures in screenshots/, which Git ignores. Says what is wider than the screen.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readProgramWords } from "@cablecut/protocol";
import { openHarness, playScene } from "./built-harness.mjs";
import { layOut } from "./contact-sheets.mjs";
import { pictureWords } from "./picture-words.mjs";
import { scenes } from "./scenes.mjs";

const asked = readProgramWords(pictureWords, process.argv.slice(2), process.env);
if (asked.kind !== "go") {
  (asked.kind === "help" ? console.log : console.error)(asked.text);
  process.exit(asked.kind === "help" ? 0 : 2);
}
const { words: wanted, options } = asked;
const folder = fileURLToPath(new URL("../../../screenshots/phone/", import.meta.url));
const scale = options.quick ? "css" : "device";

/** @type {readonly { width: number, height: number, letters?: number }[]} */
const sizes = [
  { width: 390, height: 844 },
  { width: 390, height: 664 },
  { width: 360, height: 640 },
  { width: 320, height: 568 },
  { width: 430, height: 932 },
  { width: 844, height: 390 },
  { width: 390, height: 844, letters: 200 },
];
/** @typedef {{ width: number, height: number, letters: number, language: string, theme: string, name: string }} Look */
/** @type {readonly Look[]} */
const looks = sizes
  .flatMap(({ width, height, letters = 100 }) =>
    ["en", "zh"].flatMap((language) =>
      ["light", "dark"].map((theme) => ({
        width,
        height,
        letters,
        language,
        theme,
        name: `${width}x${height}${letters === 100 ? "" : `-${letters}%`}-${language}-${theme}`,
      })),
    ),
  )
  .filter(({ name }) => name.startsWith(options.look));
if (looks.length === 0) {
  const noLook = {
    en: `no look begins with '${options.look}'`,
    zh: `没有以“${options.look}”开头的外观`,
  };
  console.error(`screenshots: ${noLook[asked.language]}`);
  process.exit(2);
}
const chosen = Object.entries(scenes).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
);
let wrong = 0;

/** @param {any} page @param {Look} look */
async function wear(page, look) {
  await page.setViewportSize({ width: look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.theme });
  // And until it has come to what is painted.
  await page.evaluate(
    `document.documentElement.style.fontSize = "${look.letters}%";
     new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))`,
  );
}

/**
 * A scene that stays is played once for all looks of a language, one that passes for each of them.
 * @param {any} page @param {string} origin @param {string} language
 */
async function takeAll(page, origin, language) {
  const own = looks.filter((look) => look.language === language);
  for (const [name, scene] of chosen) {
    let played = false;
    for (const look of own) {
      if (!played || scene.passes === true) {
        await wear(page, { ...look, letters: 100 });
        await playScene(page, origin, language, scene);
      }
      played = true;
      await wear(page, look);
      const wide = await page.evaluate("document.documentElement.scrollWidth");
      if (wide > look.width) {
        wrong += 1;
        console.error(`${name} ${look.name}: ${wide} px wide`);
      }
      await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), scale });
    }
  }
}

mkdirSync(folder, { recursive: true });
const harness = await openHarness();
try {
  await Promise.all(
    ["en", "zh"].map(async (language) => {
      const page = await harness.browser.newPage({ deviceScaleFactor: 2, hasTouch: true });
      page.on("pageerror", (/** @type {Error} */ error) => {
        wrong += 1;
        console.error("page error:", error.message);
      });
      await takeAll(page, harness.origin, language);
      await page.close();
    }),
  );
  await layOut(
    harness.browser,
    folder,
    looks,
    chosen.map(([name]) => name),
  );
} finally {
  await harness.close();
}
console.log(`screens in ${folder}`);
process.exitCode = wrong === 0 ? 0 : 1;
