import type { Browser, Page } from "@playwright/test";
import { PageServer } from "../bench/stage/page-server.ts";
import type { FeedRecording, ToldFrame } from "./feed-recording.ts";

/** Of the page's time, ms: nothing in a picture is off by more. */
const stepMs = 20;
/** A machine that is busy is slow, not wrong: nothing here depends on how long a step takes. */
const patienceMs = 180_000;
const pausedAfterMs = 1_000;
/** Of a tenth of a second each: the page asks again after a while where its socket did not open. */
const triesMax = 200;

/**
 * The built page of the big screen, to which a recorded feed arrives at its recorded times, while time itself only goes on by
 * `advanceTo`: timers, frames and animations of the page stand still in between, so each moment is drawn in full before it is
 * photographed, however slow the machine draws.
 */
export class ReplayedPage {
  readonly #page: Page;
  readonly #server: PageServer;
  #nowMs = 0;

  private constructor(page: Page, server: PageServer) {
    this.#page = page;
    this.#server = server;
  }

  static async open(browser: Browser, recording: FeedRecording): Promise<ReplayedPage> {
    const server = new PageServer(() => () => {});
    const origin = await server.listen();
    const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
    page.setDefaultTimeout(patienceMs);
    await page.clock.install({ time: Date.now() });
    page.on("pageerror", (error) => console.error(error));
    // What is compiled on the way names its functions by a helper that the page does not have.
    await page.addInitScript("globalThis.__name = (named) => named");
    await page.addInitScript(speakRecorded, recording.frames);
    await page.addInitScript(holdAnimations);
    await page.goto(`${origin}/stage/?lang=zh`);
    // Time has gone on until here, and there is no way back.
    await page.clock.pauseAt((await page.evaluate<number>("Date.now()")) + pausedAfterMs);
    for (let tries = 0; !(await page.evaluate<boolean>("startRecorded()")); tries += 1) {
      if (tries === triesMax) throw new Error("the page of the big screen asks for no socket");
      await page.clock.runFor(100);
    }
    return new ReplayedPage(page, server);
  }

  async advanceTo(toMs: number): Promise<void> {
    while (this.#nowMs < toMs) {
      const step = Math.min(stepMs, toMs - this.#nowMs);
      await this.#page.clock.runFor(step);
      this.#nowMs += step;
      await this.#page.evaluate(`heldAt(${this.#nowMs})`);
    }
  }

  async photograph(): Promise<Buffer> {
    // Fonts come in by the slice, when their first word is drawn.
    await this.#page.evaluate("document.fonts.ready.then(() => undefined)");
    return this.#page.screenshot({ timeout: patienceMs });
  }

  async close(): Promise<void> {
    await this.#page.close();
    await this.#server.close();
  }
}

/** Runs in the page before anything else: the socket that it opens speaks what was recorded, once `startRecorded` is called. */
function speakRecorded(frames: readonly ToldFrame[]): void {
  let waiting: RecordedSocket | null = null;
  const waits = (socket: RecordedSocket): void => void (waiting = socket);
  class RecordedSocket extends EventTarget {
    readonly OPEN = 1;
    readonly CLOSED = 3;
    readyState = 0;
    binaryType = "blob";
    bufferedAmount = 0;
    onopen: (() => void) | null = null;
    onmessage: ((message: { data: string }) => void) | null = null;
    onclose: (() => void) | null = null;
    onerror: (() => void) | null = null;

    constructor() {
      super();
      waits(this);
    }

    open(): void {
      this.readyState = this.OPEN;
      this.onopen?.();
      const open = { sid: "recorded", upgrades: [], pingInterval: 600_000, pingTimeout: 600_000 };
      this.#say(`0${JSON.stringify({ ...open, maxPayload: 10_000_000 })}`);
    }

    send(data: unknown): void {
      if (typeof data !== "string" || !data.startsWith("40/stage,")) return;
      // Never before the page has got out of its call: no network answers so soon, and nobody would listen yet.
      queueMicrotask(() => this.#say('40/stage,{"sid":"recorded"}'));
      for (const { atMs, event, values } of frames)
        setTimeout(() => this.#say(`42/stage,${JSON.stringify([event, ...values])}`), atMs);
    }

    close(): void {
      this.readyState = this.CLOSED;
      if (waiting === this) waiting = null;
    }

    #say(data: string): void {
      this.onmessage?.({ data });
    }
  }
  const startRecorded = (): boolean => {
    const isWaiting = waiting !== null;
    waiting?.open();
    return isWaiting;
  };
  Object.assign(globalThis, { WebSocket: RecordedSocket, startRecorded });
}

/** Runs in the page before anything else: animations of the style sheets stand where the page's own time has them. */
function holdAnimations(): void {
  const beganMs = new WeakMap<Animation, number>();
  Object.assign(globalThis, {
    heldAt(nowMs: number): void {
      for (const animation of document.getAnimations()) {
        if (!beganMs.has(animation)) beganMs.set(animation, nowMs);
        animation.pause();
        animation.currentTime = nowMs - (beganMs.get(animation) ?? nowMs);
      }
    },
  });
}
