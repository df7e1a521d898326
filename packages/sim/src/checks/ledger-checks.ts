import { hash } from "node:crypto";
import { BatchReader, createLedger, recordKinds, type Ledger } from "@cablecut/ledger";
import {
  initialFundsCents,
  ledgerResultOf,
  shardCountOf,
  type AccountView,
  type LedgerResult,
  type LogEvent,
  type Pace,
  type Topology,
  type TransferAnswer,
} from "@cablecut/protocol";
import { AccountModel, type ModelAnswer } from "./account-model.ts";
import type { Happening, Coverage } from "./coverage.ts";
import { IncidentChecks } from "./incident-checks.ts";
import { Violation } from "./violation.ts";

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/** What a request asked for, and whether a cancel or another payload of its number was ever sent. */
export interface Asked {
  readonly payer: number;
  readonly payee: number;
  readonly amountCents: number;
  readonly sequence: number;
  readonly cancelSent: boolean;
  readonly otherPayloadSent: boolean;
}

/**
 * Judges the committed log and whatever rooms say of it. A ledger of its own applies every entry the moment the first
 * room does; a model that shares nothing with it says what each record must have come to.
 */
export class LedgerChecks {
  readonly model: AccountModel;
  readonly reference: Ledger;
  readonly events: LogEvent[] = [];
  readonly #rooms: number;
  readonly #coverage: Coverage;
  readonly #reader = new BatchReader();
  readonly incidents: IncidentChecks;
  /** Digest and chain prefix after each entry. */
  readonly #digests: string[] = [""];
  readonly #chains: string[] = [""];
  booked = 0;
  /** Told of every payment that the log books, once. */
  onBooking: (payer: number, sequence: number, payee: number, amountCents: number) => void = () =>
    undefined;

  constructor(topology: Topology, pace: Pace, coverage: Coverage) {
    this.#rooms = topology.rooms.length;
    this.#coverage = coverage;
    this.model = new AccountModel(this.#rooms, shardCountOf(topology));
    this.incidents = new IncidentChecks(this.model);
    this.reference = createLedger({ topology, pace, sha256 });
  }

  /** The next entry of the log, applied for the first time. */
  committed(index: number, payload: Uint8Array): readonly LogEvent[] {
    const applied = this.reference.apply(index, payload);
    const { events } = applied;
    this.booked += applied.booked;
    this.#digests.push(this.reference.digest());
    this.#chains.push(hex(this.reference.chainHash().subarray(0, 8)));
    const reader = this.#reader;
    if (payload.length > 0) {
      if (reader.load(payload) !== null) throw new Violation("sound log", `entry ${index}`);
      while (reader.next()) {
        const result = ledgerResultOf(applied.results[reader.position]!)!;
        const endedAt = applied.endedAt[reader.position]!;
        this.incidents.before(index, reader, result);
        this.#judge(index, reader, result, endedAt);
        this.#count(index, reader.kind, result, endedAt);
      }
    }
    this.incidents.compare(index, this.reference.incidentNumber, this.reference.incident());
    const expected = this.model.accounts.length * initialFundsCents;
    if (this.model.totalCents() !== expected || this.reference.totals().actualCents !== expected) {
      throw new Violation("conservation", `after entry ${index} funds are not ${expected}`);
    }
    for (const event of events) {
      if (event.kind === "room-diverged") {
        throw new Violation("same state", `room ${event.room} differs at entry ${event.atIndex}`);
      }
      const happening = event.kind === "shard-moved" ? movedBy[event.reason] : ofEvent[event.kind];
      if (happening !== undefined) this.#coverage.note(happening);
    }
    this.events.push(...events);
    return events;
  }

  /** A room that has applied up to `index` must be in the same state as every other one was. */
  reached(room: number, index: number, ledger: Ledger): void {
    if (index === 0 || ledger.digest() === this.#digests[index]) return;
    throw new Violation("same state", `room ${room} differs after entry ${index}`);
  }

  /** A definite answer. */
  answered(teller: string, asked: Asked, answer: TransferAnswer): void {
    const { payer, sequence, index } = answer;
    const where = `${teller} on number ${sequence} of ${payer}: ${answer.answer}`;
    const ended = this.model.accounts[payer]?.ended[sequence];
    if (ended === undefined || ended.index !== index || ended.result !== answer.answer) {
      throw new Violation("exactly once", `${where}, but the log has ${JSON.stringify(ended)}`);
    }
    if (answer.answer === "cancelled") {
      if (asked.cancelSent) return;
      throw new Violation("exactly once", `${where}, and nobody cancelled it`);
    }
    // A cancel is told how its number ended, whatever payload that had.
    const anyPayload = asked.cancelSent && asked.otherPayloadSent;
    const asAsked = ended.payee === asked.payee && ended.amountCents === asked.amountCents;
    if (!asAsked && !anyPayload) {
      throw new Violation("exactly once", `${where}, for what was asked under another payload`);
    }
    if (answer.payee !== ended.payee || answer.amountCents !== ended.amountCents) {
      throw new Violation("receipts", `${where}, with another payload`);
    }
    if (hex(answer.chain) !== this.#chains[index]) {
      throw new Violation("receipts", `${where}, with a chain hash that entry ${index} never had`);
    }
    const state = this.model.stateAt(payer, answer.appliedIndex);
    if (state?.balance !== answer.payerBalanceCents) {
      throw new Violation("balances", `${where}, with a balance it never had`);
    }
  }

  /** The first bytes of the chain hash at that entry. */
  chainAt(index: number): Uint8Array {
    return Buffer.from(this.#chains[index] ?? "", "hex");
  }

  /** A state of the account, as anybody tells it who has applied so much. */
  demandState(
    teller: string,
    view: Pick<AccountView, "account" | "appliedIndex" | "balanceCents" | "lastSequence">,
  ): void {
    const state = this.model.stateAt(view.account, view.appliedIndex);
    if (state?.balance === view.balanceCents && state.last === view.lastSequence) return;
    throw new Violation("balances", `${teller} tells a state account ${view.account} never had`);
  }

  /** A room may say that an account is unknown only as long as it has not applied its opening. */
  unknownPayer(room: number, answer: TransferAnswer): void {
    const opening = this.model.accounts[answer.payer]?.ended[0];
    if (opening === undefined || opening.index > answer.appliedIndex) return;
    throw new Violation("exactly once", `room ${room} does not know account ${answer.payer}`);
  }

  /** At the end: everything counted anew. */
  recount(room: number, ledger: Ledger): void {
    const count = ledger.recount();
    if (!count.sound) throw new Violation("conservation", `room ${room}: ${JSON.stringify(count)}`);
    for (let account = 0; account < this.model.accounts.length; account += 1) {
      if (ledger.balanceOf(account) !== this.model.balanceOf(account)) {
        throw new Violation("balances", `account ${account} in room ${room}`);
      }
    }
  }

  #judge(index: number, record: BatchReader, result: LedgerResult, endedAt: number): void {
    const agree = (expected: ModelAnswer): void => {
      if (expected.result === result && expected.endedAt === endedAt) return;
      const wanted = `${expected.result} at ${expected.endedAt}`;
      throw new Violation("rules of the ledger", `entry ${index}: ${result}, not ${wanted}`);
    };
    const { model } = this;
    switch (record.kind) {
      case recordKinds.transfer: {
        const { payer, payee, amountCents, sequence, payeeEpoch } = record;
        const payerEpoch = record.epoch;
        const request = { payer, payee, amountCents, sequence, payerEpoch, payeeEpoch };
        const booked = this.#nextNumberOf(payer) === sequence && result === "booked";
        agree(model.transfer(index, request));
        if (!booked) return undefined;
        this.onBooking(payer, sequence, payee, amountCents);
        return this.incidents.booked(index, payer);
      }
      case recordKinds.cancel:
        return agree(model.cancel(index, record.payer, record.sequence, record.epoch));
      case recordKinds.open: {
        const opened = model.open(index, record.tokenHash, record.shard, record.epoch);
        return agree({ result: opened, endedAt: 0 });
      }
      case recordKinds.heartbeat: {
        const beat = model.heartbeat(index, record.room, record.heartbeatSeen);
        return agree({ result: beat, endedAt: 0 });
      }
      case recordKinds.suspectRoom: {
        const suspicion = model.suspect(record.room, record.heartbeatSeen);
        return agree({ result: suspicion, endedAt: 0 });
      }
      case recordKinds.moveShard:
        return this.#judgeMove(index, record, result);
      default:
        return undefined;
    }
  }

  /** Another copy of a number, in the same entry too, is answered like the first and books nothing. */
  #nextNumberOf(account: number): number | undefined {
    return this.model.accounts[account]?.ended.length;
  }

  #count(index: number, kind: number, result: LedgerResult, endedAt: number): void {
    if (endedAt > 0 && endedAt !== index) return this.#coverage.note("numbers repeated");
    const happening =
      result === "stale-heartbeat" && kind === recordKinds.suspectRoom
        ? "stale suspicions refused"
        : ofResult[result];
    if (happening !== undefined) this.#coverage.note(happening);
  }

