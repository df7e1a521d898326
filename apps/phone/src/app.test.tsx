import { act } from "react";
import { expect, test, vi } from "vitest";
import {
  back,
  close,
  hangzhou,
  open,
  pagesOf,
  pass,
  shanghai,
  shown,
  tap,
  tapWords,
} from "../test-harness/opened-phone.tsx";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";
import { person } from "./model/testing/person.ts";
import { payPage } from "./model/navigation/pages.ts";
import type { Phone } from "./model/phone.ts";
import { openPhoneStorage } from "./model/storage.ts";
const partner = person(571, 3);
const paidBy = (phone: Phone): number => phone.store.getState().book.payments.length;

test("one tap pays the partner once, and a page says what became of it; Back closes that page", async () => {
  const phone = await open(hangzhou());
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await tap(".pay-partner");
  await tap(".pay-partner");
  await pass(500);
  expect(paidBy(phone)).toBe(1);
  expect(shown(".balance")).toEqual(["999,991.12"]);
  expect(shown(".result-word")).toEqual(["Booked"]);
  expect(shown(".fact dd")[1]).toBe("at least 3 of 5 rooms");
  await back();
  expect(shown(".result-word")).toEqual([]);
  expect(shown(".row-standing")[0]).toContain("Booked");
});

test("a page of paying makes one payment, however often it is sent off", async () => {
  const phone = await open(hangzhou());
  await act(async () => pagesOf().open(payPage(partner)));
  await act(async () => {
    const form = document.querySelector("form")!;
    for (let enter = 0; enter < 9; enter += 1)
      form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  });
  await pass(500);
  expect(paidBy(phone)).toBe(1);
  // Opened anew it makes another one.
  await act(async () => pagesOf().replace(payPage(partner)));
  await tap(".key-pay");
  await tap(".key-pay");
  await pass(500);
  expect(paidBy(phone)).toBe(2);
});

test("the own keypad: the first digit begins anew, and the key says what will be paid", async () => {
  const phone = await open(hangzhou());
  await act(async () => pagesOf().open(payPage(partner)));
  const key = async (name: string): Promise<void> => {
    const keys = Array.from(document.querySelectorAll<HTMLElement>(".key"));
    await act(async () => keys.find((each) => each.textContent === name)?.click());
  };
  for (const name of ["1", "2", ".", "5"]) await key(name);
  expect(shown(".key-pay")).toEqual(["Pay 12.50"]);
  await tap(".key-pay");
  await pass(500);
  expect(phone.store.getState().book.payments[0]?.amountCents).toBe(1_250);
});

test("called to pay, everybody's page is one button; the answer stands on it and the next tap is free", async () => {
  const gateway = hangzhou();
  const phone = await open(gateway);
  await act(async () => gateway.change({ cue: { on: true, amountCents: 888 as never } }));
  await act(async () => gateway.tellHall({ cue: { tapped: 412, joined: 800 }, incident: null }));
  expect(shown(".cue-count")).toEqual(["412 of 800 have tapped"]);
  await tap(".cue-button");
  await pass(500);
  await tap(".cue-button");
  await pass(500);
  expect(paidBy(phone)).toBe(2);
  expect(shown(".cue-button small")).toEqual(["Booked"]);
  expect(shown(".result-page")).toEqual([]);
  // At the cut the account page has more to say.
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(shown(".cue-page")).toEqual([]);
  expect(shown(".band strong")).toEqual(["System abnormal"]);
});

test("a page that is loaded again after the recovery still says who serves it; somebody who comes then is told nothing", async () => {
  const kept = new Map<string, string>();
  const backing = storageInMemory(kept);
  const moved = () => {
    const gateway = hangzhou();
    gateway.rooms({ 0: "dark", 1: "dark" }, 2);
    return gateway;
  };
  await open(hangzhou(), { backing });
  for (const isAgain of [true, false]) {
    close();
    const gateway = moved();
    await open(gateway, isAgain ? { backing } : {});
    expect(shown(".band strong")).toEqual(isAgain ? ["You are now served by Shanghai A"] : []);
    await act(async () => gateway.rooms({}));
    expect(shown(".band strong")).toEqual([]);
  }
});

