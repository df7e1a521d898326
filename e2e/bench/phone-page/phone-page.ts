import { chromium, expect, type Browser } from "@playwright/test";
import type { Language } from "@cablecut/protocol";
import { startShow } from "../../show-on-this-machine.ts";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { median } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { openQuietPage, type QuietPage } from "./quiet-page.ts";
import { openSlowLine } from "./slow-line.ts";
import { watchPage, type Watched } from "./watched-page.ts";
import type { Settings } from "./words.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is promised, ms. */
const shellMaxMs = 1_200;
const usableMaxMs = 2_000;
/**
 * A new window of Chromium loads pages of its own, for its address bar, with as much of the processor as ours takes: a phone's
 * browser has done that before a page is asked for.
 */
const windowOpensMs = 2_500;
/** For one opening of the page. */
const patienceMs = 60_000;

/**
 * What phones open is no address of the loopback, to which browsers offer br: a hall gets gzip, and no more trust than plain
 * http has.
 */
const hallHost = "hall.test";

interface Opening extends Watched {
  /** Everything that came over the wire until the account stood there, sockets and headers included. */
  readonly bytes: number;
  /** The page's processor was busy so long, ms. */
  readonly busyMs: number;
  /** The answer that let the phone in had come, ms since the page was asked for. */
  readonly letInMs: number;
}

/** Answers whether the account opened every time; how fast it was decides nothing. */
export async function measurePhonePage(settings: Settings, language: Language): Promise<boolean> {
  const loadBefore = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  const { times, slowdown, kbits, latency } = settings;
  print(`opened ${times} times; ${slowdown}x slower, ${kbits} kbit/s, ${latency} ms for each turn`);
  const show = await startShow("full-speed");
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--no-sandbox",
      `--host-resolver-rules=MAP ${hallHost} 127.0.0.1`,
    ],
  });
  try {
    const port = Number(new URL(show.join).port);
    // The browser's own first page and the gateway's first answer are not what is measured.
    await openOnce(browser, port, { ...settings, slowdown: 1, kbits: 1_000_000, latency: 0 });
    const openings: Opening[] = [];
    for (let at = 0; at < times; at += 1) {
      const opening = await openOnce(browser, port, settings);
      openings.push(opening);
      print(`  ${at + 1}: ${inWords(opening)}`);
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

function inWords(opening: Opening): string {
  const { shellMs, scriptsMs, startedMs, letInMs, usableMs } = opening;
  const moments = { shell: shellMs, "scripts there": scriptsMs, "drawing begins": startedMs };
  const told = Object.entries({ ...moments, "let in": letInMs, account: usableMs });
  const { busyMs, longestTaskMs, bytes } = opening;
  return (
    `${told.map(([what, ms]) => `${what} ${ms.toFixed(0)}`).join(", ")} ms; ` +
    `busy ${busyMs.toFixed(0)} ms, longest task ${longestTaskMs.toFixed(0)} ms; ${(bytes / 1_000).toFixed(1)} kB`
  );
}

/** With nothing in any cache, and an account that does not exist yet. */
async function openOnce(browser: Browser, port: number, settings: Settings): Promise<Opening> {
  const line = await openSlowLine(port, settings);
  const page = await openQuietPage(browser);
  try {
    await page.send("Page.enable");
    await page.send("Emulation.setDeviceMetricsOverride", {
      width: 390,
      height: 844,
      deviceScaleFactor: 2,
      mobile: true,
    });
    await page.send("Emulation.setTouchEmulationEnabled", { enabled: true });
    const letInMs = await noteEntrance(page);
    await page.send("Performance.enable");
    await page.send("Emulation.setCPUThrottlingRate", { rate: settings.slowdown });
    // The loader of this program names inner functions with a helper that the page does not have.
    const source = `var __name = (f) => f; (${watchPage.toString()})();`;
    await page.send("Page.addScriptToEvaluateOnNewDocument", { source });
    await new Promise((opened) => setTimeout(opened, windowOpensMs));
    await page.send("Page.navigate", { url: `http://${hallHost}:${line.port}/` });
    // Our own pages run no text as a script, so it is asked for from outside.
    const watched = async (): Promise<Watched | undefined> =>
      (await page.read("window.watched")) as Watched | undefined;
    await expect
      .poll(async () => (await watched())?.usableMs ?? null, { timeout: patienceMs })
      .not.toBeNull();
    const seen = (await watched())!;
    return { ...seen, bytes: line.bytesDown, busyMs: await busyMs(page), letInMs: letInMs() };
  } finally {
    await page.close();
    line.close();
  }
}

async function busyMs(page: QuietPage): Promise<number> {
  const metrics = (await page.send("Performance.getMetrics"))["metrics"] as readonly Metric[];
  const busy = metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  return busy * 1_000;
}

interface Metric {
  readonly name: string;
  readonly value: number;
}

/** Returns what tells when the phone was let in. */
async function noteEntrance(page: QuietPage): Promise<() => number> {
  let asked = Number.NaN;
  let letIn = Number.NaN;
  page.on("Network.requestWillBeSent", ({ type, timestamp }) => {
    if (type === "Document") asked = Number(timestamp);
  });
  page.on("Network.webSocketFrameReceived", ({ timestamp, response }) => {
    const { payloadData } = response as { readonly payloadData: string };
    if (Number.isNaN(letIn) && payloadData.includes('"ok":true')) letIn = Number(timestamp);
  });
  await page.send("Network.enable");
  return () => (letIn - asked) * 1_000;
}
