import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLiveStore, type LiveState } from "./live-store.ts";

const { left } = vi.hoisted(() => ({ left: vi.fn<() => void>() }));
vi.mock("./live-socket.ts", () => ({ leaveGateway: left }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  left.mockReset();
});

interface Incoming {
  sign(): void;
  unchanged(): void;
}

test("a gateway that speaks is not left, though nothing that it says makes current what the page shows", () => {
  const listeners = new Map<string, () => void>();
  const socket = {
    connected: false,
    on: (event: string, listener: () => void) => listeners.set(event, listener),
    off: () => undefined,
  };
  const live = createLiveStore<LiveState, Incoming>(
    socket,
    { connection: "connecting" },
    {},
    { signs: ["sign"], confirmations: ["unchanged"], maxAgeMs: 5_000, showsEarlier: () => true },
  );
  listeners.get("connect")?.();
  for (let second = 0; second < 30; second += 1) {
    vi.advanceTimersByTime(1_000);
    if (second % 2 === 0) listeners.get("unchanged")?.();
  }
  expect(live.store.getState().connection).toBe("silent");
  expect(left).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(left).toHaveBeenCalledOnce();
  live.stop();
});
