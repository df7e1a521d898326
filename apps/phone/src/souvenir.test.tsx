import { act } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { openAfterTheCut, recovered } from "../test-harness/after-the-cut.ts";
import { comes, hangzhou, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const running = { ...recovered, id: null, state: "running" as const, differenceCents: null };

async function afterTheCut() {
  const gateway = hangzhou();
  await openAfterTheCut(gateway);
  return gateway;
}

/** Draws nothing, and measures every text as wide as it has letters. */
function pen(): unknown {
  const drawn = { measureText: (text: string) => ({ width: text.length }) };
  return new Proxy(drawn, {
    get: (target, name) => Reflect.get(target, name) ?? (() => undefined),
    set: () => true,
  });
}

test("the souvenir is drawn and kept on the phone: nothing of it is sent, and nothing is fetched but the script that draws", async () => {
  const drawing = vi
    .spyOn(HTMLCanvasElement.prototype, "getContext")
    .mockImplementation(() => pen() as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockReturnValue("data:image/png;base64,AAAA");
  vi.stubGlobal("Path2D", class {});
  const gateway = await afterTheCut();
  const used: string[] = [];
  const way = (name: string) =>
    class {
      constructor() {
        used.push(name);
      }
    };
  vi.stubGlobal("fetch", async () => void used.push("fetch"));
  for (const name of ["XMLHttpRequest", "WebSocket", "EventSource", "Worker"])
    vi.stubGlobal(name, way(name));
  Object.assign(navigator, { sendBeacon: () => used.push("sendBeacon") });
  for (const name of ["timeout", "emit"] as const)
    vi.spyOn(gateway, name).mockImplementation(() => void used.push(`gateway.${name}`) as never);
  const before = new Set(document.querySelectorAll("[src], [href], form"));

  await act(async () => pagesOf().open({ kind: "card" }));
  await comes(".card-page img");
  await pass(5_000);
  expect(drawing).toHaveBeenCalled();
  const added = Array.from(document.querySelectorAll("[src], [href], form"))
    .filter((element) => !before.has(element))
    .map((element) => element.getAttribute("src") ?? element.outerHTML);
  expect(added).toEqual(["data:image/png;base64,AAAA"]);
  // A long press saves the picture that stands there: the page hears of the press, and does nothing.
  const picture = document.querySelector(".card-page img")!;
  for (const kind of ["touchstart", "pointerdown", "contextmenu", "touchend", "pointerup"])
    await act(async () => void picture.dispatchEvent(new Event(kind, { bubbles: true })));
  await pass(5_000);
  expect(used).toEqual([]);
  // Else a Save of the picture would be none.
  const menu = new Event("contextmenu", { bubbles: true, cancelable: true });
  picture.dispatchEvent(menu);
  expect(menu.defaultPrevented).toBe(false);
});

test("a card that is about to be saved stays on the screen when the next run begins, and when the line comes back to a closed door", async () => {
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(() => pen() as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockReturnValue("data:image/png;base64,AAAA");
  vi.stubGlobal("Path2D", class {});
  const gateway = await afterTheCut();
  await act(async () => pagesOf().open({ kind: "card" }));
  await comes(".card-page img");
  const isShown = (): boolean => document.querySelector(".card-page img") !== null;
  await act(async () => gateway.tellHall({ cue: null, incident: running }));
  expect(isShown()).toBe(true);
  gateway.standsStill = true;
  gateway.doorSays = "switching";
  await pass(6_000);
  await act(async () => gateway.disconnect());
  await act(async () => gateway.connect());
  await pass(1_000);
  expect(isShown()).toBe(true);
  // Nothing is kept of a run in which something is missing.
  gateway.standsStill = false;
  gateway.doorSays = null;
  gateway.check = "missing";
  await pass(2_000);
  await act(async () => {
    gateway.rooms({ 2: "dark" }, 3);
    gateway.say("verifyReceipts", { incident: 2, spreadMs: 50 });
  });
  await pass(2_000);
  expect(isShown()).toBe(false);
});

test("the souvenir is offered until the next run begins: also when everybody is home, with the report and while the show is paused", async () => {
  const gateway = await afterTheCut();
  const offered = (): boolean =>
    shown(".offer").some((words) => words.startsWith("Keep a picture"));
  expect(offered()).toBe(true);
  await act(async () => gateway.rooms({}));
  expect([shown(".band"), offered()]).toEqual([[], true]);
  await act(async () => gateway.change({ paused: true }));
  expect(offered()).toBe(true);
  // Whoever can ask nobody has nothing to draw it with, and whose room is out has something else to look at.
  await act(async () => gateway.disconnect());
  expect(offered()).toBe(false);
  await act(async () => gateway.connect());
  await pass(500);
  expect(offered()).toBe(true);
  await act(async () => gateway.rooms({ 0: "abnormal" }));
  expect(offered()).toBe(false);
  await act(async () => gateway.rooms({}));
  await act(async () => gateway.tellHall({ cue: null, incident: running }));
  expect(offered()).toBe(false);
});
