import {
  asShardId,
  type CableId,
  type LogEvent,
  type Pace,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import { incidentsMax, type IncidentTimeline, type StartSource } from "./incident-timeline.ts";
import {
  addLine,
  concludeIncident,
  hitShard,
  loseQuorum,
  loseRoom,
  openOutageOf,
  type OpenIncident,
  type OpenOutage,
} from "./open-incident.ts";
import type { RecordedEvent } from "./recorded-events.ts";
import { timelineOf } from "./timeline-of-incident.ts";

/** What the record says of a shard so far. */
interface KnownShard {
  readonly shard: ShardId;
  owner: RoomIndex;
  epoch: number;
  accounts: number;
  canary: { index: number; epoch: number; atMs: number } | null;
}

type At = Pick<RecordedEvent, "atMs" | "wallMs">;
type EventOf<Kind extends RecordedEvent["kind"]> = Extract<RecordedEvent, { kind: Kind }>;

/** The incidents of a whole record, oldest first. */
export function recoveryTimelineOf(events: readonly RecordedEvent[]): readonly IncidentTimeline[] {
  const timeline = new RecoveryTimeline();
  for (const event of events) timeline.record(event);
  return timeline.incidents();
}

/**
 * The incidents of a show, computed from what was recorded (SPEC.md, T). Nothing here looks at a clock, and nothing but
 * a canary's committed transfer ends an outage. Before the first baseline there is nothing to compute from: cables are
 * remembered, incidents are not.
 */
export class RecoveryTimeline {
  readonly #incidents: OpenIncident[] = [];
  #incidentCount = 0;
  #shards: KnownShard[] = [];
  #pace: Pace | null = null;
  /** Cables that are cut, with the time. */
  readonly #cutCables = new Map<CableId, number>();
  /** Rooms without any cable, with the time of the loss. */
  readonly #dark = new Map<RoomIndex, number>();
  #suspected = new Set<RoomIndex>();

  /** Events in the order in which they were recorded. Rooms and shards that do not exist are passed over. */
  record(event: RecordedEvent): void {
    this.#note(event);
    this.#conclude(event);
  }

  /** The incident that goes on now, or null. */
  running(): IncidentTimeline | null {
    const incident = this.#running();
    return incident === null ? null : timelineOf(incident);
  }

  /** The incident that goes on or went on last, or null. */
  latest(): IncidentTimeline | null {
    const incident = this.#incidents.at(-1);
    return incident === undefined ? null : timelineOf(incident);
  }

  /** All incidents, the running one included, oldest first; at most `incidentsMax`. */
  incidents(): readonly IncidentTimeline[] {
    return this.#incidents.map(timelineOf);
  }

  #note(event: RecordedEvent): void {
    switch (event.kind) {
      case "baseline":
        this.#baseline(event);
        break;
      case "cable-cut":
        this.#cutCables.set(event.cable, event.atMs);
        this.#line(event, "cable-cut", { cable: event.cable });
        break;
      case "cable-restored":
        this.#cableRestored(event);
        break;
      case "room-lost-last-cable":
        this.#roomDark(event);
        break;
      case "room-regained-cable":
        this.#roomLit(event);
        break;
      case "log-event":
        this.#logEvent(event, event.event, event.lastHeardAtMs);
        break;
      case "canary-booked":
        this.#canaryBooked(event);
        break;
      case "leader-changed":
        if (event.leader !== null) this.#line(event, "leader-changed", { room: event.leader });
        break;
      case "quorum-lost":
        this.#quorumLost(event);
        break;
      case "quorum-regained":
        this.#quorumRegained(event);
        break;
    }
  }

  #running(): OpenIncident | null {
    const last = this.#incidents.at(-1);
    return last !== undefined && last.finishedAtMs === null ? last : null;
  }

  #line(at: At, kind: Parameters<typeof addLine>[2], about?: Parameters<typeof addLine>[3]): void {
    const incident = this.#running();
    if (incident !== null) addLine(incident, at.atMs, kind, about);
  }

  /** The running incident, or a new one; null where no baseline says what there is to be hit. */
  #open(at: At, startedAtMs: number, startSource: StartSource): OpenIncident | null {
    const former = this.#running();
    if (former !== null || this.#pace === null) return former;
    this.#incidentCount += 1;
    const incident: OpenIncident = {
      id: this.#incidentCount,
      startedAtMs,
      startedWallMs: at.wallMs - (at.atMs - startedAtMs),
      startSource,
      pace: this.#pace,
      outcome: "running",
      finishedAtMs: null,
      cablesRestored: false,
      rooms: [],
      outages: [],
      quorumLosses: [],
      lines: [],
      linesDropped: 0,
    };
    this.#incidents.push(incident);
    if (this.#incidents.length > incidentsMax) this.#incidents.shift();
    for (const [cable, atMs] of this.#cutCables) addLine(incident, atMs, "cable-cut", { cable });
    return incident;
  }

  #cableRestored({ cable, atMs }: EventOf<"cable-restored">): void {
    this.#cutCables.delete(cable);
    // After its end too: the picture of the last incident says when its cables came back.
    const last = this.#incidents.at(-1);
    if (last === undefined) return;
    last.cablesRestored = true;
    addLine(last, atMs, "cable-restored", { cable });
  }

  #roomDark(event: EventOf<"room-lost-last-cable">): void {
    const { room, atMs } = event;
    this.#dark.set(room, atMs);
    const incident = this.#open(event, atMs, "fabric");
    if (incident === null) return;
    loseRoom(incident, room, atMs, "fabric");
    addLine(incident, atMs, "room-lost", { room });
  }

  #roomLit({ room, atMs }: EventOf<"room-regained-cable">): void {
    this.#dark.delete(room);
    const lost = this.#running()?.rooms.findLast((record) => record.room === room);
    // Whoever was suspected has returned only with a heartbeat in the log.
    if (lost !== undefined && lost.suspectedAtMs === null) lost.returnedAtMs ??= atMs;
  }

  #logEvent(at: At, event: LogEvent, lastHeardAtMs: number | null): void {
    switch (event.kind) {
      case "room-suspected":
        this.#suspect(at, event.room, lastHeardAtMs);
        break;
      case "suspicion-withdrawn":
        this.#withdrawn(at, event.room, event.index);
        break;
      case "shard-moved":
        this.#moved(at, event);
        break;
      case "pace-set":
        this.#pace = event.pace;
        break;
      case "account-opened": {
        const shard = this.#shards[event.shard];
        if (shard !== undefined && !event.synthetic) shard.accounts += 1;
        break;
      }
      case "room-drained":
        this.#line(at, "drained", { room: event.room });
        break;
      case "room-undrained":
      case "failback-set":
      case "room-diverged":
      case "dial-set":
      case "format-adopted":
      case "shard-back":
      case "incident-ended":
      case "incident-measured":
        break;
    }
  }

  #suspect(at: At, room: RoomIndex, lastHeardAtMs: number | null): void {
    this.#suspected.add(room);
    const darkAtMs = this.#dark.get(room);
    const silence: StartSource = lastHeardAtMs === null ? "suspicion" : "last-heartbeat";
    const source = darkAtMs === undefined ? silence : "fabric";
    const lostAtMs = darkAtMs ?? lastHeardAtMs ?? at.atMs;
    const incident = this.#open(at, lostAtMs, source);
    if (incident === null) return;
    const lost = loseRoom(incident, room, lostAtMs, source);
    lost.suspectedAtMs ??= at.atMs;
    addLine(incident, at.atMs, "suspected", { room });
    for (const shard of this.#shards) {
      if (shard.owner === room) hitShard(incident, shard, lost, at.atMs);
    }
  }

  #moved(at: At, event: Extract<LogEvent, { kind: "shard-moved" }>): void {
    const shard = this.#shards[event.shard];
    if (shard === undefined || event.epoch <= shard.epoch) return;
    shard.owner = event.to;
    shard.epoch = event.epoch;
    const incident = this.#running();
    if (incident === null || event.reason !== "failover") return;
    const outage = openOutageOf(incident, event.shard);
    if (outage === undefined) return;
    outage.moves.push({ atMs: at.atMs, to: event.to, epoch: event.epoch });
    this.#settle(outage, event.index);
  }

  #withdrawn(at: At, room: RoomIndex, index: number): void {
    this.#suspected.delete(room);
    const last = this.#incidents.at(-1);
    if (last === undefined) return;
    const lost = last.rooms.findLast((record) => record.room === room);
    if (lost !== undefined && lost.suspectedAtMs !== null) lost.returnedAtMs ??= at.atMs;
    addLine(last, at.atMs, "withdrawn", { room });
    for (const outage of last.outages) {
      const waits = outage.settledIndex === null && outage.backAtMs === null;
      if (waits && this.#shards[outage.shard]?.owner === room) this.#settle(outage, index);
    }
  }

  /** From this entry of the log on the shard can pay again; a canary that is known already may be younger than it. */
  #settle(outage: OpenOutage, index: number): void {
    outage.settledIndex = index;
    this.#payBack(outage);
  }

  /** The log decides, not the clock: a canary booked before the entry that settled the shard does not count (T4). */
  #payBack(outage: OpenOutage): void {
    const shard = this.#shards[outage.shard];
    const canary = shard?.canary ?? null;
    if (shard === undefined || canary === null || outage.settledIndex === null) return;
    if (canary.index <= outage.settledIndex || canary.epoch !== shard.epoch) return;
    outage.backAtMs = canary.atMs;
  }

  #canaryBooked({ shard: id, index, epoch, atMs }: EventOf<"canary-booked">): void {
    const shard = this.#shards[id];
    if (shard === undefined || index <= (shard.canary?.index ?? 0)) return;
    shard.canary = { index, epoch, atMs };
    const incident = this.#running();
    if (incident === null) return;
    const outage = openOutageOf(incident, id);
    if (outage !== undefined) this.#payBack(outage);
    const loss = incident.quorumLosses.at(-1);
    if (loss === undefined || loss.waiting === null || index <= loss.committedIndex) return;
    loss.waiting.delete(id);
    if (loss.waiting.size === 0) loss.payingAgainAtMs ??= atMs;
  }

  #quorumLost(event: EventOf<"quorum-lost">): void {
    const incident = this.#open(event, event.atMs, "quorum-lost");
    if (incident === null) return;
    loseQuorum(incident, event.atMs, event.committedIndex);
    addLine(incident, event.atMs, "quorum-lost");
  }

  #quorumRegained({ atMs }: EventOf<"quorum-regained">): void {
    const incident = this.#running();
    const loss = incident?.quorumLosses.at(-1);
    if (incident === null || loss === undefined || loss.regainedAtMs !== null) return;
    loss.regainedAtMs = atMs;
    loss.waiting = new Set(this.#shards.map((shard) => shard.shard));
    addLine(incident, atMs, "quorum-regained");
  }

  /** What the recorder missed shows as a difference between what it knew and what is (T11). */
  #baseline(event: EventOf<"baseline">): void {
    this.#pace = event.pace;
    const former = this.#shards;
    this.#shards = event.shards.map(({ owner, epoch }, shard) => ({
      shard: asShardId(shard),
      owner,
      epoch,
      accounts: event.accounts[shard] ?? 0,
      canary: former[shard]?.canary ?? null,
    }));
    for (const outage of this.#running()?.outages ?? []) {
      const now = event.shards[outage.shard];
      const before = former[outage.shard];
      if (now === undefined || before === undefined || now.epoch <= before.epoch) continue;
      if (outage.backAtMs !== null) continue;
      outage.moves.push({ atMs: event.atMs, to: now.owner, epoch: now.epoch });
      this.#settle(outage, event.appliedIndex);
    }
    const suspectedNow = new Set(event.suspected);
    for (const room of this.#suspected) {
      if (!suspectedNow.has(room)) this.#withdrawn(event, room, event.appliedIndex);
    }
    for (const room of suspectedNow) {
      if (!this.#suspected.has(room)) this.#suspect(event, room, null);
    }
  }

  /** A room that was cut, owns shards and is not suspected yet: what it means for them is still to be decided. */
  #undecided(): boolean {
    return [...this.#dark.keys()].some(
      (room) => !this.#suspected.has(room) && this.#shards.some((shard) => shard.owner === room),
    );
  }

  #conclude(at: At): void {
    const incident = this.#running();
    if (incident === null || this.#undecided() || concludeIncident(incident, at.atMs)) return;
    const open = incident.outages.length + incident.quorumLosses.length;
    if (open > 0) return;
    // Healed before anybody was suspected: events, but no incident (T6).
    this.#incidents.pop();
    this.#incidentCount -= 1;
  }
}
