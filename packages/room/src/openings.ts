import type { Applied, BatchReader, Ledger } from "@cablecut/ledger";
import { recordKinds, resultCodeAt } from "@cablecut/ledger";
import {
  ledgerResultOf,
  shardIn,
  type AccountId,
  type LedgerResult,
  type RoomRequestRefusal,
  type ShardId,
  type TokenHash,
} from "@cablecut/protocol";
import type { AppendOutcome } from "@cablecut/replicated-log/port";
import type { Gateways } from "./gateways.ts";
import type { Proposer } from "./proposer.ts";

/** Openings that may wait for the log at once. */
const openingsWaitingMax = 4_096;

interface Asker {
  readonly gateway: string;
  readonly id: number;
  readonly shard: number;
}

interface Waiting {
  readonly askers: Asker[];
  /** Of the proposer's payload that has the opening. */
  readonly payloadNumber: number;
}

/** Accounts being opened: several phones' requests for the same token share one answer. */
export class Openings {
  readonly #ledger: Ledger;
  readonly #proposer: Proposer;
  readonly #gateways: Gateways;
  readonly #opened: (gateway: string, id: number, account: AccountId, replayed: boolean) => void;
  readonly #waiting = new Map<TokenHash, Waiting>();
  #draining = false;

  constructor(parts: {
    ledger: Ledger;
    proposer: Proposer;
    gateways: Gateways;
    /** Answers an opening with the account as it is now. */
    opened: (gateway: string, id: number, account: AccountId, replayed: boolean) => void;
  }) {
    this.#ledger = parts.ledger;
    this.#proposer = parts.proposer;
    this.#gateways = parts.gateways;
    this.#opened = parts.opened;
  }

  /** Tokens for which somebody waits. */
  get count(): number {
    return this.#waiting.size;
  }

  /** From now on nobody is taken any more; who was taken is still answered. */
  drain(): void {
    this.#draining = true;
  }

  countIn(shard: number): number {
    let count = 0;
    for (const { askers } of this.#waiting.values()) {
      if (askers.some((asker) => asker.shard === shard)) count += 1;
    }
    return count;
  }

  /** The caller has checked that this room serves the shard. */
  open(gateway: string, id: number, tokenHash: TokenHash, shard: ShardId): void {
    const refuse = (refusal: RoomRequestRefusal): void => {
      this.#gateways.send(gateway, { kind: "refused", id, refusal });
    };
    if (this.#draining) return refuse("not-serving");
    if (this.#waiting.size >= openingsWaitingMax || this.#proposer.isFull) return refuse("busy");
    const waiting = this.#waiting.get(tokenHash);
    if (waiting !== undefined) {
      waiting.askers.push({ gateway, id, shard });
      return;
    }
    const epoch = shardIn(this.#ledger.failoverView(), shard).epoch;
    const { payloadNumber } = this.#proposer;
    const refusal = this.#proposer.add((writer) => writer.open(tokenHash, shard, epoch));
    if (refusal !== null) return refuse("malformed");
    this.#waiting.set(tokenHash, { askers: [{ gateway, id, shard }], payloadNumber });
  }

  applied(applied: Applied): void {
    if (this.#waiting.size === 0) return;
    const records = applied.records;
    records.rewind();
    while (records.next()) {
      if (records.kind !== recordKinds.open) continue;
      const askers = this.#take(records.tokenHash);
      if (askers === null) continue;
      const opening = applied.openings.find((each) => each.record === records.position);
      for (const [at, asker] of askers.entries()) {
        if (opening !== undefined) {
          // Gateways count the accounts that they have opened: of several askers one has.
          this.#opened(asker.gateway, asker.id, opening.account, !opening.fresh || at > 0);
          continue;
        }
        const refusal = refusalOf(resultCodeAt(applied, records.position));
        this.#gateways.send(asker.gateway, { kind: "refused", id: asker.id, refusal });
      }
    }
  }

  ended(outcome: AppendOutcome, records: BatchReader, payloadNumber: number): void {
    const refusal = outcome.kind === "unavailable" ? "log-unavailable" : "unknown";
    records.rewind();
    while (records.next()) {
      if (records.kind !== recordKinds.open) continue;
      if (this.#waiting.get(records.tokenHash)?.payloadNumber !== payloadNumber) continue;
      for (const asker of this.#take(records.tokenHash) ?? []) {
        this.#gateways.send(asker.gateway, { kind: "refused", id: asker.id, refusal });
      }
    }
  }

  #take(tokenHash: TokenHash): Asker[] | null {
    const waiting = this.#waiting.get(tokenHash);
    if (waiting === undefined) return null;
    this.#waiting.delete(tokenHash);
    return waiting.askers;
  }
}

const refusalByResult: Partial<Record<LedgerResult, RoomRequestRefusal>> = {
  "payer-switching": "switching",
  fenced: "fenced",
  "accounts-full": "accounts-full",
  "unknown-shard": "unknown-shard",
};

function refusalOf(code: number): RoomRequestRefusal {
  const result = ledgerResultOf(code);
  return (result === null ? undefined : refusalByResult[result]) ?? "unknown";
}
