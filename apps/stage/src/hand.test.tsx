import { defaultTopology, type ConsoleHand } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "./app.tsx";
import { createStageStore } from "./model/store.ts";
import { speakingSocket } from "./testing/speaking-socket.ts";
import { storyScenes } from "./testing/story-scenes.ts";

let unmount = (): void => {};
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  // jsdom paints nothing.
  HTMLCanvasElement.prototype.getContext = () => null;
  vi.useFakeTimers();
});
afterEach(async () => {
  await act(async () => unmount());
  vi.useRealTimers();
});

async function stage(scene: string, search = "") {
  const socket = speakingSocket();
  const live = createStageStore(socket, () => performance.now(), search);
  const element = document.createElement("div");
  const root = createRoot(element);
  unmount = () => {
    live.stop();
    root.unmount();
  };
  socket.say("connect");
  socket.say("description", {
    showId: "K7F3",
    topology: defaultTopology,
    joinUrl: "HTTP://192.168.1.20:2626",
    joinQr: { size: 25, path: "M0 0h1v1h-1z" },
    wifi: null,
    rehearsal: false,
  });
  socket.say("snapshot", storyScenes(8)[scene]!.snapshot);
  await act(async () =>
    root.render(
      <LanguageContext value={createLanguageStore("?lang=en", null, "en")}>
        <App store={live.store} />
      </LanguageContext>,
    ),
  );
  return {
    find: (id: string): Element | null => element.querySelector(`[data-testid="${id}"]`),
    hear: (hand: ConsoleHand) => act(async () => socket.say("consoleHand", hand)),
    pass: (ms: number) => act(async () => vi.advanceTimersByTime(ms)),
  };
}

test("an armed clicker stands on the street until it is told otherwise, and never longer than it can be", async () => {
  const { find, hear, pass } = await stage("cue");
  expect(find("armed")).toBeNull();
  await hear({ armed: true, holdMs: null, heldMs: 0 });
  expect(find("armed")).not.toBeNull();
  await hear({ armed: false, holdMs: null, heldMs: 0 });
  expect(find("armed")).toBeNull();
  await hear({ armed: true, holdMs: null, heldMs: 0 });
  await pass(10_100);
  expect(find("armed")).toBeNull();
});

test("a hold fills the foot of the band, from where it is, and is gone when it would be full", async () => {
  const { find, hear, pass } = await stage("cue");
  await hear({ armed: false, holdMs: 1_200, heldMs: 300 });
  expect(find("hold-line")?.getAttribute("style")).toContain("-300ms");
  await pass(850);
  expect(find("hold-line")).not.toBeNull();
  await pass(100);
  expect(find("hold-line")).toBeNull();
});

test("a hold that is let go leaves nothing", async () => {
  const { find, hear } = await stage("live");
  await hear({ armed: false, holdMs: 1_200, heldMs: 0 });
  await hear({ armed: false, holdMs: null, heldMs: 0 });
  expect(find("hold-line")).toBeNull();
});

test.each(["lobby", "report", "proof", "quorum-lost"])(
  "a hold is seen where the picture has no band as well, at its edge: %s",
  async (scene) => {
    const { find, hear } = await stage(scene);
    await hear({ armed: false, holdMs: 1_200, heldMs: 0 });
    expect(find("hold-line")?.getAttribute("y")).toBe("0");
  },
);

test("the engineer's view shows the hand as well", async () => {
  const { find, hear } = await stage("cue", "?view=dashboard");
  await hear({ armed: true, holdMs: 1_200, heldMs: 0 });
  expect(find("armed")).not.toBeNull();
  expect(find("hold-line")).not.toBeNull();
});
