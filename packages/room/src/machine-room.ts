import {
  createLedger,
  describeNewerVersion,
  newerVersionOf,
  newestPayloadVersion,
  recordKinds,
  type Applied,
  type BatchWriter,
  type DigestReport,
  type Ledger,
} from "@cablecut/ledger";
import { createRoomFailover, type RoomFailover } from "@cablecut/failover";
import {
  asCents,
  frameKinds,
  RecentDurations,
  roomRequestSchema,
  statusIntervalMs,
  asRoomIndex,
  type LogEvent,
  type RoomRequestRefusal,
  type RoomStatus,
} from "@cablecut/protocol";
import type {
  CommittedEntry,
  LogConsumer,
  ReplicaId,
  ReplicatedLog,
} from "@cablecut/replicated-log/port";
import { FailoverDriver } from "./failover-driver.ts";
import { Feed } from "./feed.ts";
import { FormatAdoption } from "./format-adoption.ts";
import { Gateways } from "./gateways.ts";
import { LateHearing } from "./late-hearing.ts";
import { IncidentClock } from "./incident-clock.ts";
import { Openings } from "./openings.ts";
import { PayloadVersions } from "./payload-versions.ts";
import { PendingTransfers } from "./pending-transfers.ts";
import type { AppliedArchive, RoomOptions, RoomPorts } from "./ports.ts";
import { Proposer } from "./proposer.ts";
import { Requests } from "./requests.ts";
import { bookedByAll, statusOf } from "./status-report.ts";
import { Transfers } from "./transfers.ts";

/** A payload with more bookings than this is counted in the feed, not listed. */
const listedPerPayloadMax = 512;
/** Commits of so long ago still count as lately, ms. */
const commitsLatelyMs = 10_000;

/**
 * One machine room: the ledger on the replicated log, the shards it serves, its part in failover, and the gateways it
 * answers. Pure: everything that happens comes in through a method, everything it does goes out through its ports.
 *
 * Order of use: construct, give the log its `consumer`, `attach` the log, then `tick` at `nextWakeMs` at the latest.
 */
