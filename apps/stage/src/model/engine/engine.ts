import {
  engineSecondsMax,
  type EngineFrame,
  type EngineSecond,
  type IncidentView,
} from "@cablecut/protocol";

/** A moment that the charts mark, on the wall clock of the gateway, ms. */
export interface Moment {
  readonly incident: number | null;
  readonly cutMs: number;
  /** Null while it goes on, and where nobody knows. */
  readonly endMs: number | null;
}

/** What the engineer's view has heard. It outlives a gateway: what the next one does not know stays drawn. */
export interface EngineState {
  readonly frame: EngineFrame | null;
  /** Oldest first, whole seconds of the wall clock; where nobody saw a second there is none. */
  readonly seconds: readonly EngineSecond[];
  /** Oldest first. */
  readonly moments: readonly Moment[];
}

export const emptyEngine: EngineState = { frame: null, seconds: [], moments: [] };

const momentsMax = 12;
const secondMs = 1_000;

export function engineHeard(engine: EngineState, frame: EngineFrame): EngineState {
  if (frame.seconds.length === 0) return { ...engine, frame };
  return { ...engine, frame, seconds: merged(engine.seconds, frame.seconds) };
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
  return all.filter(
    ({ atMs }) => atMs <= newestMs && newestMs - atMs < engineSecondsMax * secondMs,
  );
}

function secondOf({ atMs }: EngineSecond): number {
  return Math.round(atMs / secondMs);
}

/** Notes when an incident began and ended, as far as that is known. */
export function momentsHeard(engine: EngineState, incident: IncidentView | null): EngineState {
  const moment = momentOf(incident);
  if (moment === null) return engine;
  const last = engine.moments.at(-1);
  // The number comes with the first suspicion: with it the same incident goes on.
  const isSame =
    last !== undefined && (last.incident === moment.incident || last.incident === null);
  if (isSame && last.endMs === moment.endMs && last.incident === moment.incident) return engine;
  const others = isSame ? engine.moments.slice(0, -1) : engine.moments;
  return { ...engine, moments: [...others, moment].slice(-momentsMax) };
}

function momentOf(incident: IncidentView | null): Moment | null {
  if (incident === null || incident.startedAtMs === null) return null;
  const { id, startedAtMs, elapsedMs, state } = incident;
  const endMs = state === "running" || elapsedMs === null ? null : startedAtMs + elapsedMs;
  return { incident: id, cutMs: startedAtMs, endMs };
}
