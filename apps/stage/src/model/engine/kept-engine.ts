import {
  engineSecondsMax,
  engineSecondSchema,
  runMomentSchema,
  runMomentsMax,
} from "@cablecut/protocol";
import type { KeyValueStore } from "@cablecut/ui";
import type { EngineState, KeptEngine } from "./engine.ts";

const storageKey = "cablecut.stage.engine";
/** Raised when the shape of what is kept changes; what an older page kept is then passed over. */
const version = 1;

const schemas = {
  seconds: engineSecondSchema.array().max(engineSecondsMax),
  moments: runMomentSchema.array().max(runMomentsMax),
};

/** For this screen's next page of the same show: a gateway that has been started since knows nothing of the seconds before. */
export function keepEngine(
  showId: string,
  { seconds, moments }: Pick<EngineState, "seconds" | "moments">,
  storage: KeyValueStore | null,
): void {
  // A run without a number the next page is told of by the snapshot, or it was none.
  const numbered = moments.filter(({ incident }) => incident !== null);
  try {
    storage?.setItem(storageKey, JSON.stringify({ version, showId, seconds, moments: numbered }));
  } catch {
    // Without a storage a page that is loaded again draws what its gateway knows.
  }
}

/** What an earlier page of this screen kept of this show; null where there is none, and where it has not its shape. */
export function engineKept(showId: string, storage: KeyValueStore | null): KeptEngine | null {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(storageKey) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const fields = new Map<string, unknown>(Object.entries(kept));
    if (fields.get("version") !== version || fields.get("showId") !== showId) return null;
    return {
      seconds: schemas.seconds.parse(fields.get("seconds")),
      moments: schemas.moments.parse(fields.get("moments")),
    };
  } catch {
    return null;
  }
}
