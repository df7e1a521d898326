import { asCents, defaultTopology, type ShowSnapshot } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { showScenes } from "@cablecut/ui/show-scenes";
import { act } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { App } from "./app.tsx";
import { createStageStore } from "./model/store.ts";
import { speakingSocket } from "./testing/speaking-socket.ts";
import { mounted, StillResizeObserver } from "./testing/test-page.ts";

beforeAll(() => {
  // Drawing may take longer here than a picture stays young: nobody looks at its age.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  // What jsdom has not and a browser has; nothing is measured or drawn in these tests.
  Object.assign(globalThis, {
    IS_REACT_ACT_ENVIRONMENT: true,
    ResizeObserver: StillResizeObserver,
  });
  HTMLCanvasElement.prototype.getContext = () => null;
});
let unmount = (): void => {};
afterEach(() => act(async () => unmount()));

/** The dashboard: what only the story says is in story.test.tsx. */
async function show(snapshot: ShowSnapshot, search = "?lang=en") {
  const socket = speakingSocket();
  const { store } = createStageStore(socket, () => performance.now(), "?view=dashboard");
  socket.say("connect");
  socket.say("description", {
    showId: "K7F3",
    topology: defaultTopology,
    joinUrl: "HTTP://192.168.1.20:2626",
    joinQr: { size: 25, path: "M0 0h1v1h-1z" },
    wifi: null,
    rehearsal: false,
  });
  socket.say("snapshot", snapshot);
  const page = mounted();
  const { element, root } = page;
  unmount = page.unmount;
  await act(async () =>
    root.render(
      <LanguageContext value={createLanguageStore(search, null, "en")}>
        <App store={store} />
      </LanguageContext>,
    ),
  );
  const textOf = (id: string): string =>
    element.querySelector(`[data-testid="${id}"]`)?.textContent ?? "";
  return { element, store, textOf };
}

const heard = { phones: 2, of: 2 };

test("the dashboard is the engineer's in the lobby as well: rooms and cables are looked at before people come", async () => {
  const { element, textOf } = await show(showScenes["lobby"]!);
  expect(textOf("headline")).toContain("Five copies of every cent");
  expect(element.querySelectorAll('[data-testid="engine-room"]')).toHaveLength(5);
  expect(element.textContent).toContain("1,640 people");
});

test("a hidden head count stands nowhere, neither in the lobby nor on the map", async () => {
  const people = { joined: 1_640, online: 1_611, heard, synthetic: 0, hidden: true };
  const lobby = await show({ ...showScenes["lobby"]!, people });
  expect(lobby.element.textContent).not.toContain("1,640");
  await act(async () => lobby.store.setState({ snapshot: { ...showScenes["live"]!, people } }));
  expect(lobby.element.querySelector(".map")?.textContent).not.toContain("412");
  // Nor can it be read from the funds or from the accounts that are back.
  expect(lobby.textOf("funds")).toContain("0.00");
  expect(lobby.textOf("funds")).not.toContain("1,640");
  const moving = { ...showScenes["switching-moving"]!, people };
  await act(async () => lobby.store.setState({ snapshot: moving }));
  expect(lobby.element.textContent).not.toContain("800");
});

test("synthetic attendees stand beside the people who have joined, and their funds apart", async () => {
  const people = { joined: 2, online: 2, heard, synthetic: 300, hidden: false };
  const lobby = await show({ ...showScenes["lobby"]!, people });
  expect(lobby.element.textContent).toContain("2 people");
  expect(lobby.element.querySelector(".map")?.textContent).toContain("synthetic 模拟观众 300");
  const scene = showScenes["live"]!;
  const synthetic = {
    accounts: 300,
    expectedCents: asCents(3e10),
    actualCents: asCents(3e10 + 888),
  };
  const funds = { ...scene.funds!, synthetic };
  await act(async () => lobby.store.setState({ snapshot: { ...scene, people, funds } }));
  expect(lobby.textOf("funds")).toContain("Synthetic 300 · 300,000,008.88");
  expect(lobby.element.querySelector(".map")?.textContent).toContain("synthetic 模拟观众 300");
});

test("funds keep their place, words and look in every scene", async () => {
  const { element, store } = await show(showScenes["live"]!);
  const look = (): string => element.querySelector('[data-testid="funds"]')!.outerHTML;
  const first = look();
  expect(first).toContain("Funds difference 0.00");
  for (const name of ["lobby", "cue", "cut", "switching-moving", "recovered", "quorum-lost"]) {
    await act(async () => store.setState({ snapshot: showScenes[name]! }));
    expect(look(), name).toBe(first);
  }
});

test("a finished timer stands exactly on the measured value, cut off and not rounded", async () => {
  const { textOf } = await show(showScenes["recovered"]!);
  expect(textOf("band-timer")).toBe("26.0 s");
});

test("missing receipts are marked only where there are any", async () => {
  const { element, store, textOf } = await show(showScenes["recovered"]!);
  const missing = (): string | null =>
    element.querySelector('[data-testid="verification-missing"]')!.getAttribute("data-some");
  expect(textOf("verification-missing")).toContain("0 missing");
  expect(missing()).toBe("false");
  await act(async () => store.setState({ snapshot: showScenes["recovered-full-speed"]! }));
  expect(missing()).toBe("true");
});

test("cables and rooms look as they are", async () => {
  const { element } = await show(showScenes["switching-early"]!);
  const looks = (selector: string, name: string): (string | null)[] =>
    [...element.querySelectorAll(selector)].map((each) => each.getAttribute(name));
  const cut = looks('[data-testid="cable"]', "data-look").filter((look) => look === "cut");
  expect(cut).toHaveLength(4);
  expect(looks('[data-testid="room"]', "data-condition")).toEqual([
    "switching",
    "switching",
    "normal",
    "normal",
    "normal",
  ]);
});

test("Chinese first where it is preferred, and both all the same", async () => {
  const { textOf } = await show(showScenes["switching-early"]!, "?lang=zh");
  expect(textOf("headline")).toContain("容灾切换中 · Disaster recovery switching");
});

test("a lost connection is said, and the last values stay", async () => {
  const { element, store, textOf } = await show(showScenes["switching-moving"]!);
  expect(element.querySelector('[role="status"]')).toBeNull();
  await act(async () => store.setState({ connection: "lost" }));
  const mark = element.querySelector('[role="status"]')!.textContent;
  expect(mark).toContain("Server unreachable");
  // Since when, in whatever language.
  expect(mark).toMatch(/ · \d\d:\d\d:\d\d$/u);
  expect(textOf("fact")).toContain("517 of 800 back");
});

test("a rehearsal is watermarked; a blank screen shows nothing of the show", async () => {
  const { element, store, textOf } = await show({ ...showScenes["live"]!, rehearsal: true });
  expect(element.querySelector(".watermark")).not.toBeNull();
  await act(async () => store.setState({ snapshot: showScenes["blank"]! }));
  expect(element.textContent).toBe("Cablecut");
  // A photograph of a rehearsal is one, whatever it shows.
  await act(async () => store.setState({ snapshot: { ...showScenes["blank"]!, rehearsal: true } }));
  expect(textOf("rehearsal")).toBe("REHEARSAL · 彩排");
});
