import { expect, type Browser, type Locator, type Page } from "@playwright/test";

/** One attendee's phone: a browser context of its own, so an account of its own. */
export class PhonePage {
  readonly page: Page;
  readonly name: string;

  private constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
  }

  static async enter(
    browser: Browser,
    url: string,
    name: string,
    language: "en" | "zh",
  ): Promise<PhonePage> {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
      locale: language === "zh" ? "zh-CN" : "en-GB",
    });
    return PhonePage.enterOn(await context.newPage(), url, name);
  }

  /** On a page of the test's own making. */
  static async enterOn(page: Page, url: string, name: string): Promise<PhonePage> {
    await page.goto(url);
    const phone = new PhonePage(page, name);
    await expect(phone.account).toBeVisible();
    return phone;
  }

  get account(): Locator {
    return this.page.locator(".account");
  }

  get room(): Locator {
    return this.page.locator(".account-room");
  }

  get balance(): Locator {
    return this.page.locator(".balance");
  }

  get status(): Locator {
    return this.page.locator(".status");
  }

  get payments(): Locator {
    return this.page.locator(".payments");
  }

  get payPartner(): Locator {
    return this.page.locator(".pay-partner");
  }

  /** What the page says of payments and balance at one moment. */
  look(): Promise<{ readonly payments: string; readonly balance: string }> {
    return this.page.evaluate(() => {
      const said = (selector: string): string =>
        document.querySelector(selector)?.textContent ?? "";
      return { payments: said(".payments"), balance: said(".balance") };
    });
  }

  async accountNumber(): Promise<string> {
    const text = await this.page.locator(".account-number").textContent();
    return /\d{5}/.exec(text ?? "")![0];
  }

  async balanceCents(): Promise<number> {
    const text = (await this.balance.textContent()) ?? "";
    return Math.round(Number(text.replaceAll(",", "")) * 100);
  }

  /** What the account has paid in all, from its own equation: start - sent + received. */
  async paidCents(): Promise<number> {
    const sent = await this.account
      .locator('.term[title="sent"], .term[title="付出"]')
      .textContent();
    return Math.round(Number((sent ?? "").replace(/[^\d.]/g, "")) * 100);
  }

  async payByNumber(accountNumber: string, amount: string): Promise<void> {
    await this.page.getByRole("button", { name: "Pay", exact: true }).click();
    await this.page.getByLabel("Account number, 5 digits").fill(accountNumber);
    await this.page.getByRole("button", { name: accountNumber }).first().click();
    await this.page.getByLabel("Amount").fill(amount);
    await this.page.getByRole("button", { name: `Pay ${Number(amount).toFixed(2)}` }).click();
  }

  async expectBalance(cents: number): Promise<void> {
    await expect
      .poll(() => this.balanceCents(), { message: `balance of ${this.name}` })
      .toBe(cents);
  }
}
