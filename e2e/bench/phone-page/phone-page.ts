import { chromium, expect, type Browser, type CDPSession } from "@playwright/test";
import type { Language } from "@cablecut/protocol";
import { startShow } from "../../show-on-this-machine.ts";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { median } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { watchPage, type Watched } from "./watched-page.ts";
import type { Settings } from "./words.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is promised, ms. */
const shellMaxMs = 1_200;
const usableMaxMs = 2_000;
/** For one opening of the page. */
const patienceMs = 60_000;

interface Opening extends Watched {
  /** Everything that came over the wire until the account stood there, bodies and headers. */
  readonly bytes: number;
}

/** Answers whether the account opened every time; how fast it was decides nothing. */
export async function measurePhonePage(settings: Settings, language: Language): Promise<boolean> {
  const loadBefore = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  const { times, slowdown, kbits, latency } = settings;
  print(`opened ${times} times; ${slowdown}x slower, ${kbits} kbit/s, ${latency} ms more each way`);
  const show = await startShow("full-speed");
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--no-sandbox"],
  });
  try {
    // The browser's own first page and the gateway's first answer are not what is measured.
    await openOnce(browser, show.join, { ...settings, slowdown: 1, kbits: 1_000_000, latency: 0 });
    const openings: Opening[] = [];
    for (let at = 0; at < times; at += 1) {
      const opening = await openOnce(browser, show.join, settings);
      openings.push(opening);
      print(
        `  ${at + 1}: shell ${opening.shellMs.toFixed(0)}, drawing begins ${opening.startedMs.toFixed(0)}, ` +
          `account ${opening.usableMs.toFixed(0)} ms; longest task ${opening.longestTaskMs.toFixed(0)} ms; ${(opening.bytes / 1_000).toFixed(1)} kB`,
      );
    }
    const shell = median(openings.map(({ shellMs }) => shellMs));
    const usable = median(openings.map(({ usableMs }) => usableMs));
    print(`shell painted: median ${shell.toFixed(0)} ms, ${shellMaxMs} promised`);
    print(`account shown and usable: median ${usable.toFixed(0)} ms, ${usableMaxMs} promised`);
    print(`load before ${loadBefore.toFixed(1)}, after ${loadOfMachine().toFixed(1)}`);
    return openings.every(({ usableMs }) => Number.isFinite(usableMs));
  } finally {
    await browser.close();
    await show.stop();
  }
}

/** With nothing in any cache, and an account that does not exist yet. */
async function openOnce(browser: Browser, url: string, settings: Settings): Promise<Opening> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const bytes = await slowDown(devtools, settings);
    // The loader of this program names inner functions with a helper that the page does not have.
    await page.addInitScript({ content: `var __name = (f) => f; (${watchPage.toString()})();` });
    await page.goto(url, { waitUntil: "commit", timeout: patienceMs });
    // Our own pages run no text as a script, so it is asked for from outside.
    const watched = (): Promise<Watched> => page.evaluate<Watched>("window.watched");
    await expect
      .poll(async () => (await watched()).usableMs, { timeout: patienceMs })
      .not.toBeNull();
    return { ...(await watched()), bytes: bytes() };
  } finally {
    await context.close();
  }
}

/** Returns what tells how many bytes have come. */
async function slowDown(
  devtools: CDPSession,
  { slowdown, kbits, latency }: Settings,
): Promise<() => number> {
  let bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await devtools.send("Network.enable");
  const bytesPerSecond = (kbits * 1_000) / 8;
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond / 2,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  return () => bytes;
}
