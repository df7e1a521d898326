import { expect, test, type Locator, type Page } from "@playwright/test";

/** What a story could not look at; the summary of a run lists it. */
const notJudgedType = "not judged";
/** A gateway that was not run for so long judges nobody for a second, and then the rooms may have suspected already. */
export const stoodStillMs = 200;

/** Everything that a place of a page says from now on, each other text once: a look at one moment misses what was between. */
export async function textsOf(place: Locator): Promise<() => Promise<string[]>> {
  const texts = await place.evaluateHandle((element) => {
    const said = [element.textContent ?? ""];
    const look = (): void => {
      const text = element.isConnected ? (element.textContent ?? "") : "gone";
      if (said.at(-1) !== text) said.push(text);
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    return said;
  });
  return () => texts.jsonValue();
}

/** It says so, or has said so since `textsOf`. */
export async function expectSaid(texts: () => Promise<string[]>, text: string): Promise<void> {
  await expect.poll(async () => (await texts()).join(" | ")).toContain(text);
}

/** Said at the end of the run: where the machine stands still, what is seen says nothing about the show. */
export function notJudged(what: string, stoodMs: number): void {
  const description = `"${what}" was not judged: the machine stood still for ${Math.round(stoodMs)} ms`;
  test.info().annotations.push({ type: notJudgedType, description });
}

/** Watches from now on. Resolves to the longest time in which the page, or this process, was not run since, ms. */
export async function standstillOf(page: Page): Promise<() => Promise<number>> {
  const inPage = await page.evaluateHandle(watchOwnTime);
  const here = watchOwnTime();
  return async () => {
    const stoodMs = Math.max(here.longestMs(), await inPage.evaluate((watch) => watch.longestMs()));
    here.end();
    return stoodMs;
  };
}

/** Runs in a page as well, so it names nothing outside of itself. */
function watchOwnTime(): { readonly longestMs: () => number; readonly end: () => void } {
  let [lastMs, longest] = [performance.now(), 0];
  const longestMs = (): number => {
    const nowMs = performance.now();
    longest = Math.max(longest, nowMs - lastMs);
    lastMs = nowMs;
    return longest;
  };
  const timer = setInterval(longestMs, 20);
  return { longestMs, end: () => clearInterval(timer) };
}
