import {
  roomViewIn,
  type FailoverView,
  type LogEvent,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import type { FailoverCommand, ServingRefusal } from "./commands.ts";
import { FailureDetector } from "./failure-detector.ts";
import { HeartbeatChain } from "./heartbeat-chain.ts";
import { Failback } from "./failback.ts";
import type {
  HeartbeatOutcome,
  LogProgress,
  RoomFailover,
  RoomFailoverConfig,
} from "./room-failover.ts";
import { refuseRead, refuseTransfer, seesCurrent, type ServingState } from "./serving.ts";
import { SwitchPlan, switchingQueue, type Hearing } from "./switch-plan.ts";

/** A replica with more committed entries than this to apply is replaying: it judges nobody and is silent (H3). */
export const lagEntriesMax = 1_024;

/** Before the first state was applied or restored there is nothing to do. */
const unrestoredWaitMs = 50;

/** One room's part in failover; see `RoomFailover`. */
export function createRoomFailover(config: RoomFailoverConfig): RoomFailover {
  return new FailoverOfRoom(config);
}

class FailoverOfRoom implements RoomFailover {
  readonly #self: RoomIndex;
  readonly #detector: FailureDetector;
  readonly #chain = new HeartbeatChain();
  readonly #plan: SwitchPlan;
  readonly #failback: Failback;
  #view: FailoverView | null = null;
  #clockMs = Number.NEGATIVE_INFINITY;
  #hasLeader = false;
  #lagging = true;
  #caughtUp = false;
  #diverged = false;
  #wakeMs = Number.NEGATIVE_INFINITY;

  constructor({ topology, room }: RoomFailoverConfig) {
    this.#self = room;
    this.#detector = new FailureDetector(room);
    this.#plan = new SwitchPlan(topology, room);
    this.#failback = new Failback(room);
  }

  get ready(): boolean {
    return this.#caughtUp && !this.#lagging && !this.#diverged;
  }

  applied(view: FailoverView, events: readonly LogEvent[], nowMs: number): void {
    const now = this.#at(nowMs);
    this.#view = view;
    this.#detector.applied(view, now);
    this.#chain.applied(roomViewIn(view, this.#self).lastHeartbeat);
    this.#noteCaughtUp(now);
    this.#plan.applied(view, this.#hearingOf(view), now);
    this.#failback.applied(view, now);
    // What is read again tells of an earlier life of this room: if it still differs, its heartbeats have it named
    // anew at the next index that is compared, the ledger's next multiple of 1,024.
    const isNamed = events.some(
      (event) => event.kind === "room-diverged" && event.room === this.#self,
    );
    if (isNamed && this.#chain.hasComeBack) {
      this.#diverged = true;
    }
  }

  leaderChanged(leader: RoomIndex | null, nowMs: number): void {
    const now = this.#at(nowMs);
    this.#hasLeader = leader !== null;
    this.#detector.leaderChanged(leader);
    this.#plan.leaderChanged();
    if (this.#hasLeader) this.#chain.leaderElected(now);
    this.#wakeMs = now;
  }

  heartbeatEnded(attempt: number, outcome: HeartbeatOutcome, nowMs: number): void {
    if (this.#view === null) return;
    const now = this.#at(nowMs);
    this.#chain.ended(attempt, outcome, this.#view.pace, now);
    this.#noteCaughtUp(now);
    this.#wakeMs = Math.min(this.#wakeMs, this.#chain.wakeMs(this.#view.pace));
  }

  released(shard: ShardId, nowMs: number): void {
    this.#failback.released(shard);
    this.#wakeMs = this.#at(nowMs);
  }

  tick(log: LogProgress, nowMs: number): readonly FailoverCommand[] {
    const now = this.#at(nowMs);
    const view = this.#view;
    if (view === null) {
      this.#wakeMs = now + unrestoredWaitMs;
      return [];
    }
    this.#detector.advance(now, view.pace);
    this.#lagging = log.commitIndex - log.appliedIndex > lagEntriesMax;
    const commands = this.#idle() ? [] : this.#commandsOf(view, now);
    this.#wakeMs = this.#nextWake(view, now);
    return commands;
  }

  nextWakeMs(): number {
    return this.#wakeMs;
  }

  readRefusal(shard: ShardId): ServingRefusal | null {
    return this.#view === null ? "catching-up" : refuseRead(this.#serving(this.#view), shard);
  }

  seesCurrent(shard: ShardId): boolean {
    return this.#view !== null && seesCurrent(this.#serving(this.#view), shard);
  }

  transferRefusal(shard: ShardId): ServingRefusal | null {
    return this.#view === null ? "catching-up" : refuseTransfer(this.#serving(this.#view), shard);
  }

  heartbeatAgesMs(nowMs: number): readonly number[] | null {
    const now = this.#at(nowMs);
    return this.#view?.rooms.map(({ room }) => this.#detector.ageMs(room, now)) ?? null;
  }

  isWitness(nowMs: number): boolean {
    if (this.#view === null || !this.ready) return false;
    const ownSentMs = this.#chain.committedSentMs;
    return this.#detector.livesByItsRules(this.#view, ownSentMs, this.#at(nowMs));
  }

  leaseRemainingMs(nowMs: number): number | null {
    const view = this.#view;
    if (view === null) return null;
    const switching = switchingQueue(view);
    if (switching.length === 0) return null;
    const ends = switching.map((shard) => this.#detector.leaseEndMs(view, shard.owner));
    return Math.max(Math.min(...ends) - this.#at(nowMs), 0);
  }

  /** Clocks that go back stand still. */
  #at(nowMs: number): number {
    this.#clockMs = Math.max(this.#clockMs, nowMs);
    return this.#clockMs;
  }

  /** Nothing can be proposed, or nothing that this room says should count. */
  #idle(): boolean {
    return !this.#hasLeader || this.#lagging || this.#diverged;
  }

  #noteCaughtUp(nowMs: number): void {
    if (this.#caughtUp || this.#chain.committedSentMs === null) return;
    this.#caughtUp = true;
    this.#detector.caughtUp(nowMs);
  }

  #hearingOf(view: FailoverView): Hearing {
    return {
      leaseEndMs: (room) => this.#detector.leaseEndMs(view, room),
      lately: (room) => this.#detector.lately(view, room),
    };
  }

  #commandsOf(view: FailoverView, nowMs: number): FailoverCommand[] {
    const commands: FailoverCommand[] = [];
    if (this.#caughtUp) {
      const ownSentMs = this.#chain.committedSentMs;
      for (const suspicion of this.#detector.suspicions(view, ownSentMs, nowMs)) {
        commands.push({ kind: "suspect", ...suspicion });
      }
      const hearing = this.#hearingOf(view);
      commands.push(...this.#plan.movesDue(view, hearing, nowMs));
      // Before the own heartbeat: a handover holds only on the heartbeat that it names (G4).
      const signs = { lately: hearing.lately, heartbeatInFlight: this.#chain.inFlight };
      commands.push(...this.#failback.due(view, nowMs, signs));
    }
    const heartbeat = this.#chain.send(view.pace, nowMs);
    if (heartbeat !== null) commands.push({ kind: "heartbeat", ...heartbeat });
    return commands;
  }

  #nextWake(view: FailoverView, nowMs: number): number {
    const latestMs = nowMs + view.pace.heartbeatMs;
    if (this.#idle()) return latestMs;
    let wakeMs = Math.min(latestMs, this.#chain.wakeMs(view.pace));
    if (this.#caughtUp) {
      const detectorMs = this.#detector.wakeMs(view, nowMs);
      wakeMs = Math.min(wakeMs, detectorMs, this.#plan.wakeMs, this.#failback.wakeMs);
    }
    return Math.max(wakeMs, nowMs);
  }

  #serving(view: FailoverView): ServingState {
    return {
      view,
      room: this.#self,
      ready: this.#caughtUp && !this.#lagging,
      diverged: this.#diverged,
      released: (shard) => this.#failback.isReleased(shard),
    };
  }
}
