import type { LogEvent, Pace, RoomMessage, ShardId, Topology } from "@cablecut/protocol";
import type { RaftLogLimits, RaftLogOptions } from "@cablecut/replicated-log";
import { VirtualClock } from "../world/clock.ts";
import { fastDisk, type DiskSpeed } from "../world/simulated-disk.ts";
import { SimulatedFabric } from "../world/simulated-fabric.ts";
import { LedgerChecks } from "../checks/ledger-checks.ts";
import { OrderChecks } from "../checks/order-checks.ts";
import { Network, type NetworkConditions } from "../world/network.ts";
import { Prng } from "../world/prng.ts";
import { RaftChecks } from "../checks/raft-checks.ts";
import { SimulatedRoom, type RoomObserver } from "./simulated-room.ts";
import { Coverage } from "../checks/coverage.ts";
import { Violation } from "../checks/violation.ts";

export interface ClusterOptions {
  readonly seed: number;
  readonly topology: Topology;
  readonly pace: Pace;
  readonly gateways: number;
  /** Real gateways run, and their links carry what goes between them and the rooms. */
  readonly linked: boolean;
  readonly limits?: Partial<RaftLogLimits>;
  readonly raft?: NonNullable<RaftLogOptions["raft"]>;
  /** Takes one line per event; null: nothing is written, which is faster. */
  readonly trace?: ((line: string) => void) | null;
}

/** Of a lease that must have gone by in true time: the clock that waited it out may be a tenth too fast. */
const leaseShareMin = 0.9;

/** A node that is no room: its messages come here. */
export type Receiver = (from: number, bytes: Uint8Array) => void;

/** All rooms of a show in one process under virtual time, watched by the checks. Rooms are nodes 0 .. n-1. */
export class Cluster {
  readonly clock = new VirtualClock();
  readonly coverage = new Coverage();
  readonly prng: Prng;
  readonly network: Network;
  readonly fabric: SimulatedFabric;
  readonly rooms: readonly SimulatedRoom[];
  readonly raft: RaftChecks;
  readonly ledger: LedgerChecks;
  readonly order = new OrderChecks();
  /** When each room's last heartbeat was committed. */
  readonly #heartbeatMs: number[] = [];
  readonly topology: Topology;
  violation: Violation | null = null;
  /** The trouble is over: what was planned to go wrong goes wrong no more. */
  isHealed = false;
  /** Until then some gateway does not hear all rooms, or is not heard. */
  deafUntilMs = 0;
  /** Told whenever a room comes to lead. */
  onLeader: ((room: number) => void) | null = null;
  /** Told of every event of the log, at its first commit. */
  onEvent: (event: LogEvent) => void = () => undefined;
  /** Told up to where a room has applied the log. */
  onApplied: (room: number, index: number) => void = () => undefined;
  /** The links of real gateways. */
  toGateway: (room: number, gateway: string, message: Uint8Array) => boolean = () => false;
  /** Messages that reach gateways. */
  readonly receivers: (Receiver | undefined)[] = [];
  readonly #trace: ((line: string) => void) | null;

  constructor(options: ClusterOptions) {
    const { topology, pace, limits = {}, raft = {} } = options;
    this.topology = topology;
    this.#trace = options.trace ?? null;
    this.prng = new Prng(options.seed);
    const roomCount = topology.rooms.length;
    const nodes = roomCount + options.gateways;
    this.network = new Network(this.clock, this.prng.fork(), nodes, this.coverage);
    this.fabric = new SimulatedFabric(topology, this.clock, this.network);
    const gateways = Array.from({ length: options.gateways }, (_, gateway) => ({
      name: `gateway-${gateway}`,
      node: roomCount + gateway,
    }));
    const around = {
      topology,
      pace,
      limits,
      raft,
      clock: this.clock,
      network: this.network,
      arriveAt: (to: number, from: number, bytes: Uint8Array) => this.#arrive(to, from, bytes),
      gateways,
      toGateway: options.linked
        ? (room: number, gateway: string, message: Uint8Array) =>
            this.toGateway(room, gateway, message)
        : null,
      observer: this.#observer(),
      coverage: this.coverage,
    };
    this.rooms = topology.rooms.map((_, room) => new SimulatedRoom(room, around, this.prng.fork()));
    this.raft = new RaftChecks(
      this.rooms.map((room) => room.disk),
      this.coverage,
    );
    this.ledger = new LedgerChecks(topology, pace, this.coverage);
  }

  /** Lets time pass; throws the violation that it brings to light. */
  pass(durationMs: number): void {
    this.clock.pass(durationMs, () => this.violation !== null);
    if (this.violation !== null) throw this.violation;
  }

