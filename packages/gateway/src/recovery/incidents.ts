import { RecoveryTimeline, type IncidentTimeline, type RecordedEvent } from "@cablecut/failover";
import {
  roomIn,
  shardAt,
  asRoomIndex,
  asEpoch,
  type CableFaultName,
  type EventLine,
  type IncidentView,
  type LogEvent,
  type RoomIndex,
  type ShowEventKind,
  type TimelineLine,
} from "@cablecut/protocol";
import type { CableEvent, CableFault, Silence } from "../ports.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { CanaryBooking } from "./canaries.ts";
import type { PastRuns, Run } from "./past-runs.ts";

/** The picture of a finished incident stands at least this long, so that it can be photographed, ms. */
const onShowMs = 20_000;
const linesShownMax = 60;

type Tell = (kind: ShowEventKind, values?: EventLine["values"], atMs?: number) => void;
type Unstamped<T> = T extends unknown ? Omit<T, "atMs" | "wallMs" | "source"> : never;

/** Monotonic time to measure by, and wall time to tell. */
interface Clocks {
  nowMs(): number;
  wallMs(): number;
}

/** What is to be known of the rooms. */
type ObservedRooms = Pick<
  RoomWatch,
  "topology" | "best" | "epoch" | "heardMs" | "isAnswering" | "isStarting" | "lacksQuorum"
>;

/**
 * Records what happens to cables, rooms and shards with this gateway's one clock, and shows what the recovery timeline
 * computes from the record. It decides nothing: no line here starts or stops a timer.
 */
export class Incidents {
  readonly #watch: ObservedRooms;
  readonly #clocks: Clocks;
  readonly #timeline = new RecoveryTimeline();
  readonly #over: (incident: number) => void;
  readonly #tell: Tell;
  readonly #pastRuns: PastRuns;
  readonly #lastHeardMs: number[];
  #baselineDue = true;
  #hasBaseline = false;
  #quorum = true;
  #leader: RoomIndex | null = null;
  #reported = 0;

  constructor(parts: {
    watch: ObservedRooms;
    clocks: Clocks;
    /** Every shard that was hit has paid again. */
    over: (incident: number) => void;
    tell: Tell;
    pastRuns: PastRuns;
  }) {
    this.#watch = parts.watch;
    this.#clocks = parts.clocks;
    this.#over = parts.over;
    this.#tell = parts.tell;
    this.#pastRuns = parts.pastRuns;
    this.#lastHeardMs = parts.watch.topology.rooms.map(() => Number.NEGATIVE_INFINITY);
  }

