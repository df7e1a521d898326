// node apps/stage/test-harness/take-pictures.mjs OUT_DIR [scene ...]: pictures of every scene, for the eye.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const { chromium } = createRequire(join(root, "../../e2e/package.json"))("@playwright/test");
const [out, ...wanted] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

const scenes = [
  "lobby",
  "live",
  "cue",
  "one-cable",
  "cut",
  "switching-early",
  "switching-moving",
  "recovered",
  "recovered-full-speed",
  "restored-by-hand",
  "quorum-lost",
  "blank",
];
const pictures = [
  ...scenes.map((scene) => ({ scene, query: "lang=en", width: 1920, height: 1080 })),
  ...scenes.map((scene) => ({ scene, query: "lang=zh", width: 1920, height: 1080 })),
  { scene: "lobby", query: "lang=en&wifi&rehearsal", width: 1920, height: 1080 },
  ...["lobby", "live"].flatMap((scene) =>
    ["en", "zh"].map((language) => ({
      scene,
      query: `lang=${language}&crowd`,
      width: 1920,
      height: 1080,
    })),
  ),
  { scene: "lobby", query: "lang=en&hidden", width: 1280, height: 720 },
  { scene: "switching-moving", query: "lang=en&lost", width: 1280, height: 720 },
  { scene: "recovered", query: "lang=zh&rehearsal", width: 3840, height: 2160 },
  { scene: "switching-early", query: "lang=en&grey", width: 1920, height: 1080 },
  { scene: "switching-early", query: "lang=en", width: 1024, height: 768 },
].filter((picture) => wanted.length === 0 || wanted.includes(picture.scene));

const server = await createServer({
  root,
  base: "/stage/",
  logLevel: "error",
  server: { host: "127.0.0.1", port: 0, fs: { strict: false } },
});
await server.listen();
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
});
for (const { scene, query, width, height } of pictures) {
  const page = await browser.newPage({ viewport: { width, height } });
  page.on("pageerror", (error) => console.error(scene, error.message));
  await page.goto(`http://127.0.0.1:${port}/stage/test-harness/index.html?scene=${scene}&${query}`);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(1_800);
  if (query.includes("grey")) {
    await page.addStyleTag({ content: "html{filter:grayscale(1) contrast(.8) brightness(1.15)}" });
  }
  const overflowing = await page.evaluate(() =>
    [...document.querySelectorAll(".frame *")]
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return element.childElementCount === 0 && box.width > 0 && box.right > innerWidth - 1;
      })
      .map((element) => element.textContent),
  );
  if (overflowing.length > 0) console.error(scene, query, "runs over the edge:", overflowing);
  const name = `${scene}-${query.replaceAll(/[^a-z]+/g, "-")}-${width}.png`;
  await page.screenshot({ path: join(out, name) });
  console.log(name);
  await page.close();
}
await browser.close();
await server.close();
