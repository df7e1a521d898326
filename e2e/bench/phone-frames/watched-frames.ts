/** What was drawn while something changed. */
export interface WatchedFrames {
  /** When each frame began, ms. */
  readonly frames: readonly number[];
  /** Every property that was animated. */
  readonly properties: readonly string[];
  /** The longest task of the page, ms; 0 where none took more than the 50 that make it a long one. */
  readonly longestTaskMs: number;
}

/** Runs in the page before anything of ours: `watchFrames()` begins, `framesWatched()` tells. */
export function offerToWatchFrames(): void {
  const properties = new Set<string>();
  let frames: number[] = [];
  let isWatching = false;
  let longestTaskMs = 0;
  const note = (entries: readonly PerformanceEntry[]): void => {
    for (const { duration } of entries) longestTaskMs = Math.max(longestTaskMs, duration);
  };
  const tasks = new PerformanceObserver((list) => note(list.getEntries()));
  tasks.observe({ type: "longtask" });
  const besides = new Set(["offset", "computedOffset", "easing", "composite"]);
  const look = (atMs: number): void => {
    if (!isWatching) return;
    frames.push(atMs);
    for (const { effect } of document.getAnimations()) {
      if (!(effect instanceof KeyframeEffect)) continue;
      for (const keyframe of effect.getKeyframes())
        for (const name of Object.keys(keyframe)) if (!besides.has(name)) properties.add(name);
    }
    requestAnimationFrame(look);
  };
  Object.assign(window, {
    watchFrames() {
      frames = [];
      properties.clear();
      tasks.takeRecords();
      longestTaskMs = 0;
      isWatching = true;
      requestAnimationFrame(look);
    },
    framesWatched(): WatchedFrames {
      isWatching = false;
      note(tasks.takeRecords());
      return { frames, properties: [...properties], longestTaskMs };
    },
  });
}
