// Finds a Chromium for the stories, and installs one where that is possible.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const e2eFolder = fileURLToPath(new URL("../e2e/", import.meta.url));
const installTimeoutMs = 5 * 60_000;
const versionTimeoutMs = 30_000;

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * In this order: $CHROMIUM_PATH, the usual places, Playwright's own, Playwright's download, and as
 * root on Debian the distribution's package.
 * @returns {Promise<{ path: string, refusal?: undefined } | { path?: undefined, refusal: string }>}
 */
export async function findChromium() {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") {
    if (starts(named)) return { path: named };
    return { refusal: `CHROMIUM_PATH names ${named}, which does not start` };
  }
  const present = [...usualPlaces, playwrightChromium()].find(starts);
  if (present !== undefined) return { path: present };

  console.log("No Chromium found; downloading Playwright's ...");
  run(process.execPath, [
    join(e2eFolder, "node_modules/@playwright/test/cli.js"),
    "install",
    "chromium",
  ]);
  const downloaded = playwrightChromium();
  if (starts(downloaded)) return { path: downloaded };

  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Debian's chromium ...");
    run("apt-get", ["update"]);
    run("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]);
    const packaged = usualPlaces.find(starts);
    if (packaged !== undefined) return { path: packaged };
  }
  return { refusal: "no Chromium: install one, or set CHROMIUM_PATH to its program" };
}

/** Where Playwright would keep its own Chromium. */
function playwrightChromium() {
  const { chromium } = createRequire(join(e2eFolder, "package.json"))("@playwright/test");
  return /** @type {string} */ (chromium.executablePath());
}

/** @param {string} path */
function starts(path) {
  if (!existsSync(path)) return false;
  return spawnSync(path, ["--version"], { timeout: versionTimeoutMs }).status === 0;
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  spawnSync(program, args, {
    stdio: ["ignore", "inherit", "inherit"],
    timeout: installTimeoutMs,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
