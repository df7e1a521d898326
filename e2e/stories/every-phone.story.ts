import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  expect,
  test,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "@playwright/test";
import { startShow, type ShowOnThisMachine } from "../show-on-this-machine.ts";
import { newerFunctions, takeAway } from "./older-browser.ts";
import { PhonePage } from "./phone-page.ts";

/** Phones as people bring them: old, locked down, inside of an app. */
let show: ShowOnThisMachine;
test.beforeAll(async () => {
  // Nothing is cut here, and a busy machine is no cut: at keynote pace nobody takes it for one.
  show = await startShow("keynote");
});
test.afterAll(async () => {
  await show.stop();
});

const start = 100_000_000;
const device: BrowserContextOptions = {
  viewport: { width: 390, height: 664 },
  hasTouch: true,
  isMobile: true,
  locale: "en-GB",
};

test("a browser of early 2021 joins, pays and is paid", async ({ browser }) => {
  const names = newerFunctions();
  const context = await browser.newContext(device);
  await context.addInitScript(takeAway, names);
  const page = await context.newPage();
  const thrown: string[] = [];
  page.on("pageerror", ({ message }) => thrown.push(message));
  const old = await PhonePage.enterOn(page, show.join, "old");
  const now = await PhonePage.enter(browser, show.join, "now", "en");
  const gone = await page.evaluate(() => [
    "takenAway" in window ? Number(window.takenAway) : 0,
    ...["toSorted", "at", "findLast"].filter((name) => name in Array.prototype),
  ]);
  expect(gone.length, "functions that are still there").toBe(1);
  expect(gone[0]).toBeGreaterThan(150);
  await old.payByNumber(await now.accountNumber(), "8.88");
  await expect(page.locator(".result-word")).toHaveText("Booked");
  await page.getByRole("button", { name: "Done" }).click();
  await now.payByNumber(await old.accountNumber(), "2.50");
  await old.expectBalance(start - 888 + 250);
  for (const tile of ["My code", "Receipts"]) {
    await page.getByRole("button", { name: tile, exact: true }).click();
    await page.getByRole("button", { name: "Back" }).click();
  }
  expect(thrown).toEqual([]);
});

test("Back closes what lies on top and never leaves, and a reload leaves nothing behind", async ({
  browser,
}) => {
  const page = await (await browser.newContext(device)).newPage();
  const scripts: string[] = [];
  page.on("request", (asked) => {
    if (asked.resourceType() === "script") scripts.push(asked.url());
  });
  const phone = await PhonePage.enterOn(page, show.join, "pages");
  const pages = page.locator(".page");
  const sheet = page.locator(".sheet");
  const tile = (name: string): Locator => page.getByRole("button", { name, exact: true });
  const isHome = async (): Promise<void> => {
    await expect(pages).toHaveCount(0);
    await expect(sheet).toHaveCount(0);
    await expect(phone.account).toBeVisible();
  };
  await tile("Pay").tap();
  await expect(sheet).toBeVisible();
  await page.goBack();
  await expect(sheet).toHaveCount(0);
  await expect(pages).toHaveCount(1);
  await page.goBack();
  await isHome();
  for (const name of ["Random", "My code", "Receipts"]) {
    // Thousands share one access point: what one page alone needs is loaded with that page, and by nobody else.
    if (name === "My code") expect(scripts.filter((url) => !/main|view/.test(url))).toEqual([]);
    await tile(name).tap();
    await expect(pages).toHaveCount(1);
    if (name === "My code") await expect(page.locator(".qr path")).toBeVisible();
    await page.goBack();
    await isHome();
  }
  // Loaded again with a sheet over a page: both are gone, and Back does not bring the page up.
  await tile("Pay").tap();
  await expect(sheet).toBeVisible();
  await page.reload();
  await isHome();
  await page.goBack();
  await isHome();
  await tile("My code").tap();
  await expect(pages).toHaveCount(1);
  await page.goBack();
  await isHome();
});

test("whoever shows their code sees who has paid them, and so does whoever looks at their receipts", async ({
  browser,
}) => {
  const page = await (await browser.newContext(device)).newPage();
  const shows = await PhonePage.enterOn(page, show.join, "shows");
  const payer = await PhonePage.enter(browser, show.join, "payer", "en");
  const number = await shows.accountNumber();
  for (const name of ["My code", "Receipts"]) {
    await page.getByRole("button", { name, exact: true }).tap();
    await expect(page.locator(".page")).toBeVisible();
    // It stands for three seconds only: looked for from before it is paid, and not that of the payment before.
    const toast = page.locator(".toast", { hasText: "+2.50" });
    await expect(toast).toHaveCount(0);
    await Promise.all([expect(toast).toBeVisible(), payer.payByNumber(number, "2.50")]);
    await expect(page.locator(".page")).toBeVisible();
    await page.goBack();
    await payer.page.getByRole("button", { name: "Done" }).click();
  }
});