test("paying into a switching city: prompt, kept, not charged, arrives once by itself", async () => {
  const gateway = shanghai();
  await open(gateway);
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  await tap(".pay-partner");
  await pass(500);
  expect(shown(".band strong")).toEqual(["Test account disaster recovery switching"]);
  expect(shown(".row-standing")[0]).toContain("Kept, not charged · Waiting for Hangzhou");
  expect(shown(".switching-words strong")).toEqual(["1 payment kept"]);
  expect(shown(".slip")).toEqual(["8.88"]);
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await act(async () => gateway.rooms({ 0: "dark", 1: "dark" }, 2));
  await pass(2_000);
  expect(shown(".row-standing")[0]).toContain("Arrived once");
  expect(shown(".slip")).toEqual([]);
  expect(shown(".balance")).toEqual(["999,991.12"]);
});

test("cut and served by another room, in Chinese; the balance never blanks", async () => {
  const gateway = hangzhou();
  await open(gateway, { language: "zh" });
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(shown(".band strong")).toEqual(["系统异常"]);
  expect(shown(".rooms-line .small")).toEqual(["3/5份副本在线"]);
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  expect(shown(".band strong")).toEqual(["测试账户容灾切换中"]);
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await act(async () => gateway.rooms({ 0: "dark", 1: "dark" }, 2));
  expect(shown(".band strong")).toEqual(["已由上海A接管"]);
});

test("a phone held up is lit in its city, dark while it gets no answer, and lit again where it is served", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ holdUp: true }));
  await tap(".offer");
  const window = (): string[] => [
    document.querySelector(".window-page")?.getAttribute("data-dark") ?? "",
    shown(".window-city")[0] ?? "",
  ];
  expect(window()).toEqual(["false", "Hangzhou"]);
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(window()).toEqual(["true", "Hangzhou"]);
  await act(async () => gateway.rooms({ 0: "dark", 1: "dark" }, 2));
  expect(window()).toEqual(["false", "Shanghai"]);
  expect(shown(".window-balance")).toEqual(["Balance 1,000,000.00"]);
  await back();
  expect(shown(".window-page")).toEqual([]);
});

test("a payee's link without an account asks before it opens one", async () => {
  const gateway = hangzhou();
  await open(gateway, { payee: 10_402 });
  expect(shown(".entry-screen h1")).toEqual(["Open a test account?"]);
  expect(gateway.connected).toBe(false);
  await tap(".entry-screen button");
  await pass(500);
  await pass(500);
  expect(shown(".payee .person-name")).toHaveLength(1);
});

test("a payee's number that is not answered is asked for again, at once after a reconnection", async () => {
  const gateway = hangzhou();
  gateway.deaf.add("lookUp");
  await open(gateway, { payee: 10_402 });
  await tap(".entry-screen button");
  await pass(500);
  expect(shown(".payee .person-name")).toEqual([]);
  await act(async () => gateway.disconnect());
  gateway.deaf.clear();
  await act(async () => gateway.connect());
  await pass(500);
  expect(shown(".payee .person-name")).toHaveLength(1);
});

test("anybody in the hall is one tap away", async () => {
  await open(hangzhou());
  const tiles = Array.from(document.querySelectorAll<HTMLElement>(".tile"));
  await act(async () => tiles.find((tile) => tile.textContent === "Random")?.click());
  await pass(200);
  expect(shown(".payee .small")).toEqual(["10612 · Shanghai"]);
});

test("superseded: this page stops and says so", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.say("superseded"));
  expect(shown(".entry-screen h1")).toEqual(["Your account is open elsewhere"]);
  expect(gateway.connected).toBe(false);
});

