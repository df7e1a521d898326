// The harness, built once and served: a picture does not wait for modules, and nothing changes under it meanwhile.
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, preview } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const { chromium } = createRequire(new URL("../../../e2e/package.json", import.meta.url))(
  "@playwright/test",
);

/** Builds the harness and opens a browser: `url` of a page, `close` for both. */
export async function openHarness() {
  const outDir = await mkdtemp(join(tmpdir(), "cablecut-stage-"));
  const shared = { root, configFile: false, base: "/", logLevel: "error" };
  await build({
    ...shared,
    plugins: [react()],
    build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 4_000 },
  });
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0 },
  });
  const { port } = server.httpServer.address();
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  });
  return {
    browser,
    url: (query) => `http://127.0.0.1:${port}/?${query}`,
    close: async () => {
      await browser.close();
      await new Promise((closed) => server.httpServer.close(closed));
      await rm(outDir, { recursive: true });
    },
  };
}
