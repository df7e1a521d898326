import {
  accountNumberOf,
  nameOf,
  type AccountId,
  type RoomIndex,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test, vi } from "vitest";
import {
  arrivalsMax,
  changeView,
  createStageStore,
  initialStageState,
  letTimePass,
  sinceStopMs,
} from "./store.ts";
import { shownView } from "./view-choice.ts";
import { engineAt } from "../testing/engine-scene.ts";
import { speakingSocket } from "../testing/speaking-socket.ts";
import { storyScenes } from "../testing/story-scenes.ts";

const arrival = (account: number) => ({
  name: nameOf(account as AccountId),
  accountNumber: accountNumberOf(account as AccountId),
  room: 0 as RoomIndex,
});

test("a snapshot is stamped with this page's own clock, and stays when the connection is lost", () => {
  const socket = speakingSocket();
  const { store } = createStageStore(socket, () => 77);
  socket.say("connect");
  socket.say("snapshot", showScenes["live"]);
  socket.say("disconnect");
  expect(store.getState()).toMatchObject({ connection: "lost", arrivedAtMs: 77 });
  expect(store.getState().snapshot).toBe(showScenes["live"]);
});

test("a stage is connected while snapshots come, and neither three seconds later nor by an open socket alone", () => {
  vi.useFakeTimers();
  const socket = speakingSocket();
  const live = createStageStore(socket, () => 0);
  const connection = (): string => live.store.getState().connection;
  socket.say("connect");
  socket.say("snapshot", showScenes["live"]);
  vi.advanceTimersByTime(2_900);
  expect(connection()).toBe("connected");
  vi.advanceTimersByTime(700);
  expect(connection()).toBe("silent");
  socket.say("snapshot", showScenes["live"]);
  expect(connection()).toBe("connected");
  socket.say("disconnect");
  socket.say("connect");
  expect(connection()).toBe("silent");
  socket.say("snapshot", showScenes["live"]);
  expect(connection()).toBe("connected");
  live.stop();
  vi.useRealTimers();
});

test("arrivals: newest first, each once, at most so many", () => {
  const socket = speakingSocket();
  const { store } = createStageStore(socket, () => 0);
  socket.say("arrivals", [arrival(1), arrival(2)]);
  socket.say("arrivals", [arrival(3)]);
  socket.say("arrivals", [arrival(1), arrival(2), arrival(3)]);
  expect(store.getState().arrivals.map((each) => each.accountNumber - 10_000)).toEqual([3, 2, 1]);
  socket.say(
    "arrivals",
    Array.from({ length: 40 }, (_, account) => arrival(account)),
  );
  expect(store.getState().arrivals).toHaveLength(arrivalsMax);
});

test("a new show at the same address begins with nothing of the one before; the same show told again keeps all of it", () => {
  const socket = speakingSocket();
  const { store } = createStageStore(socket, () => 5, "?view=dashboard");
  const hear = (showId: string): void => socket.say("description", { showId });
  socket.say("connect");
  hear("first");
  socket.say("arrivals", [arrival(1)]);
  socket.say("snapshot", showScenes["recovered"]);
  socket.say("engine", engineAt(showScenes["recovered"]!).frame);
  socket.say("hall", storyScenes(40)["live"]!.hall);
  socket.say("consoleHand", { armed: true, holdMs: null, heldMs: 0 });
  const before = store.getState();
  hear("first");
  expect(store.getState()).toEqual({ ...before, description: { showId: "first" } });
  hear("second");
  expect(store.getState()).toEqual({
    ...initialStageState,
    connection: before.connection,
    description: { showId: "second" },
    view: { ...before.view, showId: "second" },
  });
});

