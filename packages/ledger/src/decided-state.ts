import { paceSchema } from "@cablecut/protocol";
import { paceNameCodes } from "./record-format.ts";
import type { LedgerState } from "./state.ts";
import type { WordSink, WordSource } from "./word-stream.ts";

/**
 * The part of the state that is not per account: pace, rooms, shards, incident, counters. A snapshot holds it as these
 * words and the state digest is taken over the same ones.
 */
export function saveDecided(state: LedgerState, sink: WordSink): void {
  const { pace, incident } = state;
  sink.word(paceNameCodes.indexOf(pace.name));
  sink.word(pace.heartbeatMs);
  sink.word(pace.suspectMs);
  sink.word(pace.leaseMs);
  sink.word(pace.moveIntervalMs);
  sink.word(state.failback ? 1 : 0);
  sink.word(incident.number);
  sink.word(incident.firstRoom + 1);
  sink.word(incident.moves);
  for (const tally of state.tallies) sink.double(tally);
  state.rooms.save(sink);
  state.shards.save(sink);
  state.logTime.save(sink);
}

/** False where what was saved cannot be. */
export function loadDecided(state: LedgerState, source: WordSource): boolean {
  const pace = paceSchema.safeParse({
    name: paceNameCodes[source.word()],
    heartbeatMs: source.word(),
    suspectMs: source.word(),
    leaseMs: source.word(),
    moveIntervalMs: source.word(),
  });
  if (!pace.success) return false;
  state.pace = pace.data;
  state.failback = source.word() === 1;
  state.incident.number = source.word();
  state.incident.firstRoom = source.word() - 1;
  state.incident.moves = source.word();
  for (let n = 0; n < state.tallies.length; n++) state.tallies[n] = source.double();
  state.rooms.load(source);
  if (!state.shards.load(source, state.rooms.count)) return false;
  state.logTime.load(source);
  return !source.exhausted;
}
