// node scripts/build.mjs [app ...]: bundles the named apps, or all of them, into dist/.
// Servers become one file each (they start in a tenth of a second), pages go to dist/web/<app>/.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundleServer } from "esbuild";
import { compressFiles } from "./compressed.mjs";
import { browserApps, serverApps } from "./prepare.mjs";
import { serverBundle } from "./server-bundle.mjs";

// Whoever starts us may have NODE_ENV set; what people get is React as it is meant for them, a third smaller and faster.
process.env["NODE_ENV"] = "production";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} app */
async function buildServer(app) {
  await bundleServer(serverBundle(app, join(root, "dist")));
}

/**
 * Builds a page with the vite of the app itself and its vite.config.ts.
 * @param {string} app
 */
async function buildPage(app) {
  const folder = join(root, "apps", app);
  const vitePath = createRequire(join(folder, "package.json")).resolve("vite");
  /** @type {{ build(settings: object): Promise<unknown> }} */
  const vite = await import(pathToFileURL(vitePath).href);
  const outDir = join(root, "dist", "web", app);
  await vite.build({
    root: folder,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: true,
      manifest: true,
      reportCompressedSize: false,
    },
  });
  compressFiles(outDir);
}

/** @param {string} app */
function entryOf(app) {
  return browserApps.includes(app) ? `apps/${app}/index.html` : `apps/${app}/src/main.ts`;
}

const wanted = process.argv.slice(2);
const apps = wanted.length > 0 ? wanted : [...serverApps, ...browserApps];

for (const app of apps) {
  if (!serverApps.includes(app) && !browserApps.includes(app)) {
    console.error(
      `There is no app ${app}; there are ${[...serverApps, ...browserApps].join(", ")}.`,
    );
    process.exitCode = 2;
  } else if (!existsSync(join(root, entryOf(app)))) {
    console.error(`apps/${app} cannot be built: ${entryOf(app)} is missing.`);
    process.exitCode = 1;
  } else {
    const started = performance.now();
    try {
      await (browserApps.includes(app) ? buildPage(app) : buildServer(app));
      console.log(`built ${app} in ${Math.round(performance.now() - started)} ms`);
    } catch (error) {
      // esbuild has printed its errors already; the other apps are still worth building.
      if (browserApps.includes(app)) console.error(error instanceof Error ? error.message : error);
      console.error(`apps/${app} could not be built.`);
      process.exitCode = 1;
    }
  }
}
