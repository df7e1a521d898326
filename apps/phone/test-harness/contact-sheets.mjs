// Screens beside each other under their names: what does not belong together shows at a glance.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sheetWidth = 1_560;
const gap = 10;

/**
 * @param {any} browser
 * @param {string} folder of the pictures; the sheets go to sheets/ in it
 * @param {readonly { name: string, width: number, height: number }[]} looks
 * @param {readonly string[]} scenes
 */
export async function layOut(browser, folder, looks, scenes) {
  const sheets = join(folder, "sheets");
  mkdirSync(sheets, { recursive: true });
  const page = await browser.newPage();
  for (const { name, width, height } of looks) {
    const columns = width > height ? 3 : 6;
    const cell = Math.floor((sheetWidth - gap * (columns + 1)) / columns);
    const rows = width > height ? 4 : 2;
    for (let at = 0; at < scenes.length; at += columns * rows) {
      const figures = scenes.slice(at, at + columns * rows).map((scene) => {
        const picture = readFileSync(join(folder, `${scene}-${name}.png`)).toString("base64");
        return `<figure><figcaption>${scene}</figcaption><img src="data:image/png;base64,${picture}" width="${cell}"></figure>`;
      });
      await page.setViewportSize({ width: sheetWidth, height: 400 });
      await page.setContent(
        `<style>body{margin:${gap}px;display:flex;flex-wrap:wrap;gap:${gap}px;background:#888;font:600 14px sans-serif}figure{margin:0}img{display:block}</style>${figures.join("")}`,
      );
      const sheet = `${name}-${String(at / (columns * rows) + 1)}.png`;
      await page.screenshot({ path: join(sheets, sheet), fullPage: true });
    }
  }
  await page.close();
}
