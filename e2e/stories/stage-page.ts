import { expect, type Browser, type Locator, type Page } from "@playwright/test";

/** What the page has said of the incident's time, over every frame that it has painted. */
interface TimesSaid {
  frames: number;
  /** States of the page in which headline and digits both told a time. */
  compared: number;
  differing: { readonly headline: string; readonly digits: string }[];
  /** Each other text of the digits, in order. */
  digits: string[];
}

/** The big screen. It is watched from its first frame on: what stood there for one frame only was seen all the same. */
export class StagePage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<StagePage> {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await page.addInitScript(recordTimes);
    await page.goto(url);
    return new StagePage(page);
  }

  get headline(): Locator {
    return this.page.getByTestId("headline");
  }

  get seconds(): Locator {
    return this.page.getByTestId("timer-seconds");
  }

  /** The time in the band over the dashboard: in every scene that is about an incident. */
  get bandTimer(): Locator {
    return this.page.getByTestId("band-timer");
  }

  /** The state of a room, as its sign says it. */
  room(room: number): Locator {
    return this.page.locator(`[data-testid="room"][data-room="${room}"]`);
  }

  /** On a busy machine some rooms are there before the others, and whoever comes in is placed among those. */
  async expectEveryRoomToServe(): Promise<void> {
    for (const room of [0, 1, 2, 3, 4])
      await expect(this.room(room)).toHaveAttribute("data-condition", "normal");
  }

  async expectScene(scene: string): Promise<void> {
    await expect(this.page.getByTestId("stage")).toHaveAttribute("data-scene", scene);
  }

  async expectView(view: string): Promise<void> {
    await expect(this.page.getByTestId("stage")).toHaveAttribute("data-view", view);
  }

  /** Never mind when they are looked at: headline and digits told one time in every frame so far. */
  async expectOneTimeInEveryFrame(): Promise<void> {
    const { frames, compared, differing, digits } = await this.page.evaluate(
      () => (globalThis as unknown as { timesSaid: TimesSaid }).timesSaid,
    );
    expect(differing, `in ${frames} frames, ${compared} of them with two times`).toEqual([]);
    expect(compared, "states with two times").toBeGreaterThan(0);
    expect(digits, "a timer that never runs backwards").toEqual(
      digits.toSorted((one, other) => Number(one) - Number(other)),
    );
  }
}

/** Runs in the page, before anything of ours. */
function recordTimes(): void {
  const said: TimesSaid = { frames: 0, compared: 0, differing: [], digits: [] };
  Object.assign(globalThis, { timesSaid: said });
  const textOf = (id: string): string | null =>
    document.querySelector(`[data-testid="${id}"]`)?.textContent ?? null;
  const look = (): void => {
    const digits = textOf("timer-seconds");
    if (digits === null) return;
    if (said.digits.at(-1) !== digits) said.digits.push(digits);
    const headline = textOf("headline") ?? "";
    const time = /(\d+(?:\.\d)?) s, /.exec(headline)?.[1];
    if (time === undefined) return;
    said.compared += 1;
    if (time !== digits && said.differing.length < 20) said.differing.push({ headline, digits });
  };
  const frame = (): void => {
    said.frames += 1;
    look();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  // Also what is written after that callback and still painted with the same frame.
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
  });
}