  note(text: () => string): void {
    this.#trace?.(`${this.clock.nowMs.toFixed(2).padStart(10)}  ${text()}`);
  }

  send(from: number, to: number, bytes: Uint8Array): void {
    this.network.send(from, to, () => this.#arrive(to, from, bytes));
  }

  setConditions(conditions: NetworkConditions): void {
    this.network.conditions = conditions;
  }

  setDisk(room: number, speed: DiskSpeed = fastDisk): void {
    this.rooms[room]!.disk.speed = speed;
    if (speed.syncMaxMs > fastDisk.syncMaxMs) this.coverage.note("slow disks");
  }

  /** The room that leads in the highest term, as far as a living one says so. */
  leader(): number | null {
    let best: { room: number; term: number } | null = null;
    for (const { index, log } of this.rooms) {
      const status = log?.status();
      if (status?.role !== "leader" || status.term <= (best?.term ?? 0)) continue;
      best = { room: index, term: status.term };
    }
    return best?.room ?? null;
  }

  /** Runs a check outside the rooms; what it throws ends the run. */
  guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#fail("clients", error);
    }
  }

  ownerOf(shard: ShardId): number {
    return this.ledger.model.shards[shard]!.owner;
  }

  /** What is said of a defect in one of the processes. */
  failed(where: string, error: unknown): void {
    this.#fail(where, error);
  }

  /** Somebody's shards wait or have not paid again. */
  get hasOpenIncident(): boolean {
    return this.ledger.reference.incident()?.endedAt === 0;
  }

  #arrive(to: number, from: number, bytes: Uint8Array): void {
    if (this.violation !== null) return;
    const room = this.rooms[to];
    if (room !== undefined) room.receive(from, bytes);
    else this.receivers[to]?.(from, bytes);
  }

  #fail(where: string, error: unknown): void {
    const violation =
      error instanceof Violation
        ? error
        : new Violation("no exception", error instanceof Error ? `${error.stack}` : String(error));
    this.note(() => `VIOLATION in ${where}: ${violation.message}`);
    this.violation ??= violation;
  }

  #observer(): RoomObserver {
    return {
      writes: (room, write) => this.raft.writes(room, write),
      replicates: (room, to, bytes) => this.raft.sends(room, to, bytes),
      applies: (room, entries) => {
        const { term } = room.log!.status();
        for (const entry of entries) {
          if (!this.raft.applies(room.index, term, entry)) continue;
          this.#committed(entry.index, this.ledger.committed(entry.index, entry.payload));
        }
      },
      applied: (room) => {
        const { ledger } = room.room!;
        this.ledger.reached(room.index, ledger.appliedIndex, ledger);
        this.onApplied(room.index, ledger.appliedIndex);
      },
      restored: (room, index) => {
        // Its log is there already where a snapshot came from a leader, not where a start found it on the disk.
        this.coverage.note(room.log === null ? "starts from a snapshot" : "snapshots installed");
        this.note(() => `room ${room.index} restored from a snapshot at ${index}`);
        this.raft.restores(room.index, index);
        this.ledger.reached(room.index, index, room.room!.ledger);
      },
      leads: (room, term) => {
        this.note(() => `room ${room.index} leads term ${term}`);
        this.raft.leads(room.index, term);
        this.onLeader?.(room.index);
      },
      sends: (room, _, message: RoomMessage) => {
        if (message.kind !== "read") return;
        this.ledger.demandState(`room ${room.index}`, message.account);
      },
      failed: (room, error) => this.#fail(`room ${room.index}`, error),
    };
  }

  #committed(index: number, events: readonly LogEvent[]): void {
    const beating = this.ledger.model.lastHeartbeat.indexOf(index);
    if (beating !== -1) this.#heartbeatMs[beating] = this.clock.nowMs;
    for (const event of events) {
      this.note(() => `entry ${index}: ${JSON.stringify(event)}`);
      if (event.kind === "shard-moved") this.#mustHaveWaited(event);
      this.onEvent(event);
    }
  }

  /** The wait of the pace is a real one: a whole lease from the last heartbeat of the room that lost the shard. */
  #mustHaveWaited({ shard, from, reason }: Extract<LogEvent, { kind: "shard-moved" }>): void {
    if (reason !== "failover") return;
    const { leaseMs } = this.ledger.reference.failoverView().rooms[from]!;
    const waitedMs = this.clock.nowMs - (this.#heartbeatMs[from] ?? 0);
    if (waitedMs > leaseShareMin * leaseMs) return;
    throw new Violation(
      "the wait of the pace",
      `shard ${shard} of room ${from} was moved after ${waitedMs} ms of a lease of ${leaseMs} ms`,
    );
  }
}