test("removed: a clear page, and the way in again for whoever is let in", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.say("removed"));
  expect(shown(".entry-screen h1")).toEqual(["This account has left the show"]);
  expect(shown(".entry-screen button")).toEqual(["Let in again? Come in"]);
  expect(gateway.connected).toBe(false);
});

test.each([
  ["doors-closed", "The doors are closed", "已停止入场"],
  ["too-many-phones", "The hall is full", "现场人数已满"],
] as const)(
  "%s is what the page says first, and that it goes on by itself",
  async (door, en, zh) => {
    for (const [language, title, goesOn] of [
      ["en", en, "automatically"],
      ["zh", zh, "自动"],
    ] as const) {
      const gateway = hangzhou();
      gateway.doorSays = door;
      await open(gateway, { language });
      expect(shown(".entry-screen h1")).toEqual([title]);
      expect(shown(".entry-screen p")[0]).toContain(goesOn);
      if (language === "en") close();
    }
  },
);

test("a show that began anew: the old token is forgotten and another account is opened", async () => {
  const gateway = hangzhou();
  const phone = await open(gateway);
  gateway.doorSays = "new-show";
  await act(async () => gateway.disconnect());
  await act(async () => gateway.connect());
  await pass(200);
  gateway.doorSays = null;
  await pass(3_000);
  expect(phone.store.getState().entry.kind).toBe("entered");
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
});

test("incoming money is told by name and moves the balance", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.receive(person(402, 4), 12_345));
  expect(shown(".balance")).toEqual(["1,000,123.45"]);
  expect(shown(".toast")[0]).toMatch(/paid you\+123\.45$/);
  expect(shown(".row-amount")[0]).toBe("+123.45");
  await pass(3_000);
  expect(shown(".toast")).toEqual([]);
});

test("everything that a phone keeps is believed when it is read back", async () => {
  const kept = new Map<string, string>();
  const backing = storageInMemory(kept);
  const gateway = hangzhou();
  const phone = await open(gateway, { backing });
  await act(async () => void phone.pay(person(402, 4), 500 as never));
  await pass(500);
  await act(async () => gateway.say("verifyReceipts", { incident: 1, spreadMs: 10 }));
  await pass(500);
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  await act(async () => void phone.pay(partner, 888 as never));
  await pass(500);
  const nowhere = { read: () => "", write: () => undefined };
  const storage = openPhoneStorage(backing, "next page", nowhere);
  const state = phone.store.getState();
  expect(storage.read("identity")?.showId).toBe("set");
  expect(storage.read("profile")).toEqual(state.profile);
  expect(storage.read("payments")).toEqual(state.book);
  expect(storage.read("receipts")).toEqual(state.receipts);
  expect(storage.read("verification")).toEqual(state.verification);
  expect(state.verification.kind).toBe("done");
  expect(storage.read("recent-payees")).toEqual(state.recentPayees);
});

test("what is thrown is shown: on the way in instead of it, later at the foot of the account", async () => {
  const gateway = hangzhou();
  gateway.doorSays = "no-room";
  const phone = await open(gateway);
  await act(async () => phone.failed("TypeError: x is not a function"));
  expect(shown(".entry-screen h1")).toEqual(["This page could not start"]);
  expect(shown(".entry-screen .small")).toEqual(["TypeError: x is not a function"]);
  gateway.doorSays = null;
  await pass(10_000);
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await act(async () => phone.failed(null));
  expect(shown(".failure-notice")).toEqual([]);
  await act(async () => phone.failed("TypeError: y is not a function"));
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  expect(shown(".failure-notice strong")).toEqual(["Something went wrong in this page"]);
  expect(shown(".failure-notice .small")).toEqual(["TypeError: y is not a function"]);
  await tapWords("Close");
  expect(shown(".failure-notice")).toEqual([]);
});

test("a payment that was taken back has no page any more", async () => {
  const gateway = shanghai();
  const phone = await open(gateway);
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  await tap(".pay-partner");
  await act(async () => pagesOf().open({ kind: "result", paymentId: 1 }));
  expect(shown(".result-word")).toEqual(["Kept. Not charged."]);
  await tap(".quiet-button");
  expect(paidBy(phone)).toBe(0);
  await act(async () => pagesOf().open({ kind: "result", paymentId: 1 }));
  expect(pagesOf().store.getState().page.kind).toBe("home");
});