test("who taps the arrow or Done while their own Back is under way stays in the show", async ({
  browser,
}) => {
  const page = await (await browser.newContext(device)).newPage();
  await page.goto("about:blank");
  const phone = await PhonePage.enterOn(page, show.join, "back");
  // Of three more at least one lives in another city.
  for (const name of ["one", "two", "three"]) await PhonePage.enter(browser, show.join, name, "en");
  const backAndTap = (selector: string): Promise<void> =>
    page.evaluate((of) => {
      history.back();
      document.querySelector<HTMLElement>(of)?.click();
    }, selector);
  for (const [open, close] of [
    [page.getByRole("button", { name: "My code", exact: true }), ".code-page .go-back"],
    [phone.payPartner, ".result-page .main-button"],
  ] as const) {
    await open.tap();
    await expect(page.locator(close)).toBeVisible();
    await backAndTap(close);
    await expect(page.locator(".page")).toHaveCount(0);
    await expect(phone.account).toBeVisible();
  }
  await expect(page.locator(".failure-notice")).toHaveCount(0);
  // The browser has gone no further than the page shows: one Back leaves.
  await page.goBack();
  await expect(page).toHaveURL("about:blank");
});

test("what a keyboard for Chinese or Japanese composes is typed once", async ({ browser }) => {
  const context = await browser.newContext(device);
  const page = await context.newPage();
  const other = await PhonePage.enter(browser, show.join, "other", "en");
  await PhonePage.enterOn(page, show.join, "composed");
  const keyboard = await context.newCDPSession(page);
  const compose = async (text: string): Promise<void> => {
    for (let end = 1; end <= text.length; end += 1)
      await keyboard.send("Input.imeSetComposition", {
        text: text.slice(0, end),
        selectionStart: end,
        selectionEnd: end,
      });
    await keyboard.send("Input.insertText", { text });
  };
  const number = await other.accountNumber();
  await page.getByRole("button", { name: "Pay", exact: true }).tap();
  const field = page.getByLabel("Account number, 5 digits");
  await field.tap();
  await compose(
    number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  );
  await expect(field).toHaveValue(number);
  await page.getByRole("button", { name: number }).first().tap();
  const amount = page.getByLabel("Amount");
  await amount.tap();
  await compose("８８．５");
  await expect(amount).toHaveValue("88.5");
  await page.getByRole("button", { name: "Pay 88.50" }).tap();
  await other.expectBalance(start + 8_850);
});

test("the page begins its line while its scripts are still coming, and not where its address asks something first", async ({
  browser,
}) => {
  const page = await (await browser.newContext(device)).newPage();
  const lines: string[] = [];
  page.on("websocket", (line) => lines.push(line.url()));
  const begun = page.waitForEvent("websocket");
  await page.route("**/*.js", async (route) => {
    await begun;
    await route.continue();
  });
  await PhonePage.enterOn(page, show.join, "begun");
  expect(lines).toHaveLength(1);

  const asked = await (await browser.newContext(device)).newPage();
  const early: string[] = [];
  asked.on("websocket", (line) => early.push(line.url()));
  await asked.goto(`${show.join}?pay=10999`);
  const open = asked.getByRole("button", { name: "Open my test account" });
  await expect(open).toBeVisible();
  expect(early).toEqual([]);
  await open.click();
  await expect.poll(() => early.length).toBe(1);
});

test("a browser that may keep nothing says so, and comes back to its account", async ({
  browser,
}) => {
  const context = await browser.newContext(device);
  await context.addInitScript(() => {
    const forbidden = {
      get: () => {
        throw new DOMException("no", "SecurityError");
      },
    };
    Object.defineProperty(window, "localStorage", forbidden);
    Object.defineProperty(window, "sessionStorage", forbidden);
  });
  const page = await context.newPage();
  const phone = await PhonePage.enterOn(page, show.join, "locked down");
  await expect(page.getByText("Not everything can be kept here")).toBeVisible();
  const number = await phone.accountNumber();
  await page.reload();
  await expect(phone.account).toBeVisible();
  expect(await phone.accountNumber()).toBe(number);
});

