// npm run screenshots [-- --look=360x640 scene ...]: every screen of the phone, in both languages, both themes and three sizes, as PNG
// in screenshots/phone/, which Git ignores. Says what is wider than the screen.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openHarness, playScene } from "./built-harness.mjs";
import { scenes } from "./scenes.mjs";

const folder = fileURLToPath(new URL("../../../screenshots/phone/", import.meta.url));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
/** `--look=360x640-zh`: only looks whose names begin so. */
const wantedLook = process.argv.find((word) => word.startsWith("--look="))?.slice(7) ?? "";

const sizes = [
  { width: 390, height: 844 },
  { width: 390, height: 664 },
  { width: 360, height: 640 },
];
const looks = sizes.flatMap((size) =>
  ["en", "zh"].flatMap((language) =>
    ["light", "dark"].map((theme) => ({
      ...size,
      language,
      theme,
      name: `${size.width}x${size.height}-${language}-${theme}`,
    })),
  ),
);

mkdirSync(folder, { recursive: true });
const harness = await openHarness();
let wrong = 0;
for (const look of looks.filter(({ name }) => name.startsWith(wantedLook))) {
  const page = await harness.browser.newPage({
    viewport: { width: look.width, height: look.height },
    deviceScaleFactor: 2,
    colorScheme: look.theme,
    hasTouch: true,
  });
  page.on("pageerror", (/** @type {Error} */ error) => {
    wrong += 1;
    console.error("page error:", error.message);
  });
  for (const [name, scene] of Object.entries(scenes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await playScene(page, harness.origin, look.language, scene);
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    if (wide > look.width) {
      wrong += 1;
      console.error(`${name} ${look.name}: ${wide} px wide`);
    }
    await page.screenshot({ path: join(folder, `${name}-${look.name}.png`) });
  }
  await page.close();
}
await harness.close();
console.log(`screens in ${folder}`);
process.exitCode = wrong === 0 ? 0 : 1;
