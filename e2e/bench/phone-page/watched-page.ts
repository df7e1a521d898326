/** Moments of one page, ms since its navigation began. */
export interface Watched {
  /** The first contentful paint, which is the shell of the home page. */
  readonly shellMs: number;
  /** The last byte of the scripts that were asked for at first. */
  readonly scriptsMs: number;
  /** The script that draws ran; the other one has opened the line by then. */
  readonly startedMs: number;
  /** Balance and buttons are painted and can be tapped. */
  readonly usableMs: number;
  readonly longestTaskMs: number;
}

/** Runs in the page before anything of ours, and notes when what is waited for stands there and was painted. */
export function watchPage(): void {
  const watched: { -readonly [Key in keyof Watched]: number | null } = {
    shellMs: null,
    scriptsMs: null,
    startedMs: null,
    usableMs: null,
    longestTaskMs: 0,
  };
  Object.assign(window, { watched });
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === "first-contentful-paint") watched.shellMs = startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      watched.longestTaskMs = Math.max(watched.longestTaskMs ?? 0, duration);
  }).observe({ type: "longtask", buffered: true });
  let isThere = false;
  const look = (): void => {
    if (watched.startedMs === null && "cablecutStarted" in window) {
      watched.startedMs = performance.now();
      const came = performance.getEntriesByType("resource").filter((e) => e.name.endsWith(".js"));
      watched.scriptsMs = Math.max(
        ...came.map((entry) => (entry as PerformanceResourceTiming).responseEnd),
      );
    }
    const balance = document.querySelector(".balance")?.textContent ?? "";
    // The first in a show has nobody to pay with the large button, but can pay by number.
    const button = document.querySelector<HTMLButtonElement>(".tile");
    if (isThere || !/^[\d,]+\.\d\d$/.test(balance) || button?.disabled !== false) return;
    isThere = true;
    // Painted with the next frame; by the one after that a tap is heard.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        watched.usableMs = performance.now();
      }),
    );
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
}
