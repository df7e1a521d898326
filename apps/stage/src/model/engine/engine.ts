import {
  engineSecondsMax,
  runMomentsMax,
  withMomentsOf,
  type EngineFrame,
  type EngineSecond,
  type IncidentView,
  type RunMoment,
} from "@cablecut/protocol";

/** What the engineer's view has heard. It outlives a gateway: what the next one does not know stays drawn. */
export interface EngineState {
  readonly frame: EngineFrame | null;
  /** Oldest first, whole seconds of the wall clock; where nobody saw a second there is none. */
  readonly seconds: readonly EngineSecond[];
  /** Oldest first. */
  readonly moments: readonly RunMoment[];
  /** Of an earlier page of this screen: it is drawn once a gateway has told which second is now. */
  readonly kept: KeptEngine | null;
}

export type KeptEngine = Pick<EngineState, "seconds" | "moments">;

export const emptyEngine: EngineState = { frame: null, seconds: [], moments: [], kept: null };

const secondMs = 1_000;

export function engineHeard(engine: EngineState, frame: EngineFrame): EngineState {
  const moments = withEarlier(engine.moments, frame.moments ?? []);
  if (frame.seconds.length === 0) return { ...engine, frame, moments };
  const { kept } = engine;
  if (kept === null)
    return { frame, moments, seconds: merged(engine.seconds, frame.seconds), kept };
  return {
    frame,
    moments: withKept(kept.moments, moments),
    seconds: merged([...kept.seconds, ...engine.seconds], frame.seconds),
    kept: null,
  };
}

/** What has been heard since this page was opened is newer than all that one before it knew alone. */
function withKept(kept: readonly RunMoment[], heard: readonly RunMoment[]): readonly RunMoment[] {
  const numbers = new Set(heard.map(({ incident }) => incident));
  return [...kept.filter(({ incident }) => !numbers.has(incident)), ...heard].slice(-runMomentsMax);
}

/**
 * One second of the wall clock stands once: as the gateway that tells it last saw it. The newest one is of what was told last,
 * and nothing is later: a clock that was ahead and is set right would else be waited for.
 */
function merged(
  before: readonly EngineSecond[],
  told: readonly EngineSecond[],
): readonly EngineSecond[] {
  const at = new Map(before.map((second) => [secondOf(second), second]));
  for (const second of told) at.set(secondOf(second), second);
  const all = [...at.values()].toSorted((one, other) => one.atMs - other.atMs);
  const newestMs = Math.max(...told.map(({ atMs }) => atMs));
  return all
    .filter(({ atMs }) => atMs <= newestMs && newestMs - atMs < engineSecondsMax * secondMs)
    .slice(-engineSecondsMax);
}

function secondOf({ atMs }: EngineSecond): number {
  return Math.round(atMs / secondMs);
}

/** Notes when an incident began and ended, as far as that is known. */
export function momentsHeard(engine: EngineState, incident: IncidentView | null): EngineState {
  const moments = withMomentsOf(engine.moments, incident);
  return moments === engine.moments ? engine : { ...engine, moments };
}

/** What this page does not know since it was opened, or opened again, the gateway does; what only an earlier one knew stays. */
function withEarlier(
  before: readonly RunMoment[],
  told: readonly RunMoment[],
): readonly RunMoment[] {
  if (told.length === 0) return before;
  const numbers = new Set(told.map(({ incident }) => incident));
  const numbered = before.filter(({ incident }) => incident !== null && !numbers.has(incident));
  const inOrder = [...numbered, ...told].toSorted((one, other) => one.cutMs - other.cutMs);
  // What has no number yet gets it as the newest of all, whatever the clocks of two gateways say.
  const last = before.at(-1);
  return [...inOrder, ...(last?.incident === null ? [last] : [])].slice(-runMomentsMax);
}
