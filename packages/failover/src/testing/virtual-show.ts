import {
  quorumOf,
  type FailoverView,
  type LogEvent,
  type Pace,
  type RoomIndex,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import type { FailoverCommand } from "../commands.ts";
import { createRoomFailover } from "../create-room-failover.ts";
import type { RoomFailover } from "../room-failover.ts";
import { Agenda } from "./agenda.ts";
import { LedgerModel, type ModelEntry } from "./ledger-model.ts";
import { randomOf, type Random } from "./random.ts";

export interface VirtualShowOptions {
  readonly topology: Topology;
  readonly pace: Pace;
  readonly seed: number;
  /** How far a room's clock may run fast or slow, as a share; 0 for tests that measure time. */
  readonly skew?: number;
  /** Longest way of a message between two rooms. */
  readonly delayMaxMs?: number;
}

/** Something the model's log decided, at the moment of its commit. */
export type Decided = LogEvent & { readonly atMs: number };

interface Committed {
  readonly entry: ModelEntry;
  readonly logTimeMs: number;
  readonly by: RoomIndex | null;
  readonly boot: number;
  readonly attempt: number | null;
}

interface VirtualRoom {
  readonly index: RoomIndex;
  readonly offsetMs: number;
  readonly rate: number;
  /** Null while the process is dead. */
  failover: RoomFailover | null;
  ledger: LedgerModel;
  applied: number;
  connected: boolean;
  pausedUntilMs: number;
  knownLeader: RoomIndex | null;
  boot: number;
  wake: number;
}

/**
 * Rooms with clocks of their own around a model of the log: one leader at a time, delays, elections, rooms that are cut,
 * stopped, killed and started again; what a cut room sends may arrive after the cut. All in virtual time, from one seed.
 */
export class VirtualShow {
  readonly agenda = new Agenda();
  readonly random: Random;
  readonly decided: Decided[] = [];
  readonly rooms: VirtualRoom[];
  /** The state after the last committed entry. */
  readonly truth: LedgerModel;
  /** Called after every commit and every 20 ms. */
  check: (() => void) | null = null;
  leader: RoomIndex | null = null;
  /** Refused entries by kind: shows how many compare-and-sets did not hold. */
  readonly refused = new Map<string, number>();
  readonly #log: Committed[] = [];
  readonly #options: Required<VirtualShowOptions>;
  #electing = false;

  constructor(options: VirtualShowOptions) {
    this.#options = { skew: 0, delayMaxMs: 2, ...options };
    this.random = randomOf(options.seed);
    this.truth = new LedgerModel(options.topology, options.pace);
    const { skew } = this.#options;
    this.rooms = options.topology.rooms.map((_, index) => ({
      index: index as RoomIndex,
      offsetMs: this.random.between(0, 1e9),
      rate: 1 + this.random.between(-skew, skew),
      failover: null,
      ledger: new LedgerModel(options.topology, options.pace),
      applied: 0,
      connected: true,
      pausedUntilMs: 0,
      knownLeader: null,
      boot: 0,
      wake: 0,
    }));
    for (const room of this.rooms) this.start(room.index);
    this.#sample();
  }

  get nowMs(): number {
    return this.agenda.nowMs;
  }

  /** How long each shard of a lost room was waited for, from the last heartbeat that was committed, and the lease in force. */
  readonly waits: {
    readonly shard: ShardId;
    readonly waitedMs: number;
    readonly leaseMs: number;
  }[] = [];
  readonly #heartbeatMs: number[] = [];

  get committedIndex(): number {
    return this.#log.length;
  }

  /** Whether a transfer of that shard would be committed at this moment. */
  canPay(shard: ShardId): boolean {
    const { owner, status } = this.truth.shards[shard]!;
    return status === "serving" && this.#leaderWorks() && this.#reachable(this.rooms[owner]!);
  }

  run(ms: number): void {
    this.agenda.runUntil(this.nowMs + ms);
  }

  view(): FailoverView {
    return this.truth.view();
  }

  eventsOf<Kind extends LogEvent["kind"]>(kind: Kind): Extract<Decided, { kind: Kind }>[] {
    return this.decided.filter(
      (event): event is Extract<Decided, { kind: Kind }> => event.kind === kind,
    );
  }

  cut(...rooms: readonly number[]): void {
    for (const index of rooms) this.rooms[index]!.connected = false;
    this.#watchLeader();
    for (const index of rooms) this.#loseLeader(this.rooms[index]!);
  }

  heal(...rooms: readonly number[]): void {
    for (const index of rooms) {
      const room = this.rooms[index]!;
      room.connected = true;
      this.agenda.after(this.random.between(20, 200), () => this.#rejoin(room));
    }
    this.#watchLeader();
  }

  kill(index: number): void {
    this.rooms[index]!.failover = null;
    this.#watchLeader();
  }

  start(index: number): void {
    const room = this.rooms[index]!;
    const { topology, pace } = this.#options;
    room.boot += 1;
    room.knownLeader = null;
    room.failover = createRoomFailover({ topology, room: room.index });
    room.ledger = new LedgerModel(topology, pace);
    for (const { entry, logTimeMs } of this.#log.slice(0, room.applied)) {
      room.ledger.apply(entry, logTimeMs);
    }
    room.failover.applied(room.ledger.view(), [], this.local(room));
    this.#tick(room);
    this.agenda.after(this.random.between(20, 200), () => this.#rejoin(room));
    this.#watchLeader();
  }

  /** The process does not run (SIGSTOP): timers and messages wait. */
  pause(index: number, ms: number): void {
    this.rooms[index]!.pausedUntilMs = this.nowMs + ms;
    this.#watchLeader();
    this.agenda.after(ms, () => this.#watchLeader());
  }

  /** From outside: the presenter's word. */
  command(entry: ModelEntry): void {
    this.#commit({ entry, logTimeMs: this.nowMs, by: null, boot: 0, attempt: null });
  }

  local(room: VirtualRoom): number {
    return room.offsetMs + room.rate * this.nowMs;
  }

  #sample(): void {
    this.check?.();
    this.agenda.after(20, () => this.#sample());
  }

  #reachable(room: VirtualRoom): boolean {
    return room.connected && room.failover !== null && room.pausedUntilMs <= this.nowMs;
  }

  #leaderWorks(): boolean {
    if (this.leader === null || !this.#reachable(this.rooms[this.leader]!)) return false;
    return (
      this.rooms.filter((room) => this.#reachable(room)).length >= quorumOf(this.#options.topology)
    );
  }

  #watchLeader(): void {
    if (this.#electing || this.#leaderWorks()) return;
    this.#electing = true;
    this.agenda.after(this.random.between(250, 350), () => {
      for (const room of this.rooms) if (!this.#leaderWorks()) this.#hear(room, null);
    });
    this.agenda.after(this.random.between(350, 550), () => this.#elect());
  }

  #elect(): void {
    this.#electing = false;
    if (this.#leaderWorks()) {
      const { leader } = this;
      for (const room of this.rooms) if (this.#reachable(room)) this.#hear(room, leader);
      return;
    }
    const voters = this.rooms.filter((room) => this.#reachable(room));
    if (voters.length < quorumOf(this.#options.topology)) {
      this.leader = null;
      this.#watchLeader();
      return;
    }
    // The leader must have every committed entry: the voters catch up here, at once.
    this.leader = this.random.pick(voters).index;
    const { leader } = this;
    const nothing: ModelEntry = { kind: "nothing" };
    this.#commit({ entry: nothing, logTimeMs: this.nowMs, by: null, boot: 0, attempt: null });
    for (const room of voters) this.agenda.after(this.#delay(), () => this.#hear(room, leader));
  }

  #hear(room: VirtualRoom, leader: RoomIndex | null): void {
    this.#whenRunning(room, () => {
      room.knownLeader = leader;
      room.failover?.leaderChanged(leader, this.local(room));
      this.#tick(room);
    });
  }

  #loseLeader(room: VirtualRoom): void {
    this.agenda.after(this.random.between(300, 700), () => {
      if (!room.connected) this.#hear(room, null);
    });
  }

  #rejoin(room: VirtualRoom): void {
    if (!room.connected || room.failover === null) return;
    if (this.#leaderWorks()) this.#hear(room, this.leader);
    this.#deliver(room);
  }

  #delay(): number {
    return this.random.between(0.2, this.#options.delayMaxMs);
  }

  #whenRunning(room: VirtualRoom, run: () => void): void {
    if (room.pausedUntilMs > this.nowMs) {
      this.agenda.at(room.pausedUntilMs, () => this.#whenRunning(room, run));
    } else run();
  }

  #tick(room: VirtualRoom): void {
    const { failover } = room;
    if (failover === null) return;
    // What a follower knows of the commit index is what it was sent; while cut, what it had.
    const commitIndex = this.#reachable(room) ? this.#log.length : room.applied;
    const progress = { commitIndex, appliedIndex: room.applied };
    for (const command of failover.tick(progress, this.local(room))) this.#perform(room, command);
    room.wake += 1;
    const { wake } = room;
    const waitMs = Math.max(failover.nextWakeMs() - this.local(room), 0) / room.rate;
    this.agenda.after(waitMs + this.random.between(0, 3), () =>
      this.#whenRunning(room, () => {
        if (room.wake === wake) this.#tick(room);
      }),
    );
  }

  #perform(room: VirtualRoom, command: FailoverCommand): void {
    switch (command.kind) {
      case "heartbeat": {
        const { attempt, predecessor } = command;
        this.#append(room, { kind: "heartbeat", room: room.index, predecessor }, attempt);
        break;
      }
      case "suspect":
      case "move":
        this.#append(room, command, null);
        break;
      case "release": {
        const { boot } = room;
        this.agenda.after(this.random.between(0, 20), () => {
          if (room.boot !== boot) return;
          room.failover?.released(command.shard, this.local(room));
          this.#tick(room);
        });
        break;
      }
      case "reclaim":
        break;
    }
  }

  #append(room: VirtualRoom, entry: ModelEntry, attempt: number | null): void {
    const { boot } = room;
    const end = (kind: "unavailable" | "unknown"): void => {
      if (attempt === null || room.boot !== boot) return;
      this.#whenRunning(room, () =>
        room.failover?.heartbeatEnded(attempt, { kind }, this.local(room)),
      );
    };
    if (room.knownLeader === null) {
      this.agenda.after(1, () => end("unavailable"));
      return;
    }
    const arrive = (): void => {
      if (!this.#leaderWorks()) {
        this.agenda.after(500, () => end("unknown"));
        return;
      }
      this.#commit({ entry, logTimeMs: this.nowMs, by: room.index, boot, attempt });
    };
    if (room.connected) this.agenda.after(this.#delay(), arrive);
    // What was sent into a silent cable may still arrive once it carries again.
    else if (this.random.next() < 0.5) this.#whenHealed(room, arrive);
    else this.agenda.after(1_000, () => end("unknown"));
  }

  #whenHealed(room: VirtualRoom, run: () => void): void {
    this.agenda.after(50, () => (room.connected ? run() : this.#whenHealed(room, run)));
  }

  #commit(committed: Committed): void {
    this.#log.push(committed);
    const leases = this.truth.view().rooms.map(({ leaseMs }) => leaseMs);
    const events = this.truth.apply(committed.entry, committed.logTimeMs);
    this.#noteWaiting(committed.entry, events, leases);
    if (events === null) {
      this.refused.set(committed.entry.kind, (this.refused.get(committed.entry.kind) ?? 0) + 1);
    }
    for (const event of events ?? []) this.decided.push({ ...event, atMs: this.nowMs });
    this.check?.();
    for (const room of this.rooms) {
      this.agenda.after(this.#delay(), () => this.#deliver(room));
    }
  }

  #noteWaiting(
    entry: ModelEntry,
    events: readonly LogEvent[] | null,
    leases: readonly number[],
  ): void {
    if (entry.kind === "heartbeat" && events !== null) this.#heartbeatMs[entry.room] = this.nowMs;
    for (const event of events ?? []) {
      if (event.kind !== "shard-moved" || event.reason !== "failover") continue;
      const waitedMs = this.nowMs - (this.#heartbeatMs[event.from] ?? 0);
      this.waits.push({ shard: event.shard, waitedMs, leaseMs: leases[event.from] ?? 0 });
    }
  }

  #deliver(room: VirtualRoom): void {
    if (!room.connected || room.failover === null) return;
    if (room.pausedUntilMs > this.nowMs) {
      // The kernel holds it; the process reads it a little after it runs again.
      this.agenda.at(room.pausedUntilMs + this.random.between(1, 10), () => this.#deliver(room));
      return;
    }
    if (room.applied === this.#log.length) return;
    // Whoever is sent entries learns from whom.
    if (this.#leaderWorks() && room.knownLeader !== this.leader) this.#hear(room, this.leader);
    const fresh = this.#log.slice(room.applied);
    const events = fresh.flatMap((item) => room.ledger.apply(item.entry, item.logTimeMs) ?? []);
    const from = room.applied;
    room.applied = this.#log.length;
    room.failover.applied(room.ledger.view(), events, this.local(room));
    for (const [position, { by, boot, attempt }] of fresh.entries()) {
      if (by !== room.index || boot !== room.boot || attempt === null) continue;
      const outcome = { kind: "committed" as const, index: from + position + 1 };
      room.failover.heartbeatEnded(attempt, outcome, this.local(room));
    }
    this.#tick(room);
  }
}
