// node apps/stage/test-harness/take-pictures.mjs OUT_DIR [--sheet] [scene ...]: pictures of every scene, for the eye, and
// every line of type measured against its box. --sheet: each scene once, and all of them together as row 40 sees them.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const { chromium } = createRequire(join(root, "../../e2e/package.json"))("@playwright/test");
const [out, ...asked] = process.argv.slice(2);
const isSheet = asked.includes("--sheet");
const wanted = asked.filter((word) => !word.startsWith("--"));
mkdirSync(out, { recursive: true });

const scenes = [
  "lobby",
  "live",
  "one-cable",
  "cue",
  "hold-up",
  "cut",
  "abnormal",
  "switching",
  "moving",
  "recovered",
  "proof",
  "full-speed",
  "report",
  "missing",
  "no-failover",
  "quorum-lost",
  "starting",
  "blank",
];
const full = { width: 1920, height: 1080 };
const sheet = scenes.map((scene) => ({ scene, query: "lang=zh", ...full }));
const others = [
  ...scenes.map((scene) => ({ scene, query: "lang=en&only=en", ...full })),
  ...scenes.map((scene) => ({ scene, query: "lang=zh&only=zh", ...full })),
  ...scenes.map((scene) => ({ scene, query: "lang=en&view=dashboard", ...full })),
  ...["lobby", "live", "switching", "recovered"].flatMap((scene) =>
    [8, 2_000].map((people) => ({ scene, query: `lang=zh&people=${people}`, ...full })),
  ),
  { scene: "lobby", query: "lang=zh&wifi&rehearsal", ...full },
  { scene: "live", query: "lang=zh&hidden", ...full },
  { scene: "switching", query: "lang=zh&lost", ...full },
  { scene: "proof", query: "lang=zh&lost", ...full },
  { scene: "moving", query: "lang=zh&rehearsal", width: 1024, height: 768 },
  { scene: "moving", query: "lang=zh", width: 2560, height: 1080 },
  { scene: "proof", query: "lang=zh", width: 3840, height: 2160 },
  { scene: "switching", query: "lang=zh", width: 1280, height: 720 },
];
const pictures = (isSheet ? sheet : [...sheet, ...others]).filter(
  ({ scene }) => wanted.length === 0 || wanted.includes(scene),
);

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

/** Runs in the page: lines of type that are wider than their box, or leave the picture. */
function unfit() {
  return [...document.querySelectorAll("svg text.line")].flatMap((line) => {
    const box = line.getBBox();
    const max = Number(line.dataset.max ?? 1_920);
    const isOut = box.x < 0 || box.x + box.width > 1_920;
    return box.width > max * 1.01 || isOut ? [`${line.textContent}: ${box.width} of ${max}`] : [];
  });
}

const page = await browser.newPage();
page.on("pageerror", (error) => console.error(error.message));
const thumbnails = [];
for (const { scene, query, width, height } of pictures) {
  await page.setViewportSize({ width, height });
  await page.goto(
    `http://127.0.0.1:${port}/stage/test-harness/index.html?scene=${scene}&${query}`,
    { timeout: 240_000 },
  );
  await page.waitForFunction(() => document.getElementById("root").childElementCount > 0, null, {
    timeout: 240_000,
  });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(1_200);
  const wide = await page.evaluate(unfit);
  if (wide.length > 0) console.error(scene, query, "does not fit:", wide);
  const name = `${scene}-${query.replaceAll(/[^a-z0-9]+/g, "-")}-${width}.png`;
  const bytes = await page.screenshot({ path: join(out, name) });
  if (isSheet) thumbnails.push(bytes.toString("base64"));
  console.log(name);
}
if (isSheet) {
  const cells = (style) =>
    thumbnails.map((png) => `<img style="${style}" src="data:image/png;base64,${png}">`).join("");
  await page.setViewportSize({ width: 1_640, height: 600 });
  await page.setContent(
    `<style>body{margin:8px;background:#444;display:flex;flex-wrap:wrap;gap:8px}img{width:400px;height:225px}</style>
    ${cells("")}${cells("filter:grayscale(1) contrast(.85) brightness(1.1)")}`,
  );
  await page.screenshot({ path: join(out, "row40.png"), fullPage: true });
  console.log("row40.png");
}
await browser.close();
await server.close();
