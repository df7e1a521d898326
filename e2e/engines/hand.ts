import { expect } from "@playwright/test";
import type { EnginePage, Point } from "./engine.ts";

/** A person at a page of any engine: looks for what stands there, waits for it, and presses it. */
export class Hand {
  readonly page: EnginePage;
  readonly #name: string;

  constructor(page: EnginePage, name: string) {
    this.page = page;
    this.#name = name;
  }

  async text(selector: string): Promise<string> {
    const found = await this.page.value(
      `document.querySelector(${JSON.stringify(selector)})?.textContent`,
    );
    return typeof found === "string" ? found : "";
  }

  async attribute(selector: string, name: string): Promise<string> {
    const [where, what] = [JSON.stringify(selector), JSON.stringify(name)];
    return String(await this.page.value(`document.querySelector(${where})?.getAttribute(${what})`));
  }

  async sees(selector: string, text: string | RegExp): Promise<void> {
    const look = (): Promise<string> => this.text(selector);
    const shown = expect.poll(look, { message: `${selector} of ${this.#name}` });
    await (typeof text === "string" ? shown.toContain(text) : shown.toMatch(text));
  }

  async tap(selector: string, words = ""): Promise<void> {
    await this.page.press(await this.#middleOf(selector, words));
    await this.page.release();
  }

  /** Until something has come of it: a tap that the gateway had too late, or that met a silent line, is given again. */
  async tapUntil(selector: string, isDone: () => Promise<boolean>, words = ""): Promise<void> {
    await this.#pressUntil(selector, words, isDone, async () => {
      await this.page.release();
      await this.#comes(selector, isDone);
    });
  }

  /**
   * Until something has come of it: on a busy machine the page's own clock decides how long that is. A line that is silent
   * for a moment ends a hold for good; whoever sees that lets go and presses again.
   */
  async hold(selector: string, isDone: () => Promise<boolean>): Promise<void> {
    await this.#pressUntil(selector, "", isDone, async () => {
      try {
        await this.#comes(selector, isDone);
      } finally {
        await this.page.release();
      }
    });
  }

  async #pressUntil(
    selector: string,
    words: string,
    isDone: () => Promise<boolean>,
    pressed: () => Promise<void>,
  ): Promise<void> {
    await expect(async () => {
      if (await isDone()) return;
      await this.page.press(await this.#middleOf(selector, words));
      await pressed();
    }).toPass({ timeout: 120_000 });
  }

  async #comes(selector: string, isDone: () => Promise<boolean>): Promise<void> {
    const message = `${selector} of ${this.#name} was pressed`;
    await expect.poll(isDone, { message, timeout: 10_000 }).toBe(true);
  }

  /** Where it is once it stands still, can be used, and has been scrolled to. */
  async #middleOf(selector: string, words: string): Promise<Point> {
    const find = `Array.from(document.querySelectorAll(${JSON.stringify(selector)})).find((one) => !one.disabled && one.getAttribute("aria-disabled") !== "true" && one.textContent.includes(${JSON.stringify(words)}))`;
    const look = async (): Promise<string> =>
      String(
        await this.page.value(`(() => {
          const found = ${find};
          if (found === undefined) return "";
          found.scrollIntoView({ block: "center" });
          const { left, right, top, bottom } = found.getBoundingClientRect();
          const [x, y] = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)];
          const hit = document.elementFromPoint(x, y);
          return hit !== null && found.contains(hit) ? x + " " + y : "";
        })()`),
      );
    let place = "";
    await expect
      .poll(
        async () => {
          const before = place;
          place = await look();
          return place !== "" && place === before;
        },
        { message: `${selector} "${words}" of ${this.#name} can be tapped` },
      )
      .toBe(true);
    const [x = 0, y = 0] = place.split(" ").map(Number);
    return { x, y };
  }
}

/** From now on, everything that a place of the page says, each other text once. */
export async function recordTexts(
  page: EnginePage,
  selector: string,
): Promise<() => Promise<string[]>> {
  await page.value(`(() => {
    const said = (window.saidInTest = []);
    const look = () => {
      const text = document.querySelector(${JSON.stringify(selector)})?.textContent ?? "gone";
      if (said[said.length - 1] !== text) said.push(text);
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    return true;
  })()`);
  return async () => (await page.value("window.saidInTest")) as string[];
}
