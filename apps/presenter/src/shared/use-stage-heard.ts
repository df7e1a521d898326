import type { ConsoleState } from "../model/store.ts";
import { useConsoleState } from "./console-context.ts";
import { useMonotonic } from "./use-monotonic.ts";

/** Longer than two of the stage window's words, ms: browsers let a window in the background speak seldom. */
const heardForMs = 6_000;

/** What the stage window that this console has opened said last; null where none is there any more. */
export function useStageHeard(): ConsoleState["stageHeard"] {
  const nowMs = useMonotonic(1_000);
  const heard = useConsoleState((state) => state.stageHeard);
  return heard !== null && nowMs - heard.atMs < heardForMs ? heard : null;
}
