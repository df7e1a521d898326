import {
  recordKinds,
  resultCodeAt,
  type Applied,
  type BatchWriter,
  type EncodeRefusal,
  type Ledger,
} from "@cablecut/ledger";
import type { RoomFailover } from "@cablecut/failover";
import {
  ledgerResultOf,
  present,
  shardIn,
  receiptsPerAccountMax,
  shardCountOf,
  asLogIndex,
  type AccountId,
  type AccountView,
  type HistoryLine,
  type LedgerResult,
  type RoomRequest,
  type RoomRequestRefusal,
  type ShardId,
  type TokenHash,
  type Topology,
} from "@cablecut/protocol";
import type { ReplicatedLog } from "@cablecut/replicated-log/port";
import type { Feed } from "./feed.ts";
import type { Gateways } from "./gateways.ts";
import type { RoomPorts } from "./ports.ts";
import { checkReceipt, receiptFor } from "./receipt-check.ts";
import { fundsOf } from "./status-report.ts";

/** Results of settings that were applied and whose append is about to be confirmed. */
const settingsKeptMax = 64;

const settingKinds: ReadonlySet<number> = new Set<number>([
  recordKinds.setPace,
  recordKinds.setFailback,
  recordKinds.setDial,
  recordKinds.incidentMeasured,
]);

/** What the ledger says of a setting that it did not take, told under the same name. */
const settingRefusals = [
  "pace-while-switching",
  "format-not-in-force",
  "unknown-incident",
  "incident-open",
  "already-measured",
  "dials-full",
] as const satisfies readonly (LedgerResult & RoomRequestRefusal)[];

/** Everything a gateway asks besides transfers. */
export class Requests {
  readonly #ledger: Ledger;
  readonly #failover: RoomFailover;
  readonly #topology: Topology;
  readonly #gateways: Gateways;
  readonly #feed: Feed;
  readonly #log: () => ReplicatedLog;
  readonly #ports: RoomPorts;
  readonly #newWriter: () => BatchWriter;
  /** What this gateway says now may be long past. */
  readonly #hearsLate: (gateway: string) => boolean;
  readonly #open: (gateway: string, id: number, tokenHash: TokenHash, shard: ShardId) => void;
  /** Result code by log index, for the settings applied last. */
  readonly #settings = new Map<number, number>();

  constructor(parts: {
    ledger: Ledger;
    failover: RoomFailover;
    topology: Topology;
    gateways: Gateways;
    feed: Feed;
    log: () => ReplicatedLog;
    ports: RoomPorts;
    newWriter: () => BatchWriter;
    hearsLate: (gateway: string) => boolean;
    open: (gateway: string, id: number, tokenHash: TokenHash, shard: ShardId) => void;
  }) {
    this.#ledger = parts.ledger;
    this.#failover = parts.failover;
    this.#topology = parts.topology;
    this.#gateways = parts.gateways;
    this.#feed = parts.feed;
    this.#log = parts.log;
    this.#ports = parts.ports;
    this.#newWriter = parts.newWriter;
    this.#hearsLate = parts.hearsLate;
    this.#open = parts.open;
  }