export class MachineRoom {
  readonly ledger: Ledger;
  readonly failover: RoomFailover;
  /** The newest payload version that this room reads, for other rooms to know. */
  readonly reads = newestPayloadVersion;
  readonly consumer: LogConsumer;
  readonly #options: RoomOptions;
  readonly #ports: RoomPorts;
  readonly #gateways: Gateways;
  readonly #feed = new Feed();
  readonly #pending = new PendingTransfers();
  readonly #transfers: Transfers;
  readonly #openings: Openings;
  readonly #requests: Requests;
  readonly #driver: FailoverDriver;
  readonly #versions: PayloadVersions;
  readonly #adoption: FormatAdoption;
  readonly #incidentClock = new IncidentClock();
  readonly #lateHearing = new LateHearing();
  readonly #commits = new RecentDurations(commitsLatelyMs);
  /** Of the last entry that ended an incident, if it was applied here. */
  #endDigest: DigestReport | null = null;
  #log: ReplicatedLog | null = null;
  #archive: AppliedArchive | null = null;
  #lastStatusMs = Number.NEGATIVE_INFINITY;
  #roundPlanned = false;
  #statusDue = false;
  /** For the owner's log: failover events as they are applied. */
  onEvents: (events: readonly LogEvent[]) => void = () => undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
    this.#ports = options.ports;
    const { topology, pace, sha256, ports } = options;
    const room = asRoomIndex(options.room);
    this.ledger = createLedger({ topology, pace, sha256 });
    this.failover = createRoomFailover({ topology, room });
    this.#gateways = new Gateways(ports);
    this.#versions = new PayloadVersions(topology.rooms.length, options.room);
    const newWriter = (): BatchWriter => this.#versions.newWriter();
    const log = (): ReplicatedLog => this.#attachedLog();
    const proposer = new Proposer({
      writer: newWriter(),
      log,
      defer: (task) => ports.defer(task),
      nowMs: () => ports.nowMs(),
      committed: (index, tookMs, payloadNumber) => {
        this.#commits.add(tookMs, ports.nowMs());
        this.#transfers.committed(index, payloadNumber);
      },
      ended: (outcome, records, payloadNumber) => {
        this.#transfers.ended(outcome, records, payloadNumber);
        this.#openings.ended(outcome, records, payloadNumber);
      },
    });
    const { ledger, failover } = this;
    const gateways = this.#gateways;
    this.#transfers = new Transfers({
      ledger,
      failover,
      pending: this.#pending,
      proposer,
      gateways,
      ports,
    });
    this.#requests = new Requests({
      ledger,
      failover,
      topology,
      gateways,
      feed: this.#feed,
      log,
      ports,
      newWriter,
      hearsLate: (gateway) => this.#lateHearing.isLate(gateway, ports.nowMs()),
      open: (gateway, id, tokenHash, shard) => this.#openings.open(gateway, id, tokenHash, shard),
    });
    this.#openings = new Openings({
      ledger,
      proposer,
      gateways,
      opened: (gateway, id, account, replayed) =>
        this.#requests.answerOpened(gateway, id, account, replayed),
    });
    this.#driver = new FailoverDriver({
      room,
      ledger,
      failover,
      log,
      ports,
      newWriter,
      inFlightIn: (shard) => this.#pending.countIn(shard) + this.#openings.countIn(shard),
    });
    this.#adoption = new FormatAdoption(ledger, failover, log, newWriter);
    this.consumer = this.#newConsumer();
  }

  attach(log: ReplicatedLog): void {
    this.#log = log;
  }

  /** Before the log is made, which applies what it has at once. */
  attachArchive(archive: AppliedArchive): void {
    this.#archive = archive;
  }

  /**
   * A gateway said hello; `resumed`: it goes on where its link fell silent, with what that has kept. False where this room has
   * as many gateways as it takes.
   */
  gatewayJoined(gateway: string, resumed = false): boolean {
    if (this.#gateways.slotOf(gateway) === null) return false;
    if (resumed) this.#lateHearing.resumed(gateway, this.#ports.nowMs());
    this.#gateways.send(gateway, { kind: "status", status: this.status() });
    this.#gateways.tellOfEarlierLife(gateway);
    return true;
  }

  /** Another room has linked with this one; `reads`: the newest payload version that it reads, null where it does not tell. */
  roomJoined(room: number, reads: number | null): void {
    this.#versions.told(room, reads);
  }

  gatewayLeft(gateway: string): void {
    this.#feed.unsubscribe(gateway);
    this.#lateHearing.left(gateway);
    this.#gateways.left(gateway);
  }

  /** One message of a gateway; garbage is answered by a named refusal where it can be and changes nothing. */
  receive(gateway: string, message: Uint8Array): void {
    const slot = this.#gateways.slotOf(gateway);
    if (slot === null) return;
    if (message[0] === frameKinds.gatewayWord) return this.#gateways.passOn(gateway, message);
    if (message[0] === frameKinds.transfers) {
      if (this.#transfers.take(message, slot)) return;
    } else if (message[0] === frameKinds.json) {
      const request = this.#parse(message.subarray(1));
      if (request !== null) return this.#requests.take(gateway, request);
    }
    this.#refuse(gateway, 0, "malformed");
  }

  /**
   * The process is about to stop: nothing new is taken (`not-serving`, as by a room that has lost its shards), and what was
   * taken is answered as soon as the log has decided. Reads go on.
   */
  drain(): void {
    this.#transfers.drain();
    this.#openings.drain();
  }

  /** Transfers and openings that were taken and not yet answered. */
  get unanswered(): number {
    return this.#pending.count + this.#openings.count;
  }

  /** To be called at `nextWakeMs` at the latest. */
  tick(): void {
    this.#lateHearing.ticked(this.#ports.nowMs());
    this.#driver.run();
    const nowMs = this.#ports.nowMs();
    this.#adoption.run(nowMs);
    if (this.#statusDue || nowMs - this.#lastStatusMs >= statusIntervalMs) this.#tellStatus(nowMs);
  }

  nextWakeMs(): number {
    return Math.min(this.failover.nextWakeMs(), this.#lastStatusMs + statusIntervalMs);
  }

  status(): RoomStatus {
    const nowMs = this.#ports.nowMs();
    return statusOf({
      room: this.#options.room,
      boot: this.#options.boot,
      ledger: this.ledger,
      failover: this.failover,
      incidentClock: this.#incidentClock,
      endDigest: this.#endDigest,
      log: this.#attachedLog().status(),
      nowMs,
      commitMs: this.#commits.percentiles(nowMs),
      diskSyncMs: this.#ports.diskSyncMs?.() ?? null,
      links: this.#ports.links?.(),
      payloadsWritten: this.#versions.written,
    });
  }

  #newConsumer(): LogConsumer {
    return {
      apply: (entries) => this.#apply(entries),
      snapshot: () => {
        // After a restart the log begins behind its snapshot: what comes before should be in the archive by then.
        this.#archive?.flush();
        return this.ledger.snapshot();
      },
      restore: (index, chunks) => this.#restore(index, chunks),
      leaderChanged: (leader) => this.#leaderChanged(leader),
    };
  }

  #attachedLog(): ReplicatedLog {
    if (this.#log === null) throw new Error("the room was used before its log was attached");
    return this.#log;
  }

  #apply(entries: readonly CommittedEntry[]): void {
    const events: LogEvent[] = [];
    for (const entry of entries) {
      const newer = newerVersionOf(entry.payload);
      if (newer !== null) {
        const { en, zh } = describeNewerVersion(newer);
        this.#ports.halt({
          en: `entry ${entry.index} has ${en}`,
          zh: `条目${entry.index}：${zh}`,
        });
      }
      const applied = this.ledger.apply(entry.index, entry.payload);
      if (applied.outcome === "applied") this.#versions.applied(entry.payload);
      if (applied.events.length > 0) {
        events.push(...applied.events);
        this.#noteTimes(applied.events);
        if (applied.events.some(({ kind }) => kind === "incident-ended"))
          this.#endDigest = this.ledger.digestNow();
      }
      if (applied.count > 0) {
        this.#transfers.applied(applied);
        this.#openings.applied(applied);
        this.#requests.applied(applied);
        this.#tellFeed(applied);
      }
      this.#feed.applied(entry.index, applied.events);
      this.#archive?.applied(applied, entry.payload, this.ledger.chainHash());
    }
    this.#gateways.flushAnswers();
    this.failover.applied(this.ledger.failoverView(), events, this.#ports.nowMs());
    if (events.length > 0) this.onEvents(events);
    // How many have an account is told with the next one: a hall that comes would have every room tell all it knows with each.
    if (events.some(({ kind }) => kind !== "account-opened")) this.#statusDue = true;
    this.#planRound();
  }

  #noteTimes(events: readonly LogEvent[]): void {
    const nowMs = this.#ports.nowMs();
    if (!this.failover.isWitness(nowMs)) return;
    this.#incidentClock.applied(events, () => this.ledger.incident(), nowMs);
  }

  #tellFeed(applied: Applied): void {
    if (applied.booked === 0) return;
    if (applied.booked > listedPerPayloadMax) return this.#feed.skipped(applied.index);
    const records = applied.records;
    /** Numbers, the payer in the upper half: a second copy in the same entry is answered like the first. */
    const told = new Set<number>();
    records.rewind();
    while (records.next()) {
      // A cancel that comes too late is answered `booked` as well, also in the very entry that booked the number.
      if (records.kind !== recordKinds.transfer) continue;
      // Booked by this entry, not a repetition of what an earlier one booked.
      const at = records.position;
      if (applied.results[at] !== 0 || applied.endedAt[at] !== applied.index) continue;
      const { payer, payee } = records;
      const number = payer * 2 ** 32 + records.sequence;
      if (told.has(number)) continue;
      told.add(number);
      this.#feed.booked(
        applied.index,
        payer,
        payee,
        asCents(records.amountCents),
        records.sequence,
        this.ledger.balanceOf(payer),
        this.ledger.balanceOf(payee),
      );
    }
  }

  #restore(index: number, chunks: readonly Uint8Array[]): void {
    const outcome = this.ledger.restore(chunks);
    if (!outcome.ok) {
      const reason = `snapshot at ${index}: ${outcome.refusal}: ${outcome.detail}`;
      if (outcome.refusal === "unknown-version") {
        this.#ports.halt({ en: reason, zh: `条目${index}处的快照由更新的版本写入` });
      }
      throw new Error(reason);
    }
    this.#archive?.restored(index, this.ledger.chainHash());
    this.#feed.restart(index);
    this.failover.applied(this.ledger.failoverView(), [], this.#ports.nowMs());
    this.#statusDue = true;
    this.#planRound();
  }

  #leaderChanged(leader: ReplicaId | null): void {
    this.failover.leaderChanged(leader === null ? null : asRoomIndex(leader), this.#ports.nowMs());
    this.#statusDue = true;
    this.#planRound();
  }

  /** One round of failover logic and feeds per turn, however many entries it brought. */
  #planRound(): void {
    if (this.#roundPlanned) return;
    this.#roundPlanned = true;
    this.#ports.defer(() => {
      this.#roundPlanned = false;
      for (const { gateway, push } of this.#feed.frames(() => bookedByAll(this.ledger)))
        this.#gateways.send(gateway, push);
      if (this.#log !== null) this.tick();
    });
  }

  #tellStatus(nowMs: number): void {
    this.#statusDue = false;
    this.#lastStatusMs = nowMs;
    this.#gateways.sendToAll({ kind: "status", status: this.status() });
  }

  #parse(bytes: Uint8Array): ReturnType<typeof roomRequestSchema.parse> | null {
    let value: unknown;
    try {
      value = JSON.parse(this.#ports.decodeText(bytes));
    } catch {
      return null;
    }
    const parsed = roomRequestSchema.safeParse(value);
    return parsed.success ? parsed.data : null;
  }

  #refuse(gateway: string, id: number, refusal: RoomRequestRefusal): void {
    this.#gateways.send(gateway, { kind: "refused", id, refusal });
  }
}
