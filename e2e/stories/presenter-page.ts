import { expect, type Browser, type FrameLocator, type Locator, type Page } from "@playwright/test";

/** The presenter's console, logged in. */
export class PresenterPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<PresenterPage> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: "en-GB",
    });
    const page = await context.newPage();
    await page.goto(url);
    return new PresenterPage(page);
  }

  async logIn(pin: string): Promise<void> {
    await this.page.getByLabel("PIN").fill(pin);
    await this.page.getByRole("button", { name: "Log in" }).click();
  }

  get scene(): Locator {
    return this.page.getByTestId("scene");
  }

  get #act(): Locator {
    return this.page.getByTestId("next-act");
  }

  get #nextAct(): Locator {
    return this.#act.locator(".next-button");
  }

  cable(cable: string): Locator {
    return this.page.getByTestId(`cable-${cable}`);
  }

  get timer(): Locator {
    return this.page.getByTestId("timer");
  }

  /** One at a time: the one that is open lies over the list. */
  async openDrawer(section: "Pre-flight" | "Pace and way home"): Promise<void> {
    const close = this.page.locator(".drawer-open").getByRole("button", { name: "Close" });
    if (await close.isVisible()) await close.click();
    await this.page.getByTestId("drawer").getByRole("button", { name: section }).click();
  }

  /** What the mirror shows: the stage's own page. */
  get mirror(): FrameLocator {
    return this.page.frameLocator(".mirror iframe");
  }

  async expectScene(scene: string): Promise<void> {
    await expect(this.scene).toHaveAttribute("data-scene", scene);
  }

  async expectAct(act: string): Promise<void> {
    await expect(this.#act).toHaveAttribute("data-act", act);
  }

  /** Taps until the console has gone on: what comes too late on a busy machine the gateway refuses. */
  async give(act: "live" | "cue" | "report" | "failback"): Promise<void> {
    await this.#untilDone(act, async (hasGoneOn) => {
      await this.#nextAct.click({ timeout: 10_000 });
      await hasGoneOn();
    });
  }

  /**
   * Presses and holds until the console has gone on: on a busy machine its own clock decides how long that is. A line that
   * is silent for a moment ends a hold for good; whoever sees that lets go and presses again.
   */
  async holdUntilDone(act: "cut" | "restore"): Promise<void> {
    await this.#untilDone(act, async (hasGoneOn) => {
      await this.#nextAct.hover();
      await this.page.mouse.down();
      try {
        await hasGoneOn();
      } finally {
        await this.page.mouse.up();
      }
    });
  }

  /** Tries again while that act is next. */
  async #untilDone(
    act: string,
    once: (hasGoneOn: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const hasGoneOn = (): Promise<void> =>
      expect(this.#act).not.toHaveAttribute("data-act", act, { timeout: 10_000 });
    await this.expectAct(act);
    await expect(async () => {
      if ((await this.#act.getAttribute("data-act")) === act) await once(hasGoneOn);
    }).toPass({ timeout: 60_000 });
  }
}