  take(gateway: string, request: RoomRequest): void {
    const { id } = request;
    const refuse = (refusal: RoomRequestRefusal): void => {
      this.#gateways.send(gateway, { kind: "refused", id, refusal });
    };
    if (!this.#failover.ready) return refuse("catching-up");
    switch (request.kind) {
      case "open": {
        if (request.shard >= shardCountOf(this.#topology)) return refuse("unknown-shard");
        const refusal = this.#failover.transferRefusal(request.shard);
        if (refusal !== null) return refuse(refusal);
        return this.#open(gateway, id, request.tokenHash, request.shard);
      }
      case "find":
        return this.#found(gateway, id, this.#ledger.accountByTokenHash(request.tokenHash));
      case "find-and-read":
        return this.#findAndRead(gateway, id, request.tokenHash);
      case "read":
        return this.#read(gateway, id, request.account);
      case "stale-read": {
        if (request.account >= this.#ledger.accountCount) return refuse("unknown-account");
        return this.#answerRead(gateway, id, request.account);
      }
      case "verify": {
        const mac = (text: string): Uint8Array => this.#ports.mac(text);
        const checks = request.receipts.map((receipt) => checkReceipt(this.#ledger, receipt, mac));
        const { appliedIndex } = this.#ledger;
        return void this.#gateways.send(gateway, { kind: "checked", id, checks, appliedIndex });
      }
      case "subscribe": {
        const after = this.#feed.subscribe(gateway, request.after);
        return void this.#gateways.send(gateway, { kind: "subscribed", id, after });
      }
      case "unsubscribe":
        this.#feed.unsubscribe(gateway);
        return void this.#gateways.send(gateway, {
          kind: "done",
          id,
          index: this.#ledger.appliedIndex,
        });
      case "set-pace":
      case "set-failback":
      case "set-dial":
        // In the log the last one wins, so what was sent before a later one must not come behind it.
        if (this.#hearsLate(gateway)) return refuse("catching-up");
        return this.#set(gateway, id, (writer) => writeSetting(writer, request));
      case "measure-incident":
        return this.#set(gateway, id, (writer) => writeSetting(writer, request));
      case "past-incidents": {
        const incidents = this.#ledger.pastIncidents();
        return void this.#gateways.send(gateway, { kind: "past-incidents", id, incidents });
      }
      case "audit": {
        const count = this.#ledger.recount();
        return void this.#gateways.send(gateway, {
          kind: "audited",
          id,
          funds: fundsOf(this.#ledger),
          sound: count.sound,
          appliedIndex: count.index,
          digest: count.digest,
        });
      }
    }
  }

  /** After the log brought the account: this is a state of the log, whoever serves the shard. */
  answerOpened(gateway: string, id: number, account: AccountId, replayed: boolean): void {
    const receipt = receiptFor(this.#ledger, account, 0, (text) => this.#ports.mac(text));
    this.#gateways.send(gateway, {
      kind: "opened",
      id,
      account: this.#view(account),
      receipt,
      replayed,
    });
  }

  applied(applied: Applied): void {
    const records = applied.records;
    records.rewind();
    records.next();
    // Each stands first in a payload of its own; the shards of a measurement follow it.
    if (!settingKinds.has(records.kind)) return;
    this.#settings.set(applied.index, resultCodeAt(applied, 0));
    if (this.#settings.size <= settingsKeptMax) return;
    for (const oldest of this.#settings.keys()) {
      this.#settings.delete(oldest);
      break;
    }
  }

  /**
   * Linearizable (Raft dissertation 6.4): answered with everything applied that anybody had acknowledged when it came, by
   * the room that serves the shard then.
   */
  #read(gateway: string, id: number, account: AccountId): void {
    const refuse = (refusal: RoomRequestRefusal): void => {
      this.#gateways.send(gateway, { kind: "refused", id, refusal });
    };
    // Whoever certainly does not serve it says so at once. An account that is not here may be on its way.
    const now = account < this.#ledger.accountCount ? this.#readRefusal(account) : null;
    if (now !== null) return refuse(now);
    this.#log().readIndex((outcome) => {
      if (outcome.kind === "unavailable") return refuse("log-unavailable");
      if (account >= this.#ledger.accountCount) return refuse("unknown-account");
      const refusal = this.#readRefusal(account);
      if (refusal !== null) return refuse(refusal);
      return this.#answerRead(gateway, id, account);
    });
  }

  /**
   * What is current needs a read index and nobody's shard: whoever serves the account may say no more of it than the log. But of
   * a shard that is switching it is not said, as the room that served it would not.
   */
  #findAndRead(gateway: string, id: number, tokenHash: TokenHash): void {
    const account = this.#ledger.accountByTokenHash(tokenHash);
    if (account === null) return this.#found(gateway, id, account);
    this.#log().readIndex((outcome) => {
      const shard = this.#ledger.shardOf(account);
      const isCurrent = outcome.kind === "applied" && this.#failover.seesCurrent(shard);
      this.#found(gateway, id, account, { view: isCurrent ? this.#view(account) : null });
    });
  }

  #found(
    gateway: string,
    id: number,
    account: AccountId | null,
    read: { readonly view?: AccountView | null } = {},
  ): void {
    const home = account === null ? {} : { home: this.#homeOf(account) };
    this.#gateways.send(gateway, { kind: "found", id, account, ...home, ...read });
  }

  #readRefusal(account: AccountId): RoomRequestRefusal | null {
    return this.#failover.readRefusal(this.#ledger.shardOf(account));
  }

  #answerRead(gateway: string, id: number, account: AccountId): void {
    this.#gateways.send(gateway, { kind: "read", id, account: this.#view(account) });
  }

  #set(gateway: string, id: number, write: (writer: BatchWriter) => EncodeRefusal | null): void {
    const writer = this.#newWriter();
    if (write(writer) !== null) {
      this.#gateways.send(gateway, { kind: "refused", id, refusal: "malformed" });
      return;
    }
    this.#log().append(writer.finish(), (outcome) => {
      if (outcome.kind !== "committed") {
        const refusal = outcome.kind === "unavailable" ? "log-unavailable" : "unknown";
        this.#gateways.send(gateway, { kind: "refused", id, refusal });
        return;
      }
      const result = ledgerResultOf(this.#settings.get(outcome.index) ?? -1);
      if (result === "applied") {
        this.#gateways.send(gateway, { kind: "done", id, index: asLogIndex(outcome.index) });
        return;
      }
      const refusal = settingRefusals.find((each) => each === result) ?? "unknown";
      this.#gateways.send(gateway, { kind: "refused", id, refusal });
    });
  }

  #homeOf(account: AccountId): Pick<AccountView, "shard" | "synthetic"> {
    const synthetic = this.#ledger.isSynthetic(account);
    return { shard: this.#ledger.shardOf(account), synthetic };
  }

  #view(account: number): AccountView {
    const entry = present(this.#ledger.account(account), `account ${account}`);
    const history = this.#ledger
      .history(account, receiptsPerAccountMax)
      .map((line): HistoryLine => ({
        kind: line.kind,
        counterparty: line.counterparty ?? entry.account,
        amountCents: line.amountCents,
        sequence: line.sequence,
        index: line.index,
        result: line.result,
      }));
    return {
      account: entry.account,
      shard: entry.shard,
      room: shardIn(this.#ledger.failoverView(), entry.shard).owner,
      synthetic: this.#ledger.isSynthetic(account),
      balanceCents: entry.balance,
      sentCents: entry.sentCents,
      receivedCents: entry.receivedCents,
      lastSequence: entry.lastSequence,
      history,
      openedIndex: entry.openedIndex,
      appliedIndex: this.#ledger.appliedIndex,
    };
  }
}

function writeSetting(
  writer: BatchWriter,
  request: Extract<
    RoomRequest,
    { kind: "set-pace" | "set-failback" | "set-dial" | "measure-incident" }
  >,
): EncodeRefusal | null {
  switch (request.kind) {
    case "set-pace":
      return writer.setPace(request.pace);
    case "set-failback":
      return writer.setFailback(request.failback);
    case "set-dial":
      return writer.setDial(request.change);
    case "measure-incident": {
      const { incident, source, durationMs, shards } = request;
      return writer.incidentMeasured({ incident, source, durationMs, shards });
    }
  }
}