test("what somebody clears while the page is open, or has no room for, a reload finds all the same", async ({
  browser,
}) => {
  const cleared = await (await browser.newContext(device)).newPage();
  const phone = await PhonePage.enterOn(cleared, show.join, "cleared");
  const number = await phone.accountNumber();
  await cleared.evaluate(() => localStorage.clear());
  await cleared.reload();
  await expect(phone.account).toBeVisible();
  expect(await phone.accountNumber()).toBe(number);

  const context = await browser.newContext(device);
  await context.addInitScript(() => {
    const keep = Reflect.get(Storage.prototype, "setItem");
    Storage.prototype.setItem = function (key: string, value: string): void {
      if (value.length > 50) throw new DOMException("full", "QuotaExceededError");
      Reflect.apply(keep, this, [key, value]);
    };
  });
  const page = await context.newPage();
  const full = await PhonePage.enterOn(page, show.join, "full");
  await expect(page.getByText("Not everything can be kept here")).toBeVisible();
  const itsNumber = await full.accountNumber();
  await page.reload();
  await expect(full.account).toBeVisible();
  expect(await full.accountNumber()).toBe(itsNumber);
});

test("a page whose script did not come says so, and comes by itself as soon as it can", async ({
  browser,
}) => {
  const page = await (await browser.newContext(device)).newPage();
  let isThere = false;
  await page.route("**/assets/view-*.js", (route) =>
    isThere ? route.continue() : route.fulfill({ contentType: "text/html", body: "Welcome" }),
  );
  await page.goto(show.join);
  await expect(page.getByRole("alert")).toContainText("It tries again by itself");
  isThere = true;
  await expect(page.locator(".account")).toBeVisible();
});

test("inside WeChat the account moves to a browser by a link that works once and stands in no request", async ({
  browser,
}) => {
  const userAgent =
    "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36 MicroMessenger/8.0.32";
  const inApp = await (await browser.newContext({ ...device, userAgent })).newPage();
  const requests: string[] = [];
  const note = (page: Page): void =>
    void page.on("request", (request) =>
      requests.push(`${request.url()} ${request.headers()["referer"] ?? ""}`),
    );
  note(inApp);
  const first = await PhonePage.enterOn(inApp, show.join, "in WeChat");
  const number = await first.accountNumber();
  await expect(inApp.getByText("You are inside WeChat")).toBeVisible();
  await inApp.getByRole("button", { name: "Open outside" }).click();
  await expect(inApp.getByText(/^Works once, within \d+ s$/)).toBeVisible();
  await expect(inApp).toHaveURL(/#move=[0-9a-f]{40}$/);
  const link = inApp.url();

  const outside = await (await browser.newContext(device)).newPage();
  note(outside);
  const moved = await PhonePage.enterOn(outside, link, "moved");
  expect(await moved.accountNumber()).toBe(number);
  await expect(outside).not.toHaveURL(/move/);
  await expect(inApp.getByText("Your account is open elsewhere")).toBeVisible();
  await outside.reload();
  await expect(moved.account).toBeVisible();
  expect(await moved.accountNumber()).toBe(number);

  const third = await (await browser.newContext(device)).newPage();
  note(third);
  await third.goto(link);
  await expect(third.getByText("This link moves nothing")).toBeVisible();
  const code = link.slice(-40);
  expect(requests.length).toBeGreaterThan(3);
  expect(requests.filter((request) => request.includes(code))).toEqual([]);
  // Its hint was read.
  await inApp.reload();
  await expect(first.account).toBeVisible();
  await expect(inApp.getByText("You are inside WeChat")).toBeHidden();
});

test("a page whose script fails says so in words, and the show's log has it once", async ({
  browser,
}) => {
  const openBroken = async (script: string): Promise<void> => {
    const page = await (await browser.newContext(device)).newPage();
    await page.route(`**/assets/${script}-*.js`, (route) =>
      route.fulfill({ contentType: "text/javascript", body: `throw new Error("a broken build");` }),
    );
    await page.goto(show.join);
    await expect(page.getByRole("alert"), script).toContainText("This page could not start");
    await expect(page.getByRole("alert")).toContainText("a broken build");
  };
  const log = join(show.dataDirectory, "logs", "gateway.log");
  const told = (): number => readFileSync(log, "utf8").split("a broken build").length - 1;
  // What draws the page, on two phones.
  await openBroken("view");
  await openBroken("view");
  await expect.poll(told).toBe(1);
  // What opens the line.
  await openBroken("main");
});
