import { defineConfig } from "@playwright/test";

const chromiumPath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Quiet on the network, and able to run as root in a container. */
const chromiumFlags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** One show at a time: each story owns five rooms and the processor. */
export default defineConfig({
  testDir: "stories",
  testMatch: "**/*.story.ts",
  outputDir: "../test-results/stories",
  workers: 1,
  retries: 0,
  timeout: 600_000,
  // Only bounds how long a failing story takes; what is waited for comes at once where the machine is free.
  expect: { timeout: 60_000 },
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"], ["json"]],
  use: {
    browserName: "chromium",
    headless: true,
    launchOptions: { executablePath: chromiumPath, args: chromiumFlags },
    // Pictures of every page, several a second, cost more than the pages themselves, and their elements at every step a tenth
    // of a story. Whoever needs both for a red one runs it again with --trace=retain-on-failure.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
  },
});