test("a screen that is loaded again shows the view that its key had chosen, until the console chooses anew", () => {
  const storage = new Map<string, string>();
  const load = (search = "") => {
    const socket = speakingSocket();
    const { store } = createStageStore(socket, () => 5, search, {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => storage.set(key, value),
    });
    const hear = (view: "story" | "dashboard"): void => {
      const live = showScenes["live"]!;
      socket.say("snapshot", { ...live, stage: { ...live.stage, view } });
    };
    return { store, hear, shown: () => shownView(store.getState().view) };
  };
  const first = load();
  first.hear("story");
  changeView(first.store);
  const second = load();
  expect(second.shown()).toBe("dashboard");
  second.hear("story");
  expect(second.shown()).toBe("dashboard");
  second.hear("dashboard");
  second.hear("story");
  const third = load();
  third.hear("story");
  expect(third.shown()).toBe("story");
  changeView(third.store);
  changeView(third.store);
  const pinned = load("?view=dashboard");
  expect(pinned.shown()).toBe("dashboard");
  changeView(pinned.store);
  expect(load("?view=dashboard").shown()).toBe("story");
  storage.set("cablecut.stage.view", "garbage of somebody");
  expect(load("?view=dashboard").shown()).toBe("dashboard");
});

test("the charts of a page that is loaded again after its gateway was show the seconds before both", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const frame = engineAt(showScenes["switching-early"]!).frame!;
  const load = (seconds: typeof frame.seconds, showId = "K7F3") => {
    const socket = speakingSocket();
    const { store } = createStageStore(socket, () => 5, "", storage);
    socket.say("connect");
    socket.say("description", { showId });
    socket.say("engine", { ...frame, seconds, moments: [] });
    return store.getState().engine.seconds;
  };
  const before = load(frame.seconds);
  expect(before).toHaveLength(120);
  const [first, second] = [1, 2].map((later) => {
    const last = frame.seconds.at(-1)!;
    return { ...last, atMs: last.atMs + later * 1_000 };
  });
  expect(load([first!])).toEqual([...before.slice(1), first]);
  expect(load([second!])).toEqual([...before.slice(2), first, second]);
  // Of another show's seconds nothing is drawn.
  expect(load([second!], "OTHER")).toEqual([second]);
});

test("a page knows for how long it has seen the stop, and nothing of one that was before it", () => {
  const socket = speakingSocket();
  let nowMs = 1_000;
  const { store } = createStageStore(socket, () => nowMs);
  const since = (scene: string): number | null => {
    socket.say("snapshot", showScenes[scene]);
    nowMs += 200;
    return sinceStopMs(store.getState());
  };
  expect([since("recovered"), since("recovered")]).toEqual([null, null]);
  expect([since("switching-early"), since("recovered"), since("recovered")]).toEqual([
    null,
    0,
    200,
  ]);
  expect([since("cut"), since("live")]).toEqual([null, null]);
});

test("an end that a new gateway asks the rooms for, or that a healed cut gives way to, is no stop that this page saw", () => {
  const socket = speakingSocket();
  let nowMs = 1_000;
  const { store } = createStageStore(socket, () => nowMs);
  const since = (snapshot: ShowSnapshot): number | null => {
    socket.say("snapshot", snapshot);
    nowMs += 200;
    return sinceStopMs(store.getState());
  };
  const over = showScenes["recovered"]!;
  const running = showScenes["switching-early"]!;
  since({ ...running, scene: "starting" });
  expect(since(over)).toBeNull();
  const { startedAtMs, elapsedMs } = over.incident!;
  const laterMs = startedAtMs! + elapsedMs! + 60_000;
  since({ ...running, incident: { ...running.incident!, id: null, startedAtMs: laterMs } });
  expect(since({ ...over, scene: "live" })).toBeNull();
});

test("time passes between two snapshots, and an end is shown from the snapshot that tells of it", () => {
  const socket = speakingSocket();
  let nowMs = 1_000;
  const { store } = createStageStore(socket, () => nowMs);
  const running = showScenes["switching-early"]!;
  socket.say("snapshot", running);
  const first = store.getState().time!;
  expect(first.ended).toBe(false);
  letTimePass(store, (nowMs += 200));
  expect(store.getState().time!.ms).toBe(first.ms + 200);
  socket.say("snapshot", showScenes["recovered"]);
  expect(store.getState().time).toEqual({ incident: 1, ms: 26_040, text: "26.0", ended: true });
  const { time } = store.getState();
  letTimePass(store, (nowMs += 200));
  expect(store.getState().time).toBe(time);
});
