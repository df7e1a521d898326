import { readdirSync, readFileSync } from "node:fs";
import { chromium, type Browser } from "@playwright/test";
import { defaultTopology, type Language } from "@cablecut/protocol";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { HallFeed, type Picture } from "./hall-feed.ts";
import { PageMeter, type PageFigures } from "./page-meter.ts";
import { PageServer } from "./page-server.ts";
import { measureRestarts, type RestartFigures } from "./restart.ts";
import type { Settings } from "./words.ts";

const pictures: readonly Picture[] = ["live", "switching", "moving", "dashboard"];
const stageEveryMs = 200;
const engineEveryTurns = 5;
/** Fonts come in, and code is compiled. */
const settleMs = 4_000;
/** What is promised at 1080p without a graphics card. */
const framesMin = 30;
const mainThreadMax = 40;
/** A shorter look sees compiled code and caches come in. */
const heapJudgedFromS = 120;
const heapPerMinuteMax = 0.2;
const rightAfterMaxMs = 2_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Resolves to whether every picture kept what is promised. */
export async function measureStage(settings: Settings, language: Language): Promise<boolean> {
  const load = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(load, language);
  print(`load before ${load.toFixed(1)}; ${settings.people} windows, ${settings.rate} payments/s`);
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  });
  let isKept = true;
  try {
    for (const picture of pictures) {
      if (settings.only !== null && settings.only !== picture) continue;
      const figures = await measurePicture(browser, picture, settings);
      const kept = told(picture, figures, settings.seconds);
      isKept &&= kept;
    }
    if (settings.only === null || settings.only === "restart") {
      const kept = toldRestarts(await measureRestarts(browser));
      isKept &&= kept;
    }
  } finally {
    await browser.close();
  }
  return isKept;
}

async function measurePicture(
  browser: Browser,
  picture: Picture,
  { people, rate, seconds }: Settings,
): Promise<PageFigures> {
  const server = new PageServer((say) => feed(new HallFeed(picture, people, rate), say));
  const origin = await server.listen();
  const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
  try {
    const meter = await PageMeter.of(page);
    const view = picture === "dashboard" ? "&view=dashboard" : "";
    await page.goto(`${origin}/stage/?lang=zh${view}`);
    await page.waitForSelector("[data-testid=stage]");
    await page.waitForTimeout(settleMs);
    return await meter.measure(seconds, () => childrenOf(process.pid));
  } finally {
    await page.close();
    await server.close();
  }
}

function feed(hall: HallFeed, say: (event: string, ...values: unknown[]) => void): () => void {
  say("description", {
    showId: "bench0000000",
    topology: defaultTopology,
    joinUrl: "HTTP://192.0.2.2:2626",
    joinQr: { size: 29, path: "M0 0h7v7h-7z" },
    wifi: null,
    rehearsal: false,
  });
  say("snapshot", hall.snapshot());
  say("hall", hall.hall(true));
  say("engine", hall.engine(true));
  let turn = 0;
  const timer = setInterval(() => {
    hall.next();
    say("flows", hall.flows());
    say("snapshot", hall.snapshot());
    say("hall", hall.hall(false));
    if ((turn += 1) % engineEveryTurns === 0) say("engine", hall.engine(false));
  }, stageEveryMs);
  return () => clearInterval(timer);
}

function toldRestarts(restarts: readonly RestartFigures[]): boolean {
  const worstMs = Math.max(...restarts.map(({ rightAfterMs }) => rightAfterMs));
  const isKept = worstMs <= rightAfterMaxMs;
  const each = restarts.map(
    ({ rightAfterMs, listeningAfterMs }) =>
      `${rightAfterMs} ms (killed ${listeningAfterMs} ms before)`,
  );
  print(
    `restart    right again after the new gateway listened: ${each.join(", ")}${isKept ? "" : "  (not as promised)"}`,
  );
  return isKept;
}

function told(picture: Picture, figures: PageFigures, seconds: number): boolean {
  const { framesPerSecond, longestMs, mainThread, browser } = figures;
  const { heapBefore, heapAfter, heapPerMinute } = figures;
  const isFlat = seconds < heapJudgedFromS || heapPerMinute <= heapPerMinuteMax;
  const isKept = framesPerSecond >= framesMin && mainThread <= mainThreadMax && isFlat;
  const sign = heapPerMinute < 0 ? "−" : "+";
  const slope = `${sign}${Math.abs(heapPerMinute).toFixed(2)} MiB a minute`;
  print(
    `${picture.padEnd(10)} ${framesPerSecond.toFixed(1).padStart(5)} frames/s, longest ${longestMs.toFixed(0).padStart(4)} ms, ` +
      `main thread ${mainThread.toFixed(0).padStart(3)} %, browser ${browser.toFixed(0).padStart(3)} % of a core, ` +
      `heap ${heapBefore.toFixed(1)} → ${heapAfter.toFixed(1)} MiB, ${slope}${isKept ? "" : "  (not as promised)"}`,
  );
  return isKept;
}

/** All processes that this one started, and theirs. */
function childrenOf(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (each: number): boolean => {
    for (let at = parents.get(each); at !== undefined && at > 1; at = parents.get(at))
      if (at === pid) return true;
    return false;
  };
  return [...parents.keys()].filter(isOurs);
}
