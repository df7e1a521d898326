import type { CDPSession, Page } from "@playwright/test";
import { processorTime } from "../machine.ts";
import { heapPerMinute, type HeapSample } from "./heap-slope.ts";

export interface PageFigures {
  /** Times per second that the page drew something. */
  readonly framesPerSecond: number;
  /** Longest time between two drawings, ms. */
  readonly longestMs: number;
  /** Of one core, %. */
  readonly mainThread: number;
  /** All processes of the browser together, of one core, %. */
  readonly browser: number;
  /** After a collection each, MiB: at the beginning and at the end, and how it grew in between. */
  readonly heapBefore: number;
  readonly heapAfter: number;
  readonly heapPerMinute: number;
}

/** The heap is looked at so many times while a picture is measured; each look collects the garbage first. */
const heapParts = 6;

/** Runs in the page before anything else: how often it draws is what its canvases see. */
function countDrawings(): void {
  const drawn: number[] = [];
  Object.assign(globalThis, { drawn });
  const proto = CanvasRenderingContext2D.prototype;
  let lastFrame = 0;
  for (const name of ["fillRect", "stroke", "clearRect", "drawImage"] as const) {
    const original = proto[name] as (...values: unknown[]) => void;
    Object.assign(proto, {
      [name](this: CanvasRenderingContext2D, ...values: unknown[]) {
        const now = document.timeline.currentTime as number;
        if (now !== lastFrame) drawn.push((lastFrame = now));
        original.apply(this, values);
      },
    });
  }
}

/** What a page costs, measured from outside of it. */
export class PageMeter {
  readonly #page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<PageMeter> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.addInitScript(countDrawings);
    return new PageMeter(page, cdp);
  }

  /** `browserPids`: of the browser's processes at this moment. */
  async measure(seconds: number, browserPids: () => readonly number[]): Promise<PageFigures> {
    const heap: HeapSample[] = [];
    const look = async (): Promise<void> =>
      void heap.push({ atS: performance.now() / 1_000, mebibytes: await this.#heap() });
    await look();
    await this.#page.evaluate("drawn.length = 0");
    const before = await this.#taskSeconds();
    const cpuBefore = sumOf(browserPids());
    const sinceMs = performance.now();
    for (let part = 0; part < heapParts; part += 1) {
      if (part > 0) await look();
      await this.#page.waitForTimeout((seconds * 1_000) / heapParts);
    }
    const tookS = (performance.now() - sinceMs) / 1_000;
    const mainThread = ((await this.#taskSeconds()) - before) / tookS;
    const browser = (sumOf(browserPids()) - cpuBefore) / tookS;
    const drawn = await this.#page.evaluate<number[]>("drawn.slice()");
    const gaps = drawn.slice(1).map((at, position) => at - (drawn[position] ?? at));
    await look();
    return {
      framesPerSecond: drawn.length / tookS,
      longestMs: Math.max(0, ...gaps),
      mainThread: mainThread * 100,
      browser: browser * 100,
      heapBefore: heap[0]?.mebibytes ?? Number.NaN,
      heapAfter: heap.at(-1)?.mebibytes ?? Number.NaN,
      heapPerMinute: heapPerMinute(heap),
    };
  }

  async #taskSeconds(): Promise<number> {
    const { metrics } = await this.#cdp.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  }

  async #heap(): Promise<number> {
    await this.#cdp.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.#cdp.send("Runtime.getHeapUsage");
    return usedSize / 2 ** 20;
  }
}

function sumOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const { user, kernel } = processorTime(pid);
    return sum + (Number.isNaN(user) ? 0 : user + kernel);
  }, 0);
}
