import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { EnterAnswer, Pace } from "@cablecut/protocol";
import { expect, test } from "@playwright/test";
import { letIn } from "../client/let-in.ts";
import { PhoneSocket } from "../client/phone-socket.ts";
import { Hand, recordTexts } from "../engines/hand.ts";
import type { BrowserEngine, Missing } from "../engines/engine.ts";
import { startFirefox } from "../engines/firefox.ts";
import { startWebKit } from "../engines/webkit.ts";
import { StageWatch } from "../faults/gateway-killed/stage-watch.ts";
import { startShow, type ShowOnThisMachine } from "../show-on-this-machine.ts";

/** The console takes presses of its next act that lie closer together for one. */
const pressOnceMs = 800;

const engines: Readonly<Record<string, () => Promise<BrowserEngine | Missing>>> = {
  Firefox: startFirefox,
  "WebKit, the engine of iPhones": startWebKit,
};

/**
 * Booth's, but for a shorter wait until rooms take over, since nothing here is judged by how long that is; at full speed
 * "switching" may be over before a phone hears of it.
 */
const pace: Pace = {
  name: "custom",
  heartbeatMs: 100,
  suspectMs: 2_000,
  leaseMs: 10_000,
  moveIntervalMs: 50,
};

/** The show in the engines of other browsers: the same pages, a show and a cut for each. */
for (const [name, start] of Object.entries(engines))
  test(`${name}: join, pay, cut, switch, recover, go home, and the console's acts`, async () => {
    const engine = await start();
    // Listed at the end with what would bring it; throws, so nothing is played without an engine.
    if ("missing" in engine) return test.skip(true, engine.missing);
    try {
      await playIn(engine);
    } finally {
      await engine.close();
    }
  });

async function playIn(engine: BrowserEngine): Promise<void> {
  const show = await startShow(pace);
  try {
    await playShow(engine, show);
  } finally {
    await show.stop();
  }
}

