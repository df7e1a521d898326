import type { FailoverView } from "@cablecut/protocol";
import type { FailoverCommand } from "./commands.ts";
import { createFailureDetector } from "./failure-detector.ts";
import { createHeartbeatChain } from "./heartbeat-chain.ts";
import { createHoming } from "./homing.ts";
import type { LogProgress, RoomFailover, RoomFailoverConfig } from "./room-failover.ts";
import { refuseRead, refuseTransfer, type ServingState } from "./serving.ts";
import { createSwitchPlan, switchingQueue, type Hearing } from "./switch-plan.ts";

/** A replica with more committed entries than this to apply is replaying: it judges nobody and is silent (D4, H3). */
export const lagEntriesMax = 1_024;

/** Before the first state was applied or restored there is nothing to do. */
const unrestoredWaitMs = 50;

/** One room's part in failover; see `RoomFailover`. */
export function createRoomFailover({ topology, room: self }: RoomFailoverConfig): RoomFailover {
  const detector = createFailureDetector(self);
  const chain = createHeartbeatChain();
  const plan = createSwitchPlan(topology, self);
  const homing = createHoming(self);
  let view: FailoverView | null = null;
  let clockMs = Number.NEGATIVE_INFINITY;
  let hasLeader = false;
  let lagging = true;
  let caughtUp = false;
  let diverged = false;
  let wakeMs = Number.NEGATIVE_INFINITY;

  /** Clocks that go back stand still. */
  function at(nowMs: number): number {
    clockMs = Math.max(clockMs, nowMs);
    return clockMs;
  }

  function hearingOf(now: FailoverView): Hearing {
    return {
      leaseEndMs: (room) => detector.leaseEndMs(now, room),
      lately: (room) => detector.lately(now, room),
    };
  }

  function noteCaughtUp(nowMs: number): void {
    if (caughtUp || chain.committedSentMs === null) return;
    caughtUp = true;
    detector.caughtUp(nowMs);
  }

  function commandsOf(now: FailoverView, nowMs: number): FailoverCommand[] {
    const commands: FailoverCommand[] = [];
    if (caughtUp) {
      for (const suspicion of detector.suspicions(now, chain.committedSentMs, nowMs)) {
        commands.push({ kind: "suspect", ...suspicion });
      }
      commands.push(...plan.movesDue(now, hearingOf(now), nowMs));
      // Before the own heartbeat: a handover holds only on the heartbeat that it names (G4).
      const lately = (room: (typeof now.rooms)[number]["room"]): boolean =>
        detector.lately(now, room);
      commands.push(...homing.due(now, nowMs, { lately, heartbeatInFlight: chain.inFlight }));
    }
    const heartbeat = chain.send(now.pace, nowMs);
    if (heartbeat !== null) commands.push({ kind: "heartbeat", ...heartbeat });
    return commands;
  }

  function nextWake(now: FailoverView, nowMs: number): number {
    const latestMs = nowMs + now.pace.heartbeatMs;
    if (!hasLeader || lagging || diverged) return latestMs;
    const parts = [latestMs, chain.wakeMs(now.pace)];
    if (caughtUp) parts.push(detector.wakeMs(now, nowMs), plan.wakeMs, homing.wakeMs);
    return Math.max(Math.min(...parts), nowMs);
  }

  function serving(now: FailoverView): ServingState {
    return {
      view: now,
      room: self,
      ready: caughtUp && !lagging,
      diverged,
      released: homing.isReleased,
      committedSentMs: chain.committedSentMs,
    };
  }

  return {
    applied(applied, events, nowMs) {
      const now = at(nowMs);
      view = applied;
      detector.applied(applied, now);
      chain.applied(applied.rooms[self]!.lastHeartbeat);
      noteCaughtUp(now);
      plan.applied(applied, hearingOf(applied), now);
      homing.applied(applied, now);
      if (events.some((event) => event.kind === "room-diverged" && event.room === self)) {
        diverged = true;
      }
    },

    leaderChanged(leader, nowMs) {
      hasLeader = leader !== null;
      detector.leaderChanged(leader);
      plan.leaderChanged();
      if (hasLeader) chain.leaderElected(at(nowMs));
      wakeMs = at(nowMs);
    },

    heartbeatEnded(attempt, outcome, nowMs) {
      if (view === null) return;
      chain.ended(attempt, outcome, view.pace, at(nowMs));
      noteCaughtUp(at(nowMs));
    },

    released(shard) {
      homing.released(shard);
      wakeMs = clockMs;
    },

    tick(log: LogProgress, nowMs) {
      const now = at(nowMs);
      if (view === null) {
        wakeMs = now + unrestoredWaitMs;
        return [];
      }
      detector.advance(now, view.pace);
      lagging = log.commitIndex - log.appliedIndex > lagEntriesMax;
      const idle = !hasLeader || lagging || diverged;
      const commands = idle ? [] : commandsOf(view, now);
      wakeMs = nextWake(view, now);
      return commands;
    },

    nextWakeMs: () => wakeMs,

    readRefusal(shard, nowMs) {
      return view === null ? "catching-up" : refuseRead(serving(view), shard, at(nowMs));
    },

    transferRefusal(shard) {
      return view === null ? "catching-up" : refuseTransfer(serving(view), shard);
    },

    heartbeatAgesMs(nowMs) {
      return view?.rooms.map(({ room }) => detector.ageMs(room, at(nowMs))) ?? null;
    },

    leaseRemainingMs(nowMs) {
      if (view === null) return null;
      const now = view;
      const ends = switchingQueue(now).map((shard) => detector.leaseEndMs(now, shard.owner));
      return ends.length === 0 ? null : Math.max(Math.min(...ends) - at(nowMs), 0);
    },

    get ready() {
      return caughtUp && !lagging && !diverged;
    },
  };
}
