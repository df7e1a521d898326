import type { Hall, World } from "./phone-events.ts";

/**
 * No result page from the call to pay until everybody pays again: the answer shows on the button, the next tap is free, and
 * whom it pays stays whom it pays.
 */
export function tapsAreFree({
  world,
  hall,
}: {
  readonly world: World | null;
  readonly hall: Hall | null;
}): boolean {
  if (world === null) return false;
  const trouble = world.conditions.some(
    (condition) => condition === "abnormal" || condition === "switching",
  );
  return world.cue.on || world.holdUp || trouble || hall?.incident?.state === "running";
}
