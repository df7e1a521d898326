import { paceSchema } from "@cablecut/protocol";
import { formatOfIncidents, paceNameCodes } from "../format/record-format.ts";
import type { LedgerState } from "./state.ts";
import type { WordSink, WordSource } from "../format/word-stream.ts";

/**
 * The part of the state that is not per account: pace, rooms, shards, wave, counters, and from format 2 on incidents and
 * dials. A snapshot holds it as these words and the state digest is taken over the same ones. In format 1 they are the
 * words of the builds that knew no other, so that old data replays to the digests that were told of it.
 */
export function saveDecided(state: LedgerState, sink: WordSink): void {
  const { pace, wave } = state;
  sink.word(paceNameCodes.indexOf(pace.name));
  sink.word(pace.heartbeatMs);
  sink.word(pace.suspectMs);
  sink.word(pace.leaseMs);
  sink.word(pace.moveIntervalMs);
  sink.word(state.failback ? 1 : 0);
  sink.word(wave.number);
  sink.word(wave.firstRoom + 1);
  sink.word(wave.moves);
  for (const tally of state.tallies) sink.double(tally);
  state.rooms.save(sink);
  state.shards.save(sink);
  state.logTime.save(sink);
  if (state.format < formatOfIncidents) return;
  state.incidents.save(sink);
  state.dials.save(sink);
}

/** False where what was saved cannot be. The state's format says what there is to be loaded. */
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
  state.wave.number = source.word();
  state.wave.firstRoom = source.word() - 1;
  state.wave.moves = source.word();
  for (let n = 0; n < state.tallies.length; n++) state.tallies[n] = source.double();
  state.rooms.load(source);
  if (!state.shards.load(source, state.rooms.count)) return false;
  state.logTime.load(source);
  if (state.format >= formatOfIncidents) {
    if (!state.incidents.load(source, state.rooms.count) || !state.dials.load(source)) return false;
  }
  return !source.exhausted;
}
