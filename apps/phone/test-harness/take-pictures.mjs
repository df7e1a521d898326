// node apps/phone/test-harness/take-pictures.mjs <folder> [scene ...]: one PNG a scene and language.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const e2ePackage = new URL("../../../e2e/package.json", import.meta.url);
const { chromium } = createRequire(e2ePackage)("@playwright/test");
const [folder = "/tmp/phone-pictures", ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

/** @type {Record<string, { query?: string, play?: (page: any) => Promise<void>, lines?: number }>} */
const scenes = {
  entering: {
    play: set(
      "gateway.doorSays = 'no-room'; phone.store.setState({ entry: { kind: 'entering', refusal: 'no-room' }, profile: null })",
    ),
  },
  asking: { query: "pay=10571" },
  lobby: {},
  alone: { query: "alone=1" },
  live: { query: "lines=9" },
  receiving: { query: "lines=4", play: set("gateway.receive(person(402, 4), 12345)") },
  cue: { query: "lines=4", play: set("gateway.change({ cue: { on: true, amountCents: 888 } })") },
  abnormal: {
    query: "lines=4",
    play: async (page) => {
      await set("gateway.rooms({ 0: 'abnormal', 1: 'abnormal' })")(page);
      await page.locator(".pay-partner").click();
    },
  },
  "switching-own": {
    query: "lines=4",
    play: async (page) => {
      await set("gateway.rooms({ 0: 'abnormal', 1: 'abnormal' })")(page);
      await page.locator(".pay-partner").click();
      await page.waitForTimeout(300);
      await set("gateway.rooms({ 0: 'switching', 1: 'switching' })")(page);
      await page.waitForTimeout(800);
      await page.locator(".pay-partner").click();
    },
  },
  "switching-quiet": {
    query: "lines=4",
    play: set("gateway.rooms({ 0: 'switching', 1: 'switching' })"),
  },
  "switching-payee": {
    query: "city=sh&lines=4",
    play: async (page) => {
      await set("gateway.rooms({ 0: 'switching', 1: 'switching' })")(page);
      for (let tap = 0; tap < 3; tap += 1) {
        await page.locator(".pay-partner").click();
        await page.waitForTimeout(800);
      }
    },
  },
  elsewhere: {
    query: "city=sh&lines=4",
    play: set("gateway.rooms({ 0: 'abnormal', 1: 'abnormal' })"),
  },
  recovered: {
    query: "lines=4",
    play: async (page) => {
      await set("gateway.rooms({ 0: 'switching', 1: 'switching' })")(page);
      await page.locator(".pay-partner").click();
      await page.waitForTimeout(300);
      await set("gateway.rooms({ 0: 'dark', 1: 'dark' }, 2)")(page);
      await page.waitForTimeout(900);
    },
  },
  verified: {
    query: "lines=9",
    play: async (page) => {
      await set("gateway.rooms({ 0: 'switching', 1: 'switching' })")(page);
      await set("gateway.rooms({ 0: 'dark', 1: 'dark' }, 2)")(page);
      for (let tap = 0; tap < 3; tap += 1) {
        await page.locator(".pay-partner").click();
        await page.waitForTimeout(800);
      }
      await set("gateway.say('verifyReceipts', { incident: 1, spreadMs: 100 })")(page);
    },
  },
  receipts: {
    query: "lines=2",
    play: async (page) => {
      for (let tap = 0; tap < 3; tap += 1) {
        await page.locator(".pay-partner").click();
        await page.waitForTimeout(800);
      }
      await set("gateway.say('verifyReceipts', { incident: 1, spreadMs: 100 })")(page);
      await page.waitForTimeout(300);
      await page.locator(".tile").nth(3).click();
    },
  },
  "receipt-missing": {
    query: "lines=2",
    play: async (page) => {
      await page.locator(".pay-partner").click();
      await page.waitForTimeout(300);
      await set(
        "gateway.check = 'missing'; gateway.say('verifyReceipts', { incident: 1, spreadMs: 100 })",
      )(page);
      await page.waitForTimeout(300);
      await page.locator(".prompt").click();
    },
  },
  "pay-sheet": {
    query: "lines=2",
    play: async (page) => {
      await page.locator(".tile").nth(0).click();
      await page.waitForTimeout(600);
      await page.locator("input").first().fill("10402");
    },
  },
  "pay-refused": {
    query: "lines=2",
    play: async (page) => {
      await page.locator(".tile").nth(0).click();
      await page.waitForTimeout(600);
      await page.locator("input").first().fill("99402");
      await page.locator("input").nth(1).fill("20000");
    },
  },
  "my-code": { play: (page) => page.locator(".tile").nth(1).click() },
  history: { query: "lines=14", play: (page) => page.locator(".tile").nth(2).click() },
  superseded: { play: set("gateway.say('superseded')") },
  "server-gone": {
    query: "lines=4",
    play: set("gateway.answers = false; gateway.disconnect(); gateway.say('connect_error')"),
  },
  "network-gone": {
    query: "lines=4",
    play: set("gateway.disconnect(); window.dispatchEvent(new Event('offline'))"),
  },
  "no-quorum": {
    query: "lines=4",
    play: set(
      "gateway.rooms({ 0: 'abnormal', 1: 'abnormal', 2: 'abnormal' }); gateway.change({ quorum: false, answering: 2 })",
    ),
  },
  "long-names": {
    query: "lines=4&long=1&private=1",
    play: (page) => page.locator(".pay-partner").click(),
  },
};

/** @param {string} code */
function set(code) {
  return async (/** @type {any} */ page) => {
    await page.evaluate(`(() => { const { gateway, phone, person } = window.set; ${code}; })()`);
  };
}

const server = await createServer({
  configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)),
  server: { port: 0, host: "127.0.0.1", hmr: false, watch: null },
  logLevel: "warn",
});
await server.listen();
const address = server.httpServer?.address();
const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const looks = [
  { name: "en", language: "en", width: 390, height: 844 },
  { name: "zh", language: "zh", width: 390, height: 844 },
  { name: "small", language: "en", width: 320, height: 640 },
];
for (const look of looks) {
  const page = await browser.newPage({
    viewport: { width: look.width, height: look.height },
    deviceScaleFactor: 1.5,
  });
  /** @type {Map<number, string[]>} Where the big button stands, and in which scenes: it must not move. */
  const tops = new Map();
  page.on("pageerror", (error) => console.error("page error:", error.message));
  page.on("console", (line) => {
    if (line.type() === "error") console.error("console:", line.text());
  });
  for (const [name, scene] of Object.entries(scenes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await page.goto(`${origin}/?lang=${look.language}&${scene.query ?? ""}`);
    await page.waitForSelector(name === "asking" ? ".entry-screen" : ".home");
    await scene.play?.(page);
    await page.waitForTimeout(900);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    const top = await page.evaluate(
      () => document.querySelector(".pay-partner")?.getBoundingClientRect().top ?? null,
    );
    if (top !== null && !name.includes("names")) tops.set(top, [...(tops.get(top) ?? []), name]);
    if (width > look.width) console.error(`${name} ${look.name}: ${width} px wide`);
    await page.screenshot({ path: join(folder, `${name}-${look.name}.png`) });
  }
  if (tops.size > 1) console.error(look.name, "the page jumps:", tops);
  await page.close();
}
await browser.close();
await server.close();
