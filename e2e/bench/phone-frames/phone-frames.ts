import { chromium, type Browser, type Page } from "@playwright/test";
import type { Language } from "@cablecut/protocol";
import { startShow } from "../../show-on-this-machine.ts";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { median } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { offerToWatchFrames, type WatchedFrames } from "./watched-frames.ts";
import type { Settings } from "./words.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is promised. */
const framesPerSecond = 60;
/** As fast as an older phone, and what one task may take there, ms. */
const slowdown = 4;
const longestTaskMaxMs = 50;
/** Longer than any of the phone's transitions but a toast's stay, ms. */
const watchMs = 500;
const patienceMs = 30_000;
/** What the compositor moves by itself, without another layout. */
const cheap: ReadonlySet<string> = new Set(["opacity", "transform"]);

interface Hall {
  readonly page: Page;
  readonly partner: Page;
}

interface Transition {
  readonly name: string;
  /** Gets to where it begins; nothing of it is watched. */
  readonly before?: (hall: Hall) => Promise<void>;
  readonly begin: (hall: Hall) => Promise<void>;
  /** Shows that it has happened. */
  readonly shows: string;
}

const escape = ({ page }: Hall): Promise<void> => page.keyboard.press("Escape");

/** In the order of a visit; each leaves the page where the next one begins. */
const transitions: readonly Transition[] = [
  { name: "menu", begin: ({ page }) => page.locator(".account-head").click(), shows: "dialog" },
  {
    name: "payee",
    before: escape,
    begin: ({ page }) => page.locator(".tile").nth(0).click(),
    shows: "dialog",
  },
  {
    name: "pay page",
    before: async (hall) => {
      await escape(hall);
      await hall.page.locator("dialog").waitFor({ state: "detached" });
      await escape(hall);
      await hall.page.locator(".page").waitFor({ state: "detached" });
    },
    begin: ({ page }) => page.locator(".tile").nth(1).click(),
    shows: ".pay-page",
  },
  {
    name: "result",
    begin: ({ page }) => page.locator(".key-pay").click(),
    shows: ".result-page",
  },
  {
    name: "done",
    begin: ({ page }) => page.locator(".result-page .main-button").click(),
    shows: '.home-layer[data-covered="false"]',
  },
  {
    name: "money comes",
    begin: ({ partner }) => partner.locator(".pay-partner").click(),
    shows: ".toast",
  },
  { name: "my code", begin: ({ page }) => page.locator(".tile").nth(2).click(), shows: ".qr path" },
  {
    name: "receipts",
    before: async (hall) => {
      await escape(hall);
      await hall.page.locator(".page").waitFor({ state: "detached" });
    },
    begin: ({ page }) => page.locator(".tile").nth(3).click(),
    shows: ".receipts-page",
  },
];

/** Answers whether nothing but opacity and transform was animated; how many frames there were decides nothing. */
export async function measurePhoneFrames(settings: Settings, language: Language): Promise<boolean> {
  const loadBefore = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  const show = await startShow("full-speed");
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--no-sandbox"],
  });
  try {
    // The first two live in the city that is cut, and have nobody to pay but the third, whose city is another one.
    const partner = await openPhone(browser, show.join);
    await openPhone(browser, show.join);
    const page = await openPhone(browser, show.join);
    const hall = { page, partner };
    await partner.locator(".pay-partner:enabled").waitFor({ timeout: patienceMs });
    const watched = await watchAll(hall, settings.times);
    const areCheap = transitions.map(({ name }) => tell(name, watched.get(name) ?? []));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    const slowed = await watchAll(hall, settings.times);
    for (const { name } of transitions) tellTasks(name, slowed.get(name) ?? []);
    print(`load before ${loadBefore.toFixed(1)}, after ${loadOfMachine().toFixed(1)}`);
    return areCheap.every(Boolean);
  } finally {
    await browser.close();
    await show.stop();
  }
}

async function watchAll(
  hall: Hall,
  times: number,
): Promise<ReadonlyMap<string, readonly WatchedFrames[]>> {
  const watched = new Map<string, WatchedFrames[]>();
  for (let at = 0; at < times; at += 1) {
    for (const transition of transitions) {
      const seen = await watch(hall, transition);
      watched.set(transition.name, [...(watched.get(transition.name) ?? []), seen]);
    }
    await escape(hall);
    await hall.page.locator(".page").waitFor({ state: "detached", timeout: patienceMs });
    await hall.partner.locator(".result-page .main-button").click();
    await hall.page.locator(".toast").waitFor({ state: "detached", timeout: patienceMs });
  }
  return watched;
}

async function openPhone(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  // The loader of this program names inner functions with a helper that the page does not have.
  const script = `var __name = (f) => f; (${offerToWatchFrames.toString()})();`;
  await page.addInitScript({ content: script });
  await page.goto(url, { timeout: patienceMs });
  await page.locator(".balance").waitFor({ timeout: patienceMs });
  return page;
}

async function watch(hall: Hall, { before, begin, shows }: Transition): Promise<WatchedFrames> {
  const { page } = hall;
  await before?.(hall);
  await page.waitForTimeout(watchMs);
  // Our own pages run no text as a script, so it is asked for from outside.
  await page.evaluate("window.watchFrames()");
  await begin(hall);
  await page.locator(shows).first().waitFor({ timeout: patienceMs });
  await page.waitForTimeout(watchMs);
  return page.evaluate<WatchedFrames>("window.framesWatched()");
}

function tell(name: string, watched: readonly WatchedFrames[]): boolean {
  const rates = watched.map(({ frames }) => {
    const [first = Number.NaN] = frames;
    const last = frames[frames.length - 1] ?? Number.NaN;
    return ((frames.length - 1) / (last - first)) * 1_000;
  });
  const longest = watched.map(({ frames }) =>
    Math.max(...frames.slice(1).map((at, position) => at - (frames[position] ?? at))),
  );
  const properties = [...new Set(watched.flatMap((each) => each.properties))].toSorted();
  const dear = properties.filter((property) => !cheap.has(property));
  print(
    `${name.padEnd(12)} ${median(rates).toFixed(1).padStart(5)} frames/s, ${framesPerSecond} promised; ` +
      `longest ${median(longest).toFixed(0).padStart(3)} ms; animates ${properties.join(", ") || "nothing"}` +
      `${dear.length > 0 ? `  (not as promised: ${dear.join(", ")})` : ""}`,
  );
  return watched.length > 0 && dear.length === 0;
}

function tellTasks(name: string, watched: readonly WatchedFrames[]): void {
  const tasks = watched.map(({ longestTaskMs }) => longestTaskMs);
  const times = tasks.filter((ms) => ms > 0).length;
  const longest = times === 0 ? "none" : `longest ${Math.max(...tasks).toFixed(0)} ms`;
  print(
    `${name.padEnd(12)} ${slowdown}x slower: a task above ${longestTaskMaxMs} ms in ${times} of ${watched.length}; ${longest}`,
  );
}