  /** Shards have one owner per epoch: an epoch begins with a move and ends with the next. */
  #judgeMove(index: number, record: BatchReader, result: LedgerResult): void {
    const may = this.model.mayMove(record);
    const drained = this.reference.failoverView().rooms[record.to]!.status === "drained";
    if (result === "applied" && !may) {
      throw new Violation("one owner per epoch", `entry ${index} moves shard ${record.shard}`);
    }
    if (result !== "applied" && may && !drained) {
      throw new Violation("rules of the ledger", `entry ${index} refuses a move: ${result}`);
    }
    if (!this.model.isTimely(record) && this.model.mayMoveWhenTimely(record)) {
      this.#coverage.note("moves refused as too late");
    }
    if (result === "applied") this.model.move(record.shard, record.to);
  }
}

const movedBy = {
  failover: "shards failed over",
  handover: "shards handed over",
} as const satisfies Record<string, Happening>;

const ofEvent: Partial<Record<LogEvent["kind"], Happening>> = {
  "room-suspected": "suspicions",
  "suspicion-withdrawn": "suspicions withdrawn",
  "room-drained": "rooms drained",
  "pace-set": "paces set",
  "failback-set": "failback set",
  "account-opened": "accounts opened",
  "format-adopted": "formats adopted",
  "shard-back": "shards back",
  "incident-ended": "incidents ended",
  "incident-measured": "incidents measured",
  "dial-set": "dials set",
};

const ofResult: Partial<Record<LedgerResult, Happening>> = {
  booked: "transfers booked",
  cancelled: "transfers cancelled",
  fenced: "transfers fenced",
  "payer-switching": "payers' shards switching",
  "payee-switching": "payees' shards switching",
  "sequence-conflict": "numbers under another payload",
  "sequence-gap": "numbers too high",
  "unknown-payee": "transfers refused on merit",
  "same-account": "transfers refused on merit",
  "stale-heartbeat": "stale heartbeats refused",
  "stale-move": "stale moves refused",
  "pace-while-switching": "paces refused while switching",
  "already-measured": "measurements refused",
};

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}