test("a keyboard that lies over the page leaves a sheet above it", async () => {
  const seen = Object.assign(new EventTarget(), { height: window.innerHeight, offsetTop: 0 });
  vi.stubGlobal("visualViewport", seen);
  await open(hangzhou());
  await tap(".tile");
  const ground = document.querySelector<HTMLElement>(".sheet-ground");
  expect(Number.parseFloat(ground?.style.bottom ?? "")).toBe(0);
  seen.height -= 300;
  await act(async () => void seen.dispatchEvent(new Event("resize")));
  expect(ground?.style.bottom).toBe("300px");
  vi.unstubAllGlobals();
});

test("the call to pay is a page: Back leaves it for this call, and another call is followed anew", async () => {
  const gateway = hangzhou();
  await open(gateway);
  const call = (on: boolean) =>
    act(async () => gateway.change({ cue: { on, amountCents: 888 as never } }));
  await tap(".account-head");
  await call(true);
  expect([shown(".cue-call"), shown(".sheet")]).toEqual([["Everyone:\ntap Pay"], []]);
  await back();
  expect(shown(".cue-call")).toEqual([]);
  await act(async () => gateway.disconnect());
  await act(async () => gateway.connect());
  await pass(3_000);
  expect(shown(".cue-call")).toEqual([]);
  await call(false);
  await call(true);
  expect(shown(".cue-call")).toHaveLength(1);
  await call(false);
  expect(pagesOf().store.getState().page.kind).toBe("home");
  // A payment that is being entered is not interrupted; the call is there behind it.
  await act(async () => pagesOf().open(payPage(partner)));
  await call(true);
  expect(shown(".pay-page")).toHaveLength(1);
  await tap(".key-pay");
  expect([shown(".pay-page"), shown(".cue-call").length]).toEqual([[], 1]);
});

test("a link that names nobody says so, with an account and without", async () => {
  const gateway = hangzhou();
  await open(gateway, { payee: "unreadable" });
  expect(shown(".payee .amber-words")).toEqual(["This code names no account"]);
  expect(document.querySelector<HTMLButtonElement>(".key-pay")?.disabled).toBe(true);
  await tapWords("Choose");
  expect(shown(".sheet h2")).toEqual(["Whom do you pay?"]);
});

test("the second tap of a double tap does nothing to the page that the first one opened", async () => {
  await open(hangzhou());
  const tapAt = async (selector: string, x: number, atMs: number): Promise<void> => {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 });
    Object.defineProperties(event, {
      timeStamp: { value: atMs },
      clientX: { value: x },
      clientY: { value: 600 },
    });
    await act(async () => void document.querySelector(selector)?.dispatchEvent(event));
  };
  await tapAt(".tile", 100, 1_000);
  expect(shown(".sheet h2")).toEqual(["Whom do you pay?"]);
  // Where the finger stands there is somebody to be chosen now, or the ground that closes the sheet.
  await tapAt(".sheet-row", 104, 1_150);
  await tapAt(".sheet-behind", 104, 1_300);
  expect(shown(".sheet h2")).toEqual(["Whom do you pay?"]);
  // Elsewhere, or later, it is meant.
  await tapAt(".sheet-behind", 200, 1_400);
  expect(shown(".sheet h2")).toEqual([]);
});

test("a key that is held down is one press", async () => {
  const gateway = hangzhou();
  await open(gateway);
  const button = document.querySelector(".pay-partner");
  const enter = (repeat: boolean): boolean => {
    const event = { key: "Enter", repeat, bubbles: true, cancelable: true };
    return button?.dispatchEvent(new KeyboardEvent("keydown", event)) ?? false;
  };
  // False: the browser makes no press of it.
  expect([enter(false), enter(true), enter(true), enter(false)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
