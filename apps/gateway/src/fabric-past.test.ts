import type { FabricClient, FabricEvent, FabricHistory } from "@cablecut/fabric";
import { afterEach, expect, test, vi } from "vitest";
import { followFabric } from "./fabric-past.ts";

afterEach(() => vi.useRealTimers());

const cut = {
  sequence: 1,
  kind: "cable-cut",
  cable: "hz-a/A",
  atMs: 5_000,
} as unknown as FabricEvent;
const unreachable = { ok: false, refusal: "unreachable", message: "timed out" } as const;
const past = { ok: true, events: [{ ...cut, ageMs: 100 }] } as unknown as FabricHistory;

/** A fabric whose answers come when the test gives them. */
class SlowFabric {
  asked = 0;
  stopped = false;
  connected = (): void => undefined;
  readonly #waiting: ((answer: Awaited<ReturnType<FabricClient["history"]>>) => void)[] = [];

  history(): ReturnType<FabricClient["history"]> {
    this.asked += 1;
    return new Promise((answer) => this.#waiting.push(answer));
  }

  watch(handlers: Parameters<FabricClient["watch"]>[0]): () => void {
    this.connected = () => handlers.onConnected?.(0, false);
    return () => {
      this.stopped = true;
    };
  }

  async answer(answer: Awaited<ReturnType<FabricClient["history"]>>): Promise<void> {
    this.#waiting.shift()?.(answer);
    await vi.advanceTimersByTimeAsync(0);
  }
}

function following() {
  vi.useFakeTimers();
  const fabric = new SlowFabric();
  const told: unknown[] = [];
  const stop = followFabric(fabric, (event) => told.push(event));
  fabric.connected();
  return { fabric, told, stop };
}

test("the cables' past that a busy moment swallowed is asked for again until it is told", async () => {
  const { fabric, told } = following();
  await fabric.answer(unreachable);
  await vi.advanceTimersByTimeAsync(1_000);
  await fabric.answer(unreachable);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([]);
  await fabric.answer(past);
  expect(told).toEqual([cut]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fabric.asked).toBe(3);
});

test("an answer to a connection that was lost is nobody's, and whoever stops asks no more", async () => {
  const { fabric, told, stop } = following();
  fabric.connected();
  await fabric.answer(past);
  expect(told).toEqual([]);
  await fabric.answer(unreachable);
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([fabric.asked, fabric.stopped]).toEqual([2, true]);
});
