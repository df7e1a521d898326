import {
  ledgerResultCodes,
  asLogIndex,
  asAccountId,
  asShardId,
  type LogEvent,
} from "@cablecut/protocol";
import { BatchReader } from "../format/batch-reader.ts";
import { digestInterval } from "../format/digest-records.ts";
import {
  applyHeartbeat,
  applyMove,
  applySetFailback,
  applySetPace,
  applySuspicion,
} from "./failover-rules.ts";
import {
  applyAdoptFormat,
  applySetDial,
  MeasurementAtHand,
  tellShardsBack,
} from "./incident-rules.ts";
import { assertConservation } from "../state/invariants.ts";
import type { Applied, Opening } from "../ledger-api.ts";
import { applyOpen } from "./open-account.ts";
import { recordKinds, recordsMax } from "../format/record-format.ts";
import { StateDigest } from "../format/state-digest.ts";
import { bookedOf, type LedgerState } from "../state/state.ts";
import { applyCancel, applyTransfers } from "./transfer.ts";

const none: readonly never[] = Object.freeze([]);

/** The summary that `apply` answers, reused from payload to payload. */
class Summary implements Applied {
  index = asLogIndex(0);
  outcome: Applied["outcome"] = "applied";
  count = 0;
  readonly results = new Uint8Array(recordsMax);
  readonly endedAt = new Float64Array(recordsMax);
  booked = 0;
  openings: readonly Opening[] = none;
  events: readonly LogEvent[] = none;
  readonly records: BatchReader;

  constructor(records: BatchReader) {
    this.records = records;
  }
}

/** Takes payloads in, one log index after the other. */
export class Applier {
  readonly #records = new BatchReader();
  readonly #summary = new Summary(this.#records);
  readonly #digest = new StateDigest();
  readonly #measurement = new MeasurementAtHand();
  readonly #sha256: (bytes: Uint8Array) => Uint8Array;
  #openings: Opening[] = [];
  #events: LogEvent[] = [];

  constructor(sha256: (bytes: Uint8Array) => Uint8Array) {
    this.#sha256 = sha256;
  }

  /** See Ledger.apply. */
  apply(state: LedgerState, index: number, payload: Uint8Array): Applied {
    const { position } = state;
    if (index !== position.index + 1) {
      throw new RangeError(`log index ${index} was to be applied after ${position.index}`);
    }
    const summary = this.#summary;
    const records = this.#records;
    const refusal = records.load(payload);
    const chainInput = records.chainInput(position.chain, index, payload);
    position.moveTo(index, this.#sha256(chainInput));

    const bookedBefore = bookedOf(state);
    summary.index = asLogIndex(index);
    summary.outcome = payload.length === 0 ? "applied" : (refusal ?? "applied");
    summary.count = records.count;
    summary.openings = none;
    summary.events = none;
    this.#applyRecords(state, records);
    if (this.#openings.length > 0) {
      summary.openings = this.#openings;
      this.#openings = [];
    }
    if (this.#events.length > 0) {
      summary.events = this.#events;
      this.#events = [];
    }
    summary.booked = bookedOf(state) - bookedBefore;
    state.journal.write(position, records.count, summary.booked);
    assertConservation(state);
    if (index % digestInterval === 0) this.#recordDigest(state);
    records.rewind();
    return summary;
  }

  #applyRecords(state: LedgerState, records: BatchReader): void {
    const summary = this.#summary;
    const { words } = records;
    this.#measurement.forget();
    while (records.next()) {
      const { kind, at, position } = records;
      if (kind === recordKinds.transfer) {
        applyTransfers(state, words, at, records.skipTransfers(), position, summary);
        if (state.incidents.cameBackCount > 0) tellShardsBack(state, this.#events);
      } else if (kind === recordKinds.cancel) {
        applyCancel(state, words, at, position, summary);
      } else {
        summary.endedAt[position] = 0;
        summary.results[position] = this.#applyRare(state, records);
      }
    }
  }

  #applyRare(state: LedgerState, records: BatchReader): number {
    const events = this.#events;
    switch (records.kind) {
      case recordKinds.open:
        return this.#applyOpen(state, records);
      case recordKinds.heartbeat:
        return applyHeartbeat(state, records, events);
      case recordKinds.suspectRoom:
        return applySuspicion(state, records, events);
      case recordKinds.moveShard:
        return applyMove(state, records, events);
      case recordKinds.setPace:
        return applySetPace(state, records.pace, events);
      case recordKinds.setFailback:
        return applySetFailback(state, records.failback, events);
      case recordKinds.adoptFormat:
        return applyAdoptFormat(state, events);
      case recordKinds.incidentMeasured:
        return this.#measurement.apply(state, records, events);
      case recordKinds.shardMeasured:
        return this.#measurement.applyShard(state, records);
      case recordKinds.setDial:
        return applySetDial(state, records, events);
      default:
        throw new Error(`a record of kind ${records.kind} passed the check of its structure`);
    }
  }

  #applyOpen(state: LedgerState, records: BatchReader): number {
    const accountsBefore = state.accounts.count;
    const answer = applyOpen(state, records.shard, records.epoch, records.words, records.at + 2);
    if (answer < 0) return -answer;
    const account = asAccountId(answer);
    const fresh = state.accounts.count > accountsBefore;
    this.#openings.push({ record: records.position, account, fresh });
    if (fresh) {
      const shard = asShardId(records.shard);
      const index = asLogIndex(state.position.index);
      const synthetic = state.synthetic.has(account);
      this.#events.push({ index, kind: "account-opened", account, shard, synthetic });
    }
    return ledgerResultCodes.applied;
  }

  #recordDigest(state: LedgerState): void {
    const { position, digestRecords } = state;
    this.#digest.take(state);
    digestRecords.record(
      position.index,
      this.#digest.first,
      this.#digest.second,
      position.chain0,
      position.chain1,
    );
  }
}
