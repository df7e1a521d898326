// node apps/presenter/test-harness/take-pictures.mjs OUT_DIR [scene ...]: pictures of the console, for the eye.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const { chromium } = createRequire(join(root, "../../e2e/package.json"))("@playwright/test");
const [out, ...wanted] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

/** What is done on the page before its picture is taken. */
const deeds = {
  "holding cut": async (page) => {
    const box = await page.getByRole("button", { name: /Cut Hangzhou|切断杭州/ }).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.waitForTimeout(650);
  },
  armed: async (page) => {
    await page.keyboard.press("PageDown");
    await page.waitForTimeout(300);
  },
  guard: async (page) => {
    const rooms = page.getByRole("switch", { name: /Shanghai A [AB]|上海A [AB]/ });
    await rooms.nth(0).click();
    await page.waitForTimeout(300);
  },
  refusal: async (page) => {
    await page.getByRole("switch", { name: /Shenzhen A A|深圳A A/ }).click();
    await page.waitForTimeout(300);
  },
};
const pictures = [
  { scene: "login" },
  { scene: "wrong-pin" },
  { scene: "lobby" },
  { scene: "live" },
  { scene: "cue", deed: "holding cut" },
  { scene: "cue", deed: "armed" },
  { scene: "live", query: "&refuse", deed: "refusal" },
  { scene: "switching-early" },
  { scene: "recovered" },
  { scene: "three-cities", deed: "guard" },
  { scene: "quorum-lost" },
  { scene: "switching-moving", query: "&lost" },
].filter((picture) => wanted.length === 0 || wanted.includes(picture.scene));
const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

const server = await createServer({
  root,
  base: "/presenter/",
  logLevel: "error",
  server: { host: "127.0.0.1", port: 0, fs: { strict: false } },
});
await server.listen();
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
});
for (const { scene, query = "", deed } of pictures) {
  for (const { width, height } of sizes) {
    for (const lang of ["en", "zh"]) {
      const page = await browser.newPage({ viewport: { width, height } });
      page.on("pageerror", (error) => console.error(scene, error.message));
      const address = `http://127.0.0.1:${port}/presenter/test-harness/index.html`;
      await page.goto(`${address}?scene=${scene}&lang=${lang}${query}`);
      await page.waitForTimeout(500);
      if (deed !== undefined) await deeds[deed](page);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      if (wide) console.error(scene, lang, width, "is wider than the screen");
      const name = `${[scene, deed, lang, width].filter(Boolean).join("-").replaceAll(" ", "-")}.png`;
      await page.screenshot({ path: join(out, name), fullPage: deed === undefined && width < 500 });
      console.log(name);
      await page.close();
    }
  }
}
await browser.close();
await server.close();
