import { defaultTopology, type EngineSecond } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EngineCharts } from "./features/chart/engine-charts.tsx";
import { mounted, StillResizeObserver } from "./testing/test-page.ts";

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  // Everything is as large as a chart: jsdom lays nothing out.
  vi.stubGlobal("ResizeObserver", StillResizeObserver);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(
    new DOMRect(0, 0, 400, 200),
  );
});
let unmount = (): void => {};
afterEach(async () => {
  await act(async () => unmount());
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const seconds = (answerMs: EngineSecond["answerMs"]): EngineSecond[] =>
  Array.from({ length: 30 }, (_, second) => ({
    atMs: second * 1_000,
    byRoom: defaultTopology.rooms.map(() => 20),
    answers: { booked: 0, "not-now": 0, unknown: 0, refused: 0 },
    answerMs,
  }));

test("a page that was opened before anybody paid has the scale of what it measures once somebody does", async () => {
  const page = mounted();
  const { element, root } = page;
  unmount = page.unmount;
  const draw = async (answerMs: EngineSecond["answerMs"]): Promise<Element> => {
    await act(async () =>
      root.render(
        <LanguageContext value={createLanguageStore("?lang=en", null, "en")}>
          <EngineCharts
            seconds={seconds(answerMs)}
            moments={[]}
            topology={defaultTopology}
            isOneOfSeveral={false}
          />
        </LanguageContext>,
      ),
    );
    return element.querySelectorAll(".time-chart")[2]!;
  };
  // The highest number: for want of room, which jsdom does not know, others may be left out.
  const highest = (chart: Element): string | undefined =>
    [...chart.querySelectorAll(".recharts-yAxis-tick-labels text")].at(-1)?.textContent;
  const before = await draw(null);
  expect(before.textContent).toContain("nothing measured yet");
  expect(highest(await draw({ p50Ms: 3, p99Ms: 12 }))).toBe("12");
  // An hour in which nobody pays, and then somebody does.
  await draw(null);
  expect(highest(await draw({ p50Ms: 30, p99Ms: 120 }))).toBe("120");
});

test("on a screen of twice as many points a chart's lines are twice as thick, and its words as far from them", async () => {
  const page = mounted();
  const { element, root } = page;
  unmount = page.unmount;
  const moments = [{ incident: 1, cutMs: 20_000, endMs: 20_500 }];
  const draw = async (remPx: number): Promise<{ line: number; words: number[] }> => {
    document.documentElement.style.fontSize = `${remPx}px`;
    await act(async () =>
      root.render(
        <LanguageContext value={createLanguageStore("?lang=en", null, "en")}>
          <EngineCharts
            key={remPx}
            seconds={seconds({ p50Ms: 3, p99Ms: 12 })}
            moments={moments}
            topology={defaultTopology}
            isOneOfSeveral={false}
          />
        </LanguageContext>,
      ),
    );
    document.documentElement.style.fontSize = "";
    const chart = element.querySelectorAll(".time-chart")[2]!;
    const lines = [...chart.querySelectorAll(".recharts-reference-line-line")];
    const words = [...chart.querySelectorAll("text.recharts-label")];
    const number = (of: Element, name: string): number => Number(of.getAttribute(name));
    return {
      line: number(lines[0]!, "stroke-width"),
      words: words.map((word, at) => number(word, "x") - number(lines[at]!, "x1")),
    };
  };
  expect(await draw(5)).toEqual({ line: 1.5, words: [-10, 13] });
  expect(await draw(10)).toEqual({ line: 3, words: [-20, 26] });
});