  /** The fabric stamps with the machine's monotonic clock, which is the one used here. */
  fabric(event: CableEvent): void {
    const stamp = { atMs: event.atMs, wallMs: event.wallMs, source: "fabric" };
    switch (event.kind) {
      case "cable-cut":
      case "cable-restored":
        this.#timeline.record({ ...stamp, kind: event.kind, cable: event.cable });
        this.#tellCable(event);
        return;
      case "room-dark":
      case "room-lit": {
        const room = this.#watch.topology.rooms.findIndex((each) => each.id === event.room);
        if (room === -1) return;
        const kind = event.kind === "room-dark" ? "room-lost-last-cable" : "room-regained-cable";
        this.#timeline.record({ ...stamp, kind, room: asRoomIndex(room) });
        this.#tell(
          event.kind === "room-dark" ? "room-lost" : "room-lit",
          { room: event.room },
          event.wallMs,
        );
        return;
      }
      case "cable-fault":
        this.#tellFault(event.cable, event.fault.kind, hasEffect(event.fault), event.wallMs);
    }
  }

  #tellCable(event: Extract<CableEvent, { kind: "cable-cut" | "cable-restored" }>): void {
    const { cable, wallMs } = event;
    const oneWay = event.kind === "cable-cut" ? oneWaySilence(event.silence) : null;
    if (oneWay === null) this.#tell(event.kind, { cable }, wallMs);
    else this.#tellFault(cable, oneWay, true, wallMs);
  }

  #tellFault(cable: string, fault: CableFaultName, on: boolean, wallMs: number): void {
    this.#tell(on ? "cable-fault" : "cable-fault-over", { cable, fault }, wallMs);
  }

  log(event: LogEvent): void {
    const heardMs = event.kind === "room-suspected" ? this.#lastHeardMs[event.room] : undefined;
    this.#record({
      kind: "log-event",
      event,
      lastHeardAtMs: heardMs !== undefined && Number.isFinite(heardMs) ? heardMs : null,
    });
    this.#tellLogEvent(event);
  }

  #tellLogEvent(event: LogEvent): void {
    const roomId = (room: RoomIndex): string => roomIn(this.#watch.topology, room).id;
    switch (event.kind) {
      case "room-suspected":
        return this.#tell("suspected", { room: roomId(event.room) });
      case "suspicion-withdrawn":
        return this.#tell(event.shards > 0 ? "withdrawn" : "room-back", {
          room: roomId(event.room),
        });
      case "room-drained":
      case "room-undrained":
      case "room-diverged":
        return this.#tell(event.kind, { room: roomId(event.room) });
      case "pace-set":
        return this.#tell("pace-set", { pace: event.pace.name });
      case "failback-set":
        return this.#tell(event.failback ? "failback-on" : "failback-off");
      case "shard-moved":
      case "shard-back":
      case "incident-ended":
      case "incident-measured":
      case "dial-set":
      case "format-adopted":
      case "account-opened":
        return;
    }
  }

  canaryBooked(booking: CanaryBooking): void {
    this.#record({
      kind: "canary-booked",
      shard: booking.shard,
      epoch: this.#watch.epoch(booking.shard),
      index: booking.index,
    });
  }

  /** Something may have been missed: what is now is compared with what was known. */
  missedSomething(): void {
    this.#baselineDue = true;
  }

  /** At a punctual tick: notices what nobody tells, and reports incidents that are over. */
  tick(): void {
    this.#noteHeartbeats();
    this.#recordBaseline();
    if (this.#hasBaseline) this.#noteQuorum();
    const last = this.#timeline.incidents().at(-1);
    if (last === undefined || last.outcome === "running" || last.id <= this.#reported) return;
    this.#reported = last.id;
    const run = comparableRun(last);
    if (run !== null) this.#pastRuns.add(run);
    if (last.shards.length > 0) this.#over(last.id);
    this.#tell(last.outcome, {
      seconds: (last.durationMs ?? 0) / 1_000,
      shards: last.shards.length,
    });
  }

  /** The present incident, or the last one; null before the first. */
  view(): IncidentView | null {
    const last = this.#shown();
    if (last === null) return null;
    const best = this.#watch.best();
    const run = comparableRun(last);
    return {
      id: last.id,
      state: last.outcome === "no-shards-hit" ? "returned-by-itself" : last.outcome,
      startSource: last.startSource,
      startedAtMs: last.startedWallMs,
      elapsedMs: last.durationMs ?? (last.finishedAtMs ?? this.#clocks.nowMs()) - last.startedAtMs,
      record: run !== null && this.#pastRuns.isRecord(run),
      roomsLost: last.rooms.map(({ room }) => room),
      suspectedRooms: last.rooms.flatMap(({ room, suspectedAtMs }) =>
        suspectedAtMs === null ? [] : [room],
      ),
      shardsHit: last.shards.length,
      shardsMoved: last.shards.filter(({ moves }) => moves.length > 0).length,
      shardsBack: last.shards.filter(({ backAtMs }) => backAtMs !== null).length,
      accountsHit: last.accountsHit,
      accountsBack: last.accountsBack,
      leaseRemainingMs: best?.leaseRemainingMs ?? null,
      pace: last.pace.name,
      timeline: last.lines.slice(-linesShownMax).flatMap(shownLine),
      shardRecoveryMs: last.shards
        .flatMap(({ recoveryMs }) => recoveryMs ?? [])
        .toSorted((a, b) => a - b),
    };
  }

  /** The last incident is over, and not for long. */
  isOnShow(): boolean {
    const last = this.#shown();
    return (
      last !== null &&
      last.finishedAtMs !== null &&
      this.#clocks.nowMs() - last.finishedAtMs < onShowMs
    );
  }

  /** An incident in which nothing was hit is none to show. */
  #shown(): IncidentTimeline | null {
    return this.#timeline.incidents().findLast((each) => each.outcome !== "no-shards-hit") ?? null;
  }

  #record(event: Unstamped<RecordedEvent>): void {
    const moment = { atMs: this.#clocks.nowMs(), wallMs: this.#clocks.wallMs() };
    this.#timeline.record({ ...moment, source: "gateway", ...event });
  }

  #noteHeartbeats(): void {
    const best = this.#watch.best();
    if (best === null || !this.#watch.isAnswering(best.room)) return;
    const heardMs = this.#watch.heardMs(best.room);
    for (const [room, ageMs] of best.heartbeatAgesMs.entries()) {
      this.#lastHeardMs[room] = Math.max(
        this.#lastHeardMs[room] ?? Number.NEGATIVE_INFINITY,
        heardMs - ageMs,
      );
    }
  }

  #recordBaseline(): void {
    const best = this.#watch.best();
    if (!this.#baselineDue || best === null || !this.#watch.isAnswering(best.room)) return;
    const shards = best.epochs.flatMap((epoch, shard) => {
      const at = shardAt(best.shards, shard);
      return at === null ? [] : [{ ...at, epoch: asEpoch(epoch) }];
    });
    this.#baselineDue = false;
    this.#hasBaseline = true;
    this.#record({
      kind: "baseline",
      appliedIndex: best.appliedIndex,
      pace: best.pace,
      shards,
      suspected: best.rooms.flatMap(({ room, status }) => (status === "suspect" ? [room] : [])),
      accounts: best.accountsPerShard,
    });
  }

  #noteQuorum(): void {
    if (this.#watch.isStarting) return;
    const best = this.#watch.best();
    const quorum = !this.#watch.lacksQuorum;
    if (quorum !== this.#quorum && best !== null) {
      this.#quorum = quorum;
      if (quorum) this.#record({ kind: "quorum-regained" });
      else this.#record({ kind: "quorum-lost", committedIndex: best.commitIndex });
      this.#tell(quorum ? "quorum-regained" : "quorum-lost");
    }
    const leader = best?.leader ?? null;
    if (leader === this.#leader || leader === null) return;
    this.#leader = leader;
    this.#record({ kind: "leader-changed", leader });
    this.#tell("leader-changed", { room: roomIn(this.#watch.topology, leader).id });
  }
}

/** Null for a run that is compared with none: paced, not recovered, or not measured from the fabric's word. */
function comparableRun(incident: IncidentTimeline): Run | null {
  const { recordAllowed, durationMs, startedWallMs, rooms, shards } = incident;
  if (!recordAllowed || durationMs === null || shards.length === 0) return null;
  return {
    startedAtMs: startedWallMs,
    durationMs,
    roomsLost: rooms.length,
    shardsHit: shards.length,
  };
}

function shownLine(line: IncidentTimeline["lines"][number]): TimelineLine[] {
  return [{ atMs: line.afterMs, kind: line.kind, room: line.room, cable: line.cable }];
}

/** False for the value of a fault that takes it away. */
function hasEffect(fault: CableFault): boolean {
  switch (fault.kind) {
    case "delay":
      return fault.delayMs > 0 || fault.jitterMs > 0;
    case "loss":
      return fault.rate > 0;
    case "bandwidth":
      return fault.bytesPerSecond !== null;
    case "reset":
      return true;
  }
}

function oneWaySilence(silence: Silence): CableFaultName | null {
  if (silence.toward === silence.from) return null;
  return silence.toward ? "silence-to-room" : "silence-from-room";
}
