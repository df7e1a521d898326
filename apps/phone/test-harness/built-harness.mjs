// The harness, built once and served: a scene does not wait for modules, and nothing changes under it meanwhile.
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, preview } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const fromE2e = createRequire(new URL("../../../e2e/package.json", import.meta.url));
const { chromium } = fromE2e("@playwright/test");

/** A machine that is busy with other things is not a scene that does not come, ms. */
const patienceMs = 120_000;

/** Builds the harness and opens a browser. */
export async function openHarness() {
  const outDir = await mkdtemp(join(tmpdir(), "cablecut-phone-"));
  const shared = { root, configFile: /** @type {const} */ (false), base: "/" };
  await build({
    ...shared,
    logLevel: "error",
    plugins: [react()],
    build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 4_000 },
  });
  const server = await preview({
    ...shared,
    logLevel: "error",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0 },
  });
  const address = server.httpServer.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  });
  return {
    browser,
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      await browser.close();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

/**
 * Plays a scene on a page of the harness, until it stands.
 * @param {any} page
 * @param {string} origin
 * @param {string} language
 * @param {import("./scenes.mjs").Scene} scene
 * @param {number} settleMs
 */
export async function playScene(page, origin, language, scene, settleMs = 500) {
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${origin}/?lang=${language}&${scene.query ?? ""}`);
  // Not for what looks like it before anybody is let in: what is set then is overruled by the entrance.
  await page.waitForSelector(scene.waitsFor ?? ".account");
  if (scene.set !== undefined)
    await page.evaluate(
      `(async () => { const { gateway, phone, pages, person } = window.set; ${scene.set}; })()`,
    );
  await scene.play?.(page);
  if (scene.shows !== undefined) await page.waitForSelector(scene.shows);
  await page.waitForTimeout(Number(scene.later ?? settleMs));
}