async function playShow(engine: BrowserEngine, show: ShowOnThisMachine): Promise<void> {
  const presenter = new Hand(await engine.newPage({ width: 1440, height: 960 }), "the console");
  await presenter.page.open(show.presenter);
  await presenter.tap("input");
  await presenter.page.type(show.pin);
  await presenter.tap("button", "Log in");
  await presenter.sees('[data-testid="scene"]', /./);
  const nextButton = '[data-testid="next-act"] .next-button';
  const act = (): Promise<string> => presenter.attribute('[data-testid="next-act"]', "data-act");
  const nextAct = async (expected: string): Promise<void> => {
    await expect.poll(act).toBe(expected);
    await presenter.tapUntil(nextButton, async () => (await act()) !== expected);
    // A press that comes at once belongs to the act before it.
    await setTimeout(pressOnceMs);
  };
  const holdAct = async (expected: string): Promise<void> => {
    await expect.poll(act).toBe(expected);
    await presenter.hold(nextButton, async () => (await act()) !== expected);
  };

  // Accounts go to the five rooms in turn: behind one that needs no page, one of two is in Hangzhou and one is not.
  await expectEveryRoomToServe(show.join);
  await takeOneAccount(show.join);
  const hands = [await join(engine, show.join, "a"), await join(engine, show.join, "b")];
  const rooms = await Promise.all(hands.map((hand) => hand.text(".account-room")));
  const inside = hands[rooms.findIndex((room) => room.startsWith("Hangzhou"))];
  const outside = hands[rooms.findIndex((room) => !room.startsWith("Hangzhou"))];
  if (inside === undefined || outside === undefined)
    throw new Error(`nobody there: ${rooms.join()}`);
  const home = await inside.text(".account-room");

  // Pay by number, with the page's own keypad.
  const before = cents(await inside.text(".balance"));
  const number = await inside.text(".account-number");
  await outside.tap(".tile", "Pay");
  await outside.tap(".field input");
  await outside.page.type(number);
  await outside.tap(".sheet-row", number);
  for (const key of ["8", ".", "8", "8"]) await outside.tap(".key:not(.key-pay)", key);
  await outside.tap(".key-pay");
  await outside.sees(".result-word", "Booked");
  await outside.tap(".main-button", "Done");
  await expect.poll(async () => cents(await inside.text(".balance"))).toBe(before + 888);

  // The acts before the cut.
  await nextAct("live");
  await nextAct("cue");
  await inside.tap(".cue-button");
  await expect.poll(async () => cents(await inside.text(".balance"))).toBe(before);

  // Held up: a window of the hall in the colour of the room that serves it.
  const isOffered = async (): Promise<boolean> =>
    (await inside.text(".offer")).includes("Hold it up");
  await presenter.tapUntil('[data-testid="next-act"] .button', isOffered, "Hold up phones");
  await inside.tap(".offer", "Hold it up");
  await inside.sees('.window-page[data-dark="false"] .window-city', "Hangzhou");

  // Cut, switch, recover: what stood there for one frame only is recorded all the same.
  const said = await recordTexts(inside.page, ".status");
  await holdAct("cut");
  // Dark because it gets no answer, and lit again where it is served; its money stays on it.
  await inside.sees('.window-page[data-dark="true"] .window-title', "No answer · 无应答");
  expect(cents(/[\d,]+\.\d\d/.exec(await inside.text(".window-balance"))?.[0] ?? "")).toBe(before);
  await inside.sees('.window-page[data-dark="false"] .window-city', /Shanghai|Shenzhen/);
  await inside.tap(".window-page");
  await expect.poll(() => inside.text(".window-page")).toBe("");
  await inside.sees(".status", "You are now served by");
  await inside.sees(".status", /(\d+) of \1 receipts survived/);
  await expect.poll(() => inside.text(".account-room")).not.toBe(home);
  expect((await said()).filter((text) => text === "gone")).toEqual([]);
  expect((await said()).join()).toContain("Test account disaster recovery switching");
  await outside.page.open(show.stage);
  await outside.sees('[data-testid="stage"]', /./);
  await expect
    .poll(() => outside.attribute('[data-testid="stage"]', "data-view"))
    .toBe("recovered");

  // Zero stands until the presenter goes on.
  await nextAct("report");
  await holdAct("restore");
  await nextAct("failback");
  await expect.poll(() => inside.text(".account-room")).toBe(home);
}

/** Resolves when it is there. */
async function takeOneAccount(joinUrl: string): Promise<void> {
  const { origin } = new URL(joinUrl);
  await new Promise<void>((taken, failed) => {
    const socket = new PhoneSocket(
      { gateway: origin, page: origin },
      {
        events: [],
        onEvent: () => undefined,
        onClose: () => failed(new Error("no socket to the gateway")),
        onOpen: () => {
          const token = randomBytes(16).toString("hex");
          const ask = (): Promise<EnterAnswer | null> =>
            socket.ask("enter", { token, showId: null });
          void letIn(ask)
            .then(() => taken(), failed)
            .finally(() => socket.close());
        },
      },
    );
  });
}

async function expectEveryRoomToServe(joinUrl: string): Promise<void> {
  const stage = new StageWatch(new URL(joinUrl).origin);
  try {
    await expect
      .poll(() => stage.snapshot?.rooms.every(({ condition }) => condition === "normal"))
      .toBe(true);
  } finally {
    stage.close();
  }
}

async function join(engine: BrowserEngine, joinUrl: string, name: string): Promise<Hand> {
  const hand = new Hand(await engine.newPage({ width: 390, height: 844 }), name);
  await hand.page.open(joinUrl);
  await hand.sees(".balance", /^[\d,]+\.\d\d$/);
  return hand;
}

function cents(money: string): number {
  return Math.round(Number(money.replaceAll(",", "")) * 100);
}
