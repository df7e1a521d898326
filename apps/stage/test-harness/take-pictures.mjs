// node apps/stage/test-harness/take-pictures.mjs [OUT_DIR] [--sheet] [--look=WORD] [scene ...]: pictures of every scene in both
// languages, sizes and views, in screenshots/stage/ (which Git ignores) where nothing else is said; every line of type is
// measured against its box. --sheet: each scene once, and all together as row 40 sees them, in colour and in grey.
// --look: only pictures whose name contains the word.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openHarness } from "./built-harness.mjs";
import { looks, scenes, sheetLook } from "./looks.mjs";
import { contactSheet } from "./contact-sheet.mjs";

const words = process.argv.slice(2);
const isSheet = words.includes("--sheet");
const wantedLook = words.find((word) => word.startsWith("--look="))?.slice(7) ?? "";
const named = words.filter((word) => !word.startsWith("--"));
const wanted = named.filter((word) => scenes.includes(word));
const usual = fileURLToPath(new URL("../../../screenshots/stage/", import.meta.url));
const out = named.find((word) => !scenes.includes(word)) ?? usual;
mkdirSync(out, { recursive: true });

const isWanted = ({ scene, name }) =>
  (wanted.length === 0 || wanted.includes(scene)) && name.includes(wantedLook);
const pictures = (isSheet ? sheetLook : [...sheetLook, ...looks]).filter(isWanted);

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
