import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawSeldom, isMirror } from "./mirror.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("an address says whether the page is a mirror", () => {
  expect([isMirror("?mirror&lang=zh"), isMirror("?view=story"), isMirror("")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a mirror draws twice a second, whoever asks for every frame, and moves nothing by itself", () => {
  const page = {
    document,
    performance,
    setInterval: (task: () => void, ms: number) => setInterval(task, ms),
    matchMedia: (query: string) => ({ matches: query === "all" }),
  } as unknown as Window & typeof globalThis;
  drawSeldom(page);
  let drawn = 0;
  const draw = (): void => {
    drawn += 1;
    page.requestAnimationFrame(draw);
  };
  page.requestAnimationFrame(draw);
  const called: string[] = [];
  const off = page.requestAnimationFrame(() => called.push("called off"));
  page.cancelAnimationFrame(off);
  vi.advanceTimersByTime(3_000);
  expect([drawn, called]).toEqual([6, []]);
  expect(page.matchMedia("(prefers-reduced-motion: reduce)").matches).toBe(true);
  expect(document.head.textContent).toContain("animation:none");
});
