import { asLogIndex, asShardId, ledgerResultCodes, type LogEvent } from "@cablecut/protocol";
import type { BatchReader } from "../format/batch-reader.ts";
import { formatOfIncidents } from "../format/record-format.ts";
import { isPerson, peopleIn, type LedgerState } from "../state/state.ts";

/** As in failover-rules.ts: each rule takes the record at hand and answers a result's code; a refusal changes nothing. */

const applied = ledgerResultCodes.applied;
const formatNotInForce = ledgerResultCodes["format-not-in-force"];
const unknownIncident = ledgerResultCodes["unknown-incident"];

/** SPEC.md, A1 and A3. */
export function applyAdoptFormat(state: LedgerState, events: LogEvent[]): number {
  if (state.format >= formatOfIncidents) return applied;
  state.format = formatOfIncidents;
  const { incidents, shards, wave } = state;
  incidents.number = wave.number;
  if (shards.switchingCount > 0) {
    incidents.begin(Math.max(1, wave.number));
    for (let shard = 0; shard < shards.count; shard++) {
      if (shards.switching[shard] === 1) hitShard(state, shard);
    }
  }
  const index = asLogIndex(state.position.index);
  events.push({ index, kind: "format-adopted", format: state.format });
  return applied;
}

/**
 * SPEC.md, I1 to I3, for a room whose shards have just begun to switch. Answers the number of the incident that the suspicion
 * belongs to, 0 where there is none.
 */
export function noteSuspicion(state: LedgerState, room: number): number {
  const { incidents, shards, wave } = state;
  if (state.format < formatOfIncidents) return wave.number;
  const owned = [...shards.owners.keys()].filter((shard) => shards.owners[shard] === room);
  if (!incidents.isOpen) {
    if (owned.length === 0) return 0;
    incidents.begin(incidents.number + 1);
  }
  for (const shard of owned) hitShard(state, shard);
  return incidents.number;
}

function hitShard(state: LedgerState, shard: number): void {
  const { incidents, shards } = state;
  incidents.roomBits |= 1 << shards.ownerOf(shard);
  incidents.hit(shard, peopleIn(state, shard), state.position.index);
}

/** SPEC.md, I4: the shards that a returned room still owns. */
export function noteWithdrawal(state: LedgerState, room: number): void {
  if (state.format < formatOfIncidents) return;
  const { incidents, shards, position } = state;
  for (let shard = 0; shard < shards.count; shard++) {
    if (shards.owners[shard] === room) incidents.settle(shard, false, position.index);
  }
}

/** SPEC.md, I4: a shard that was moved by failover. */
export function noteFailover(state: LedgerState, shard: number): void {
  if (state.format < formatOfIncidents) return;
  state.incidents.settle(shard, true, state.position.index);
}

/** SPEC.md, I5. To be called for a booked transfer while `awaitingCount` is above 0. */
export function notePayment(state: LedgerState, payer: number): void {
  const { incidents, accounts, position } = state;
  const shard = accounts.shardOf(payer);
  if (incidents.awaiting[shard] === 1) {
    incidents.paid(shard, isPerson(state, payer), position.index);
  }
}

/** SPEC.md, I6: tells of the shards that came back, and ends the incident with the last of them. */
export function tellShardsBack(state: LedgerState, events: LogEvent[]): void {
  const { incidents } = state;
  const index = asLogIndex(state.position.index);
  const incident = incidents.number;
  for (const cameBack of incidents.cameBack.subarray(0, incidents.cameBackCount)) {
    const shard = asShardId(cameBack);
    const byPerson = incidents.wasBackByPerson(shard);
    events.push({ index, kind: "shard-back", shard, incident, byPerson });
  }
  incidents.cameBackCount = 0;
  if (incidents.isOpen) return;
  incidents.end(state.pace.name, index);
  events.push({ index, kind: "incident-ended", incident });
}

/** What the shards of a measurement share with the record that stands before them (SPEC.md, I8). */
export class MeasurementAtHand {
  #result: number = unknownIncident;
  #shardsLeft = 0;

  /** Before each payload. */
  forget(): void {
    this.#shardsLeft = 0;
  }

  /** SPEC.md, I7. */
  apply(state: LedgerState, record: BatchReader, events: LogEvent[]): number {
    this.#shardsLeft = record.measuredShards;
    this.#result = measure(state, record, events);
    return this.#result;
  }

  applyShard(state: LedgerState, record: BatchReader): number {
    if (state.format < formatOfIncidents) return formatNotInForce;
    if (this.#shardsLeft === 0) return unknownIncident;
    this.#shardsLeft -= 1;
    if (this.#result !== applied) return this.#result;
    const { incidents, shards } = state;
    const { measuredShard } = record;
    if (measuredShard >= shards.count || incidents.hitAt[measuredShard] === 0) {
      return ledgerResultCodes["unknown-shard"];
    }
    return incidents.measureShard(measuredShard, record.measuredShardMs)
      ? applied
      : ledgerResultCodes["already-measured"];
  }
}

function measure(state: LedgerState, record: BatchReader, events: LogEvent[]): number {
  if (state.format < formatOfIncidents) return formatNotInForce;
  const { incidents, position } = state;
  const { incident, measureSource: source, durationMs } = record;
  // An incident that ended in format 1 has a number, but nothing here knows what it hit.
  if (incident !== incidents.number || (!incidents.isOpen && incidents.endedAt === 0)) {
    return unknownIncident;
  }
  if (incidents.isOpen) return ledgerResultCodes["incident-open"];
  if (incidents.measuredAt > 0) return ledgerResultCodes["already-measured"];
  incidents.measure(source, durationMs, position.index);
  const index = asLogIndex(position.index);
  events.push({ index, kind: "incident-measured", incident, source, durationMs });
  return applied;
}

/** SPEC.md, K1 and K2. */
export function applySetDial(state: LedgerState, record: BatchReader, events: LogEvent[]): number {
  if (state.format < formatOfIncidents) return formatNotInForce;
  const index = asLogIndex(state.position.index);
  const { dialChange: change } = record;
  if (!state.dials.set(change, index)) return ledgerResultCodes["dials-full"];
  events.push({ index, kind: "dial-set", change });
  return applied;
}
