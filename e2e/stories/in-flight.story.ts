import type { Pace } from "@cablecut/protocol";
import { expect, test, type Page } from "@playwright/test";
import { startShow, type ShowOnThisMachine } from "../show-on-this-machine.ts";
import { expectSaid, textsOf } from "./page-watch.ts";
import { PhonePage } from "./phone-page.ts";
import { PresenterPage } from "./presenter-page.ts";
import { StagePage } from "./stage-page.ts";

const start = 100_000_000;
const cue = 888;

/** Keynote's, but for the wait until rooms take over: nothing here is judged by how long that is. */
const pace: Pace = {
  name: "custom",
  heartbeatMs: 100,
  suspectMs: 2_000,
  leaseMs: 8_000,
  moveIntervalMs: 50,
};

let show: ShowOnThisMachine;
test.beforeAll(async () => {
  show = await startShow(pace);
});
test.afterAll(async () => {
  await show.stop();
});

interface Watched {
  /** What each row of the list has said, one after the other. */
  readonly rows: () => Promise<readonly (readonly string[])[]>;
  /** What the account said, as "balance = start - sent + received": each other text once. */
  readonly accounts: () => Promise<readonly string[]>;
  /** The finger lies still from now on. Resolves to the longest time in which the page did not let it tap, ms. */
  readonly rest: () => Promise<number>;
}

/** A finger that taps Pay as fast as the page takes it, through the call, the cut and whatever comes; and all that it sees. */
async function tapAndWatch(page: Page): Promise<Watched> {
  const hand = await page.evaluateHandle(() => {
    const rows = new Map<Element, string[]>();
    const accounts: string[] = [];
    const note = (said: string[], text: string): void => {
      if (said[said.length - 1] !== text) said.push(text);
    };
    const textOf = (of: ParentNode, selector: string): string =>
      Array.from(of.querySelectorAll(selector), (each) => each.textContent ?? "").join(" ");
    const look = (): void => {
      for (const row of document.querySelectorAll(".payments li")) {
        const said = rows.get(row) ?? [];
        rows.set(row, said);
        note(said, `${textOf(row, ".row-standing")} ${textOf(row, ".row-amount")}`);
      }
      note(accounts, textOf(document, ".balance, .term"));
    };
    look();
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    let tappedAtMs = performance.now();
    let stoodMs = 0;
    const finger = setInterval(() => {
      const nowMs = performance.now();
      stoodMs = Math.max(stoodMs, nowMs - tappedAtMs);
      tappedAtMs = nowMs;
      const call = document.querySelector<HTMLElement>(".cue-button");
      (call ?? document.querySelector<HTMLElement>(".pay-partner"))?.click();
    }, 50);
    const rest = (): number => {
      clearInterval(finger);
      return stoodMs;
    };
    return { rows, accounts, rest };
  });
  return {
    rows: () => hand.evaluate(({ rows }) => Array.from(rows.values())),
    accounts: () => hand.evaluate(({ accounts }) => accounts),
    rest: () => hand.evaluate(({ rest }) => rest()),
  };
}

/** How many payments a phone has made, by its own count. */
function madeBy(page: Page): Promise<number> {
  return page.evaluate(
    () => Number(/"nextId":(\d+)/.exec(localStorage.getItem("cablecut.payments") ?? "")?.[1]) - 1,
  );
}

const centsOf = (text: string): number => Math.round(Number(text.replaceAll(",", "")) * 100);

test("who taps while the cables are cut sees every payment once, none as charged or kept that is not, and the sum at every moment", async ({
  browser,
}) => {
  const presenter = await PresenterPage.open(browser, show.presenter);
  await presenter.logIn(show.pin);
  await presenter.expectScene("lobby");
  const screen = await StagePage.open(browser, show.stage);
  await screen.expectEveryRoomToServe();
  await screen.page.context().close();
  const ann = await PhonePage.enter(browser, show.join, "ann", "en");
  const bo = await PhonePage.enter(browser, show.join, "bo", "en");
  const cy = await PhonePage.enter(browser, show.join, "cy", "en");
  const phones = [ann, bo, cy];
  await expect(ann.room).toHaveText("Hangzhou A");
  await expect(bo.room).toHaveText("Hangzhou B");
  await expect(cy.room).toHaveText("Shanghai A");
  await presenter.give("live");
  await presenter.give("cue");
  for (const phone of phones) await expect(phone.page.locator(".cue-button")).toBeVisible();
  await presenter.expectAct("cut");
  const watched = await Promise.all(phones.map(({ page }) => tapAndWatch(page)));
  for (const phone of phones) await expect.poll(() => madeBy(phone.page)).toBeGreaterThan(0);
  const said = await Promise.all([textsOf(ann.status), textsOf(bo.status), textsOf(cy.payments)]);
  await presenter.holdUntilDone("cut");
  // A phone in a dark room goes on tapping until no more fits, and what it has sent is being checked.
  const [ofAnn, ofBo, ofCy] = said;
  await expectSaid(ofAnn, "Test account disaster recovery switching");
  await expectSaid(ofBo, "Test account disaster recovery switching");
  await expectSaid(ofCy, "Kept, not charged");
  const [annStoodMs] = await Promise.all(watched.map(({ rest }) => rest()));

  await presenter.expectScene("recovered");
  const made = await Promise.all(phones.map(({ page }) => madeBy(page)));
  await expect
    .poll(() => Promise.all(phones.map((phone) => phone.paidCents())))
    .toEqual(made.map((times) => times * cue));
  const balances = await Promise.all(phones.map((phone) => phone.balanceCents()));
  expect(balances.reduce((sum, cents) => sum + cents, 0)).toBe(phones.length * start);

  const checked = await Promise.all(
    watched.map(async ({ rows, accounts }, at) => {
      const { name } = phones[at]!;
      for (const account of await accounts()) {
        const [balance, opening, sent, received] = account.split(" ").map(centsOf);
        expect(balance, `${name}: ${account}`).toBe(opening! - sent! + received!);
      }
      const own = (await rows()).filter((said) => said.some((text) => !/[+]/.test(text)));
      for (const said of own) {
        const seen = `${name}: ${said.join(" | ")}`;
        // Booked is the end; what was checked or kept says that it counts once.
        const ends = said.findIndex((text) => /^(Booked|Arrived once)/.test(text));
        expect(said.slice(Math.max(ends, 0)), seen).toEqual([said[said.length - 1]]);
        const waited = said.some((text) => /Checking|Kept/.test(text));
        expect(said[said.length - 1], seen).toMatch(waited ? /^Arrived once/ : /^Booked/);
        // Only what is sent while all is well, or booked, has a minus.
        for (const text of said)
          expect(text.includes("−"), seen).toBe(/^(Booked|Arrived once|Confirming)/.test(text));
      }
      return own.filter((said) => said.some((text) => text.startsWith("Checking"))).length;
    }),
  );
  // Two seconds from the last cable to the suspicion: a page that stood still in them had nothing in flight.
  if (annStoodMs! < 1_000)
    expect(checked[0], "payments of Ann in flight at the cut").toBeGreaterThan(0);
});
