/** What was drawn while something changed. */
export interface WatchedFrames {
  /** When each frame began, ms. */
  readonly frames: readonly number[];
  /** Every property that was animated. */
  readonly properties: readonly string[];
}

/** Runs in the page before anything of ours: `watchFrames()` begins, `framesWatched()` tells. */
export function offerToWatchFrames(): void {
  const properties = new Set<string>();
  let frames: number[] = [];
  let isWatching = false;
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
      isWatching = true;
      requestAnimationFrame(look);
    },
    framesWatched(): WatchedFrames {
      isWatching = false;
      return { frames, properties: [...properties] };
    },
  });
}
