import { expect, type Locator, type Page } from "@playwright/test";

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

/** Watches from now on. Resolves to the longest time in which the page was not run since, ms. */
export async function standstillOf(page: Page): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(() => {
    let [lastMs, longestMs] = [performance.now(), 0];
    const look = (): number => {
      const nowMs = performance.now();
      longestMs = Math.max(longestMs, nowMs - lastMs);
      lastMs = nowMs;
      return longestMs;
    };
    setInterval(look, 20);
    return { look };
  });
  return () => watch.evaluate(({ look }) => look());
}
