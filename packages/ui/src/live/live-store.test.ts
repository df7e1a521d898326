import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  createLiveStore,
  type FeedingSocket,
  type Freshness,
  type LiveState,
} from "./live-store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Incoming {
  count(value: number): void;
  sign(): void;
  unchanged(): void;
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

const freshness: Freshness<State, Incoming> = { signs: ["sign"], maxAgeMs: 3_000 };
const initial: State = { connection: "connecting", total: 0, seen: [] };

test("an event runs its reducer; a lost connection keeps everything that was heard", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(
    socket,
    initial,
    {
      count: (state, value) => ({ total: state.total + value, seen: [...state.seen, value] }),
    },
    freshness,
  );
  socket.hear("connect");
  socket.hear("count", 2);
  socket.hear("count", 3);
  socket.hear("disconnect");
  expect(live.store.getState()).toEqual({ connection: "lost", total: 5, seen: [2, 3] });
});

test("stopped means deaf", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(
    socket,
    initial,
    {
      count: (state, value) => ({ total: state.total + value }),
    },
    freshness,
  );
  live.stop();
  socket.hear("count", 2);
  socket.hear("connect");
  expect(live.store.getState()).toEqual(initial);
});

test("connected means that something comes, not that a socket is open", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(socket, initial, {}, freshness);
  const connection = (): string => live.store.getState().connection;
  socket.hear("connect");
  for (let second = 0; second < 10; second += 1) {
    vi.advanceTimersByTime(1_000);
    socket.hear("sign");
  }
  expect(connection()).toBe("connected");
  vi.advanceTimersByTime(2_900);
  expect(connection()).toBe("connected");
  vi.advanceTimersByTime(1_000);
  expect(connection()).toBe("silent");
  socket.hear("sign");
  expect(connection()).toBe("connected");
  live.stop();
});

test("what was heard before is not current because a socket is open again, but with the next sign", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(
    socket,
    initial,
    { count: (state, value) => ({ total: state.total + value }) },
    { ...freshness, showsEarlier: ({ total }) => total > 0 },
  );
  const connection = (): string => live.store.getState().connection;
  socket.hear("connect");
  expect(connection()).toBe("connected");
  socket.hear("count", 2);
  socket.hear("disconnect");
  vi.advanceTimersByTime(60_000);
  socket.hear("connect");
  expect(connection()).toBe("silent");
  socket.hear("sign");
  expect(connection()).toBe("connected");
});

test("that nothing has changed is no news of what was told over an earlier connection", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(
    socket,
    initial,
    {},
    { ...freshness, confirmations: ["unchanged"], showsEarlier: () => true },
  );
  const connection = (): string => live.store.getState().connection;
  const secondsUnchanged = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      vi.advanceTimersByTime(1_000);
      socket.hear("unchanged");
    }
  };
  socket.hear("connect");
  secondsUnchanged(2);
  expect(connection()).toBe("silent");
  socket.hear("sign");
  secondsUnchanged(10);
  expect(connection()).toBe("connected");
  vi.advanceTimersByTime(4_000);
  expect(connection()).toBe("silent");
  socket.hear("unchanged");
  expect(connection()).toBe("connected");
  // What was told otherwise counts as well: then it is that which has not changed.
  socket.hear("connect");
  live.store.setState({ connection: "connected" });
  secondsUnchanged(10);
  expect(connection()).toBe("connected");
  live.stop();
});

test("a page that its owner says is connected is not silent at once, however long nothing had come", () => {
  const socket = fakeSocket();
  const showsEarlier = (): boolean => true;
  const live = createLiveStore<State, Incoming>(
    socket,
    initial,
    {},
    { ...freshness, showsEarlier },
  );
  const connection = (): string => live.store.getState().connection;
  socket.hear("connect");
  vi.advanceTimersByTime(60_000);
  expect(connection()).toBe("silent");
  live.store.setState({ connection: "connected" });
  vi.advanceTimersByTime(2_000);
  expect(connection()).toBe("connected");
  vi.advanceTimersByTime(2_000);
  expect(connection()).toBe("silent");
  live.stop();
});

test("what a page does of its own when a socket opens comes behind that, and does not undo it", () => {
  const socket = fakeSocket();
  const seen: string[] = [];
  const reducers = {
    connect: ({ connection }: State) => {
      seen.push(connection);
      return {};
    },
  };
  const showsEarlier = (): boolean => true;
  const live = createLiveStore<State, Incoming & { connect(): void }>(socket, initial, reducers, {
    ...freshness,
    showsEarlier,
  });
  socket.hear("connect");
  expect([...seen, live.store.getState().connection]).toEqual(["silent", "silent"]);
  live.stop();
});

test("who is not told anything is not silent for that, not any more either", () => {
  const socket = fakeSocket();
  const expected = (state: State): boolean => state.total > 0;
  const reducers = { count: (_: State, total: number) => ({ total }) };
  const live = createLiveStore<State, Incoming>(socket, initial, reducers, {
    ...freshness,
    expected,
  });
  socket.hear("connect");
  vi.advanceTimersByTime(60_000);
  expect(live.store.getState().connection).toBe("connected");
  socket.hear("count", 1);
  vi.advanceTimersByTime(4_000);
  expect(live.store.getState().connection).toBe("silent");
  socket.hear("count", 0);
  vi.advanceTimersByTime(500);
  expect(live.store.getState().connection).toBe("connected");
  live.stop();
});

test("a page that stood still itself does not say that the show's server did", () => {
  const socket = fakeSocket();
  const live = createLiveStore<State, Incoming>(socket, initial, {}, freshness);
  const connection = (): string => live.store.getState().connection;
  socket.hear("connect");
  vi.advanceTimersByTime(1_000);
  socket.hear("sign");
  // Nothing ran for ten seconds; then the timer comes before what the socket has to tell.
  const standing = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 10_000);
  vi.advanceTimersByTime(500);
  expect(connection()).toBe("connected");
  standing.mockRestore();
  live.stop();
});
