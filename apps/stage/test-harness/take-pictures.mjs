// npm run screenshots:stage: pictures of every scene in screenshots/, which Git ignores; every line of type is measured against its
// box. All scenes together are drawn as row 40 sees them, in colour and in grey.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readProgramWords } from "@cablecut/protocol";
import { openHarness } from "./built-harness.mjs";
import { looks, sheetLook } from "./looks.mjs";
import { contactSheet } from "./contact-sheet.mjs";
import { pictureWords } from "./picture-words.mjs";

const asked = readProgramWords(pictureWords, process.argv.slice(2), process.env);
if (asked.kind !== "go") {
  (asked.kind === "help" ? console.log : console.error)(asked.text);
  process.exit(asked.kind === "help" ? 0 : 2);
}
const { words: wanted, options } = asked;
const usual = fileURLToPath(new URL("../../../screenshots/stage/", import.meta.url));
const out = options.out ?? usual;

const isWanted = ({ scene, name }) =>
  (wanted.length === 0 || wanted.includes(scene)) && name.includes(options.look);
const pictures = (options.sheet ? sheetLook : [...sheetLook, ...looks]).filter(isWanted);
if (pictures.length === 0) {
  const none = {
    en: `no picture is named like '${options.look}'`,
    zh: `没有名称含“${options.look}”的截图`,
  };
  console.error(`screenshots:stage: ${none[asked.language]}`);
  process.exit(2);
}
mkdirSync(out, { recursive: true });

/** Runs in the page: lines of type that are wider than their box, or leave the picture; on the dashboard what leaves it. */
function unfit() {
  const outside = [...document.querySelectorAll(".frame :is(table, h1, h2, p, li)")].filter(
    (element) =>
      !element.matches("[aria-hidden]") &&
      element.getBoundingClientRect().right > document.documentElement.clientWidth,
  );
  const wide = outside.map((element) => `leaves the picture: ${element.textContent.slice(0, 40)}`);
  const lines = [...document.querySelectorAll("svg text.line")].flatMap((line) => {
    const box = line.getBBox();
    const max = Number(line.dataset.max ?? 1_920);
    const isOut = box.x < 0 || box.x + box.width > 1_920;
    return box.width > max * 1.01 || isOut ? [`${line.textContent}: ${box.width} of ${max}`] : [];
  });
  return [...wide, ...lines];
}

const harness = await openHarness();
const page = await harness.browser.newPage();
// A machine that is busy with other things is slow, not wrong.
page.setDefaultTimeout(180_000);
let wrong = 0;
page.on("pageerror", (error) => {
  wrong += 1;
  console.error(error.message);
});
// A scene without a picture is looked at by nobody.
await page.goto(harness.url("scene=blank"));
await page.waitForFunction(() => "storyScenes" in window);
const drawn = new Set([...sheetLook, ...looks].map(({ scene }) => scene));
const forgotten = (await page.evaluate(() => Object.keys(window.storyScenes))).filter(
  (scene) => !drawn.has(scene),
);
wrong += forgotten.length;
if (forgotten.length > 0) console.error("there is no picture of", forgotten);
const thumbnails = [];
for (const { scene, query, width, height, name } of pictures) {
  await page.setViewportSize({ width, height });
  await page.goto(harness.url(`scene=${scene}&${query}`));
  await page.waitForFunction(() => document.getElementById("root").childElementCount > 0);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(700);
  const wide = await page.evaluate(unfit);
  wrong += wide.length;
  if (wide.length > 0) console.error(name, "does not fit:", wide);
  const bytes = await page.screenshot({ path: join(out, `${name}.png`) });
  if (query === "lang=zh" && width === 1_920) thumbnails.push(bytes);
}
if (thumbnails.length > 1) {
  const grey = "filter:grayscale(1) contrast(.85) brightness(1.1)";
  const cells = [...thumbnails, ...thumbnails.map((png) => ({ png, style: grey }))];
  await contactSheet(page, cells, join(out, "row40.png"));
}
await harness.close();
console.log(`${pictures.length} pictures in ${out}`);
process.exitCode = wrong === 0 ? 0 : 1;
