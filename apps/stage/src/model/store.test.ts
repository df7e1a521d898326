import { accountNumberOf, nameOf, type AccountId, type RoomIndex } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { arrivalsMax, createStageStore, letTimePass } from "./store.ts";
import { speakingSocket } from "../testing/speaking-socket.ts";

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
