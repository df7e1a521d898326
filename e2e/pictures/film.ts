import type { Browser, CDPSession, Page } from "@playwright/test";

interface Frame {
  /** Wall clock, ms. */
  readonly atMs: number;
  readonly jpeg: string;
}

/** Frames of a page as its browser painted them, and the scenes that it went through. */
export class Film {
  readonly #page: Page;
  readonly #cdp: CDPSession;
  readonly #frames: Frame[] = [];
  #scenes: readonly { readonly atMs: number; readonly scene: string }[] = [];

  private constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Film> {
    const cdp = await page.context().newCDPSession(page);
    const film = new Film(page, cdp);
    // What is compiled on the way names its functions by a helper that the page does not have.
    await page.evaluate("globalThis.__name = (named) => named");
    await page.evaluate(noteScenes);
    cdp.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
      film.#frames.push({ atMs: (metadata.timestamp ?? 0) * 1_000, jpeg: data });
      void cdp.send("Page.screencastFrameAck", { sessionId });
    });
    await cdp.send("Page.startScreencast", { format: "jpeg", quality: 80, maxWidth: 960 });
    return film;
  }

  async end(): Promise<void> {
    await this.#cdp.send("Page.stopScreencast");
    this.#scenes = await this.#page.evaluate<{ atMs: number; scene: string }[]>("scenesSeen");
  }

  /** When the page first was in one of these scenes, on the wall clock, ms. */
  firstOf(scenes: readonly string[]): number {
    const found = this.#scenes.find(({ scene }) => scenes.includes(scene));
    if (found === undefined) throw new Error(`none of ${scenes.join(", ")} was seen`);
    return found.atMs;
  }

  /** What stood on the screen at each of these moments: the last frame that was painted by then. */
  every(stepMs: number, fromMs: number, count: number): readonly Frame[] {
    return Array.from({ length: count }, (_, step) => fromMs + step * stepMs).flatMap((atMs) => {
      const last = this.#frames.findLast((frame) => frame.atMs <= atMs);
      return last === undefined ? [] : [{ atMs, jpeg: last.jpeg }];
    });
  }

  /** Frames that were filmed per second. */
  rate(): string {
    const first = this.#frames[0]?.atMs ?? 0;
    const last = this.#frames.at(-1)?.atMs ?? 0;
    return (this.#frames.length / Math.max(1, (last - first) / 1_000)).toFixed(1);
  }

  /** All of them beside each other, each with its time after `zeroMs`. */
  async sheet(browser: Browser, frames: readonly Frame[], zeroMs: number): Promise<Buffer> {
    const page = await browser.newPage({ viewport: { width: 1_960, height: 600 } });
    const cells = frames.map(({ atMs, jpeg }) => {
      const time = Math.round(atMs - zeroMs);
      return `<figure><img src="data:image/jpeg;base64,${jpeg}"><figcaption>${time} ms</figcaption></figure>`;
    });
    await page.setContent(
      `<style>body{margin:6px;background:#333;color:#fff;font:15px sans-serif;display:flex;flex-wrap:wrap;gap:6px}
      figure{margin:0;width:384px}img{width:384px;display:block}</style>${cells.join("")}`,
    );
    const bytes = await page.screenshot({ fullPage: true });
    await page.close();
    return bytes;
  }
}

/** Runs in the page. */
function noteScenes(): void {
  const seen: { atMs: number; scene: string }[] = [];
  Object.assign(globalThis, { scenesSeen: seen });
  const look = (): void => {
    const scene = document.querySelector<HTMLElement>("[data-testid=stage]")?.dataset["scene"];
    if (scene !== undefined && scene !== seen.at(-1)?.scene) seen.push({ atMs: Date.now(), scene });
  };
  look();
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["data-scene"],
  });
}
