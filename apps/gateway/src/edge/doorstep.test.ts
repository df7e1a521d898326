import { expect, test } from "vitest";
import { Doorstep } from "./doorstep.ts";
import type { LoopClock } from "./turns.ts";

const laptop = "192.0.2.66";
const hall = "198.51.100.1";

/** A clock in our hands: what is deferred is done in the next millisecond. */
class HandClock implements LoopClock {
  now = 0;
  #tasks: { readonly atMs: number; readonly task: () => void }[] = [];
  readonly nowMs = (): number => this.now;
  readonly after = (ms: number, task: () => void): void =>
    void this.#tasks.push({ atMs: this.now + ms, task });
  readonly defer = (task: () => void): void => this.after(1, task);

  pass(ms: number): void {
    for (const end = this.now + ms; this.now < end; this.now += 1) {
      const due = this.#tasks.filter(({ atMs }) => atMs <= this.now);
      this.#tasks = this.#tasks.filter((each) => !due.includes(each));
      for (const { task } of due) task();
    }
  }
}

class Way {
  isServed = false;
  isEnded = false;
  readonly #doorstep: Doorstep;
  readonly remoteAddress: string;

  constructor(doorstep: Doorstep, from: string) {
    this.#doorstep = doorstep;
    this.remoteAddress = from;
    doorstep.comes(this, () => (this.isServed = true));
  }

  asks(complete: boolean): this {
    if (this.isServed) this.#doorstep.asks(this, { complete });
    return this;
  }

  destroy(): never {
    this.isEnded = true;
    this.#doorstep.gone(this);
    return this as never;
  }
}

function door() {
  const clock = new HandClock();
  const doorstep = new Doorstep(clock);
  const come = (count: number, from: string, how: (way: Way) => void = () => undefined): Way[] =>
    Array.from({ length: count }, () => {
      const way = new Way(doorstep, from);
      how(way);
      return way;
    });
  return { clock, doorstep, come };
}
const served = (ways: readonly Way[]): number => ways.filter(({ isServed }) => isServed).length;
const ended = (ways: readonly Way[]): number => ways.filter(({ isEnded }) => isEnded).length;

test("of requests that do not end an address has so many read, and whoever else comes from there is let in before those that wait", () => {
  const { clock, come } = door();
  const flood = come(10_000, laptop, (way) => void way.asks(false));
  expect(served(flood)).toBe(512);
  expect(served(come(100, hall))).toBe(100);
  clock.pass(2_100);
  const [phone] = come(1, laptop);
  clock.pass(100);
  expect(phone).toMatchObject({ isServed: true, isEnded: false });
  expect(ended(flood.slice(0, 512))).toBeGreaterThan(16);
});

test("what a flood holds ends a few at a time, and in the end all of it", () => {
  const { clock, come } = door();
  const flood = come(2_000, laptop, (way) => void way.asks(false));
  let most = 0;
  for (let ms = 0; ms < 15_000; ms += 10) {
    const before = ended(flood);
    clock.pass(10);
    for (const way of flood) if (way.isServed && !way.isEnded) way.asks(false);
    most = Math.max(most, ended(flood) - before);
  }
  expect(most).toBeLessThanOrEqual(100);
  clock.pass(60_000);
  expect(served(flood.filter(({ isEnded }) => !isEnded))).toBeLessThanOrEqual(512);
});

test("a hall of 15,000 behind one address waits for nothing: its requests are whole, or are WebSockets", () => {
  const { clock, doorstep, come } = door();
  const polls = come(15_000, hall, (way) => void way.asks(true));
  expect(served(polls)).toBe(15_000);
  const sockets = come(15_000, hall, (way) => doorstep.answered(way));
  expect(served(sockets)).toBe(15_000);
  clock.pass(30_000);
  expect(ended([...polls, ...sockets])).toBe(0);
});

test("connections that ask for nothing are held by the thousand, as browsers open them, and end where more come", () => {
  const { clock, come } = door();
  const spare = come(4_096, hall);
  expect(served(spare)).toBe(4_096);
  clock.pass(5_000);
  expect(ended(spare)).toBe(0);
  const [phone] = come(1, hall);
  expect(phone!.isServed).toBe(false);
  clock.pass(100);
  expect(phone!.isServed).toBe(true);
  expect(ended(spare)).toBeGreaterThan(0);
});

test("whoever goes while it waits is not served, and nothing is kept of it", () => {
  const { clock, come } = door();
  const flood = come(512, laptop, (way) => void way.asks(false));
  const waits = come(100, laptop);
  for (const way of [...waits, ...flood]) way.destroy();
  clock.pass(100);
  expect(served(waits)).toBe(0);
  expect(served(come(512, laptop, (way) => void way.asks(false)))).toBe(512);
});

test("of whoever has gone nothing is kept, in whatever order its connections end", () => {
  const { clock, doorstep, come } = door();
  for (const from of [hall, laptop]) {
    const [socket, page, poll] = come(3, from);
    doorstep.answered(socket!);
    doorstep.answered(page!.asks(true));
    poll!.asks(true);
    for (const way of [page, poll, socket]) way!.destroy();
  }
  for (const way of come(600, laptop, (each) => void each.asks(false))) way.destroy();
  clock.pass(100);
  expect(doorstep.kept).toBe(0);
});
