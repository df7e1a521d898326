import { accountNumberOf, nameOf, type AccountId, type RoomIndex } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { arrivalsMax, createStageStore } from "./store.ts";

function speakingSocket() {
  const listeners = new Map<string, (...values: never[]) => void>();
  return {
    connected: false,
    on: (event: string, listener: (...values: never[]) => void) => listeners.set(event, listener),
    off: (event: string) => listeners.delete(event),
    say: (event: string, value?: unknown) => listeners.get(event)?.(value as never),
  };
}
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
