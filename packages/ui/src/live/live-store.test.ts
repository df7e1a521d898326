import { expect, test } from "vitest";
import { createLiveStore, type FeedingSocket, type LiveState } from "./live-store.ts";

interface Incoming {
  count(value: number): void;
}
interface State extends LiveState {
  readonly total: number;
  readonly seen: readonly number[];
}

function fakeSocket(): FeedingSocket & { hear(event: string, ...values: unknown[]): void } {
  const listeners = new Map<string, Set<(...values: never[]) => void>>();
  return {
    connected: false,
    on: (event, listener) => listeners.set(event, new Set(listeners.get(event)).add(listener)),
    off: (event = "", listener = () => {}) => listeners.get(event)?.delete(listener),
    hear(event, ...values) {
      for (const listener of listeners.get(event) ?? []) listener(...(values as never[]));
    },
  };
}

const initial: State = { connection: "connecting", total: 0, seen: [] };

test("an event runs its reducer; a lost connection keeps everything that was heard", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(socket, initial, {
    count: (state, value) => ({ total: state.total + value, seen: [...state.seen, value] }),
  });
  socket.hear("connect");
  socket.hear("count", 2);
  socket.hear("count", 3);
  socket.hear("disconnect");
  expect(live.store.getState()).toEqual({ connection: "lost", total: 5, seen: [2, 3] });
});

test("stopped means deaf", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(socket, initial, {
    count: (state, value) => ({ total: state.total + value }),
  });
  live.stop();
  socket.hear("count", 2);
  socket.hear("connect");
  expect(live.store.getState()).toEqual(initial);
});
