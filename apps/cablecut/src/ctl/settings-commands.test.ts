import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { failbackInForce, paceInForce, settled } from "./settings-commands.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Told {
  readonly show?: { readonly pace: string; readonly failback: boolean };
  readonly waiting?: { readonly pace: string | null; readonly failback: boolean | null };
  readonly paceRefused?: string;
}

function waitFor(inForce: Parameters<typeof settled>[1]) {
  const socket = new EventEmitter();
  const outcome = settled(socket, inForce, 10_000);
  const tell = (told: Told): void => {
    const show = { pace: "keynote", failback: false };
    const waiting = { pace: null, failback: null };
    socket.emit("console", { show, waiting, ...told });
  };
  return { outcome, tell, socket };
}

test("a pace is said to be set once the rooms have it, and not when it was only accepted", async () => {
  const { outcome, tell, socket } = waitFor(paceInForce("booth"));
  tell({ waiting: { pace: "booth", failback: null } });
  tell({});
  expect(socket.listenerCount("console")).toBe(1);
  tell({ show: { pace: "booth", failback: false } });
  expect(await outcome).toBe("taken");
  expect(socket.listenerCount("console")).toBe(0);
});

test("what no room takes waits, and that is said once the patience is over", async () => {
  const { outcome, tell } = waitFor(failbackInForce(true));
  tell({ waiting: { pace: null, failback: true } });
  vi.advanceTimersByTime(10_000);
  expect(await outcome).toBe("waits");
});

test("a refusal that comes after the answer is heard", async () => {
  const { outcome, tell } = waitFor(paceInForce("booth"));
  tell({ waiting: { pace: "booth", failback: null } });
  tell({ paceRefused: "booth" });
  expect(await outcome).toBe("refused");
});
