import { expect, type Browser, type Locator, type Page } from "@playwright/test";

/** A button is held this long, ms: longer than the console asks for. */
const holdMs = 1_600;

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

  get nextAct(): Locator {
    return this.page.getByTestId("next-act").locator(".next-button");
  }

  async expectScene(scene: string): Promise<void> {
    await expect(this.scene).toHaveAttribute("data-scene", scene, { timeout: 60_000 });
  }

  async expectAct(act: string): Promise<void> {
    await expect(this.page.getByTestId("next-act")).toHaveAttribute("data-act", act, {
      timeout: 60_000,
    });
  }

  /** Presses and holds, as the finger of somebody who means it. */
  async hold(button: Locator): Promise<void> {
    await button.hover();
    await this.page.mouse.down();
    await this.page.waitForTimeout(holdMs);
    await this.page.mouse.up();
  }
}
