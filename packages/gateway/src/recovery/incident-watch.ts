import {
  roomIn,
  shardAt,
  type IncidentView,
  type LinkReport,
  type LogEvent,
  type LoggedIncident,
  type Measurement,
  type PaceName,
  type RoomIndex,
  type RoomStatus,
  type TimelineLine,
} from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { CableEvent } from "../ports.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import { CableHistory } from "./cable-history.ts";
import { EndedStory } from "./ended-story.ts";
import { tellCableEvent, tellLogEvent, type Tell } from "./event-lines.ts";
import { endedAfter, isTimed, Notes, timelineOf } from "./incident-timeline.ts";
import { HeardEnd } from "./heard-end.ts";
import { endMsOf, entriesOf, firstHitOf, loggedView, undecidedView } from "./incident-view.ts";
import { LastHeartbeats } from "./last-heartbeats.ts";
import { leastWaitMs } from "./least-wait.ts";
import { Listening } from "./listening.ts";
import { measurementOf, type Measuring, type Start } from "./measuring.ts";
import { Moments } from "./moments.ts";
import type { IncidentMemory } from "./incident-memory.ts";
import { PathSilences } from "./path-silences.ts";
import { darkStart, Spans } from "./spans.ts";
import { endWallMsOf, ToldStart, wallOf, type Clocks } from "./told-start.ts";

/** The picture of a finished incident stands at least this long, so that it can be photographed, ms. */
const onShowMs = 20_000;

interface IncidentParts {
  readonly rooms: Pick<
    RoomWatch,
    "topology" | "best" | "answering" | "status" | "isStarting" | "lacksQuorum"
  >;
  readonly awake: Pick<AwakeClock, "hearsLate" | "hearsOfLongAgo">;
  readonly clocks: Clocks;
  readonly measuring: Measuring;
  readonly past: IncidentMemory;
  /** This gateway's own ways to the rooms, where they run over real cables. */
  readonly links: () => readonly LinkReport[];
  /** Every shard that was hit has paid again. Told once of each incident, also by a gateway that came later. */
  readonly over: (incident: LoggedIncident) => void;
  readonly tell: Tell;
}

/**
 * Shows the incidents that the log has decided, and measures them by the moments that this gateway knows: of entries, as
 * they came or as rooms tell their ages, and of cables, as the fabric tells. It decides nothing, and everything in it can
 * be learned again.
 */
export class IncidentWatch {
  readonly #parts: IncidentParts;
  /** The last incident is told and measured until there is another one, whatever comes after it. */
  readonly #moments = new Moments(() => entriesOf(this.#status?.incident ?? null));
  readonly #heartbeats: LastHeartbeats;
  readonly #cables: CableHistory;
  readonly #paths: PathSilences;
  readonly #notes = new Notes();
  readonly #spans = new Spans();
  readonly #ended = new EndedStory();
  /** The furthest that was told. */
  #status: RoomStatus | null = null;
  /** This gateway's own figure of the last incident, taken once: what was shown is what goes into the log. */
  #own: Measurement | null = null;
  readonly #end = new HeardEnd(this.#moments);
  readonly #toldStart: ToldStart;
  readonly #listening: Listening;
  #toldEndOf = 0;
  #quorum = true;
  /** Rooms that answered at the last punctual tick. */
  #answered: readonly RoomIndex[] = [];
  #leader: RoomIndex | null = null;

  constructor(parts: IncidentParts) {
    this.#parts = parts;
    const { topology } = parts.rooms;
    this.#heartbeats = new LastHeartbeats(topology.rooms.length);
    this.#cables = new CableHistory(topology);
    this.#paths = new PathSilences(topology);
    this.#listening = new Listening(topology);
    this.#toldStart = new ToldStart(parts.clocks);
  }

  fabric(event: CableEvent): void {
    if (this.#cables.add(event)) tellCableEvent(event, this.#parts.tell);
  }

  /** `isLive`: it came as it was applied, and was not caught up with. */
  log(event: LogEvent, isLive: boolean): void {
    const { rooms, clocks, awake, tell } = this.#parts;
    const nowMs = clocks.nowMs();
    if (isLive && isTimed(event) && !awake.hearsLate(nowMs))
      this.#moments.learn(event.index, nowMs);
    const returned = this.#notes.log(event, this.#moments.at(event.index) ?? nowMs);
    tellLogEvent(event, returned, rooms.topology, tell);
  }

  /** What a room tells of the log and of how long ago it applied what. */
  told(status: RoomStatus): void {
    if (!status.ready || status.diverged) return;
    const nowMs = this.#parts.clocks.nowMs();
    this.#listening.heard(status, nowMs);
    const isOld = this.#parts.awake.hearsOfLongAgo(nowMs) || this.#listening.isLate(status.room);
    this.#heartbeats.told(status, isOld ? null : nowMs);
    if (!isOld) {
      this.#paths.told(status, nowMs);
      if (status.incident !== null) this.#learnAges(status.incident, nowMs);
    }
    if (status.appliedIndex < (this.#status?.appliedIndex ?? 0)) return;
    this.#status = status;
    const { incident } = status;
    if (incident === null) return;
    if (incident.endedAt === 0) {
      this.#end.goesOn(incident.number, status.pace.name);
      // Its end may come in one entry with the beginning of the next one, and be told by nobody.
      if (this.#isCurrent() && !this.#listening.isLate(status.room))
        this.#spans.add(incident.number, this.#startOf(incident), nowMs);
    } else {
      this.#noteEnd(incident, nowMs);
    }
  }

  /** At a punctual tick: notices what nobody tells, and has an incident that is over measured and told of. */
  tick(): void {
    this.#paths.own(this.#parts.links(), this.#parts.clocks.nowMs());
    this.#noteAbnormal();
    this.#noteQuorum();
    const incident = this.#status?.incident ?? null;
    if (incident === null || incident.endedAt === 0) return;
    this.#parts.past.need(incident.number, incident.measured !== null);
    this.#measure(incident);
    this.#tellEnd(incident);
  }

  /** The present incident, or the last one; null before the first. */
  view(): IncidentView | null {
    const status = this.#status;
    if (status === null) return null;
    const { incident } = status;
    const undecided = this.#undecidedRooms(status);
    if (incident?.endedAt === 0) return this.#loggedView(incident, status, undecided);
    if (undecided.length > 0) return this.#undecidedView(status, undecided);
    return incident && this.#loggedView(incident, status, []);
  }

  /** Since the last incident began, if this is its number; null where nobody here knows. */
  startedAgoMs(incident: number): number | null {
    const last = this.#status?.incident ?? null;
    const start = last?.number === incident ? this.#startOf(last) : null;
    return start && this.#parts.clocks.nowMs() - start.atMs;
  }

  /** The last incident is over, and not for long. */
  isOnShow(): boolean {
    const incident = this.#status?.incident ?? null;
    if (incident === null || incident.endedAt === 0) return false;
    const endMs = this.#end.endMs(incident);
    return endMs !== null && this.#parts.clocks.nowMs() - endMs < onShowMs;
  }

  /** The last incident was over when this gateway came, and nobody has told it yet when that was. */
  get asksForEnd(): boolean {
    const incident = this.#status?.incident ?? null;
    return incident !== null && this.#end.isAsked(incident, this.#parts.clocks.nowMs());
  }

  #learnAges(incident: NonNullable<RoomStatus["incident"]>, heardMs: number): void {
    const { ages, shards, endedAt } = incident;
    this.#moments.told(firstHitOf(incident), ages.firstHitMs, heardMs);
    this.#moments.told(endedAt, ages.endedMs, heardMs);
    for (const [position, { settledAt, backAt }] of shards.entries()) {
      this.#moments.told(settledAt, ages.shards[position]?.settledMs ?? null, heardMs);
      this.#moments.told(backAt, ages.shards[position]?.backMs ?? null, heardMs);
    }
  }

  #noteEnd(incident: LoggedIncident, nowMs: number): void {
    if (this.#end.ended(incident.number, nowMs)) this.#parts.over(incident);
    this.#measure(incident);
  }

  #measure(incident: LoggedIncident): void {
    // An end that was heard late may seem to lie behind the next loss.
    if (this.#isCurrent() && this.#listening.heardEndOf(incident.number))
      this.#spans.add(incident.number, this.#startOf(incident), endMsOf(incident, this.#moments));
    const own = this.#ownFigure(incident);
    if (incident.measured === null && own !== null) this.#parts.measuring.offer(own);
  }

  /**
   * Taken once, so that no second end is shown, when it is whole, by a gateway that hears things as they happen: what is read
   * late has ages of an earlier moment, and whoever has just come may not have heard of the cables yet. After a while, what it has.
   */
  #ownFigure(incident: LoggedIncident): Measurement | null {
    if (this.#own?.incident === incident.number) return this.#own;
    const own = measurementOf(incident, this.#startOf(incident), this.#moments);
    const isWhole = own?.shards.length === incident.shards.length;
    if (this.#end.mayBeTold(this.#parts.clocks.nowMs()) && !(isWhole && this.#timedEnd(incident)))
      return null;
    if (own !== null) this.#own = own;
    return own;
  }

  /** Rooms without a cable that serve shards and are not suspected: what that means is still to be decided. */
  #undecidedRooms(status: RoomStatus): readonly RoomIndex[] {
    return this.#cables.darkRooms.filter(
      (room) =>
        status.rooms[room]?.status !== "suspect" &&
        status.epochs.some((_, shard) => shardAt(status.shards, shard)?.owner === room),
    );
  }

  /** SPEC.md, T2: the first loss of its rooms, by the best word that there is of each. */
  #startOf(incident: LoggedIncident): Start | null {
    const start = this.#spans.goingOn(this.#lossOf(incident), incident.number);
    return this.#ended.start(incident, start, endMsOf(incident, this.#moments));
  }

  #lossOf(incident: LoggedIncident): Start | null {
    const status = this.#status;
    const isOpen = incident.endedAt === 0;
    const suspectedMs = this.#moments.at(firstHitOf(incident));
    const undecided = isOpen && status !== null ? this.#undecidedRooms(status) : [];
    const losses: Start[] = [];
    for (const room of new Set([...incident.rooms, ...undecided])) {
      const darkMs = this.#fabricLossOf(room, suspectedMs, isOpen);
      const sign = suspectedMs === null ? null : this.#lastSignOf(room, incident, suspectedMs);
      if (darkMs !== null) losses.push({ atMs: darkMs, source: "fabric" });
      else if (sign !== null) losses.push(sign);
    }
    const [first] = losses.toSorted((one, other) => one.atMs - other.atMs);
    if (first !== undefined) return first;
    return suspectedMs === null ? null : { atMs: suspectedMs, source: "suspicion" };
  }

  /** The fabric's word: within the patience before the suspicion or, where nobody saw that, of a loss that lasts. */
  #fabricLossOf(room: RoomIndex, suspectedMs: number | null, isOpen: boolean): number | null {
    if (suspectedMs === null) return isOpen ? this.#cables.darkSinceMs(room) : null;
    const patienceMs = this.#status?.pace.suspectMs ?? 0;
    return this.#cables.lossWithin(room, suspectedMs - patienceMs, suspectedMs);
  }

  /** The room was still there at each of these two moments, so the later one is nearer to its loss. */
  #lastSignOf(room: RoomIndex, { number }: LoggedIncident, suspectedMs: number): Start | null {
    const signs: { readonly atMs: number | null; readonly source: Start["source"] }[] = [
      { atMs: this.#heartbeats.lastOf(room, number), source: "last-heartbeat" },
      { atMs: this.#paths.lastOf(room, number), source: "path-silence" },
    ];
    // A room that was started anew tells when it read a heartbeat again: only one before the suspicion can be the last.
    const before = signs.flatMap(({ atMs, source }) =>
      atMs === null || atMs > suspectedMs ? [] : [{ atMs, source }],
    );
    return before.toSorted((one, other) => other.atMs - one.atMs)[0] ?? null;
  }

  #undecidedView(status: RoomStatus, rooms: readonly RoomIndex[]): IncidentView {
    const next = (status.incident?.number ?? 0) + 1;
    const start = this.#spans.goingOn(darkStart(this.#cables, rooms), next);
    return undecidedView({
      startSource: start?.source ?? null,
      startedAtMs: start && this.#toldStart.wallMsOf(start.atMs),
      elapsedMs: start && Math.max(0, this.#parts.clocks.nowMs() - start.atMs),
      shardRecoveryMs: [],
      isOver: false,
      restoredByHand: false,
      record: false,
      undecidedRooms: rooms,
      leaseRemainingMs: null,
      pace: status.pace.name,
      timeline: this.#timeline(start, null),
    });
  }

  #loggedView(
    incident: LoggedIncident,
    status: RoomStatus,
    undecidedRooms: readonly RoomIndex[],
  ): IncidentView {
    const start = this.#startOf(incident);
    const own = incident.endedAt === 0 ? null : this.#ownFigure(incident);
    const { measured } = incident;
    const measuredMs = measured?.durationMs ?? own?.durationMs ?? null;
    const isOver =
      incident.endedAt > 0 &&
      (measuredMs !== null || !this.#end.mayBeTold(this.#parts.clocks.nowMs()));
    const startMs = start?.atMs ?? null;
    const logged = incident.shards.flatMap(({ measuredMs: ms }) => ms ?? []);
    const times = measured === null ? (own?.shards.map(([, ms]) => ms) ?? []) : logged;
    return loggedView(incident, {
      startSource: measured?.source ?? own?.source ?? start?.source ?? null,
      startedAtMs: startMs === null ? null : this.#toldStart.wallMsOf(startMs),
      elapsedMs: isOver ? measuredMs : this.#runningMs(incident, start),
      shardRecoveryMs: times.toSorted((a, b) => a - b),
      isOver,
      restoredByHand: this.#wasRestoredByHand(incident, startMs),
      record: this.#parts.past.isRecord(incident.number),
      undecidedRooms,
      leaseRemainingMs: leastWaitMs(this.#parts.rooms, status),
      pace: this.#paceOf(incident, status),
      timeline: endedAfter(this.#timeline(start, incident), measuredMs),
    });
  }

  #timeline(start: Start | null, incident: LoggedIncident | null): readonly TimelineLine[] {
    if (start === null) return [];
    const lines = timelineOf(start.atMs, incident, {
      notes: this.#notes,
      cables: this.#cables.events,
      moments: this.#moments,
      topology: this.#parts.rooms.topology,
    });
    return this.#ended.lines(incident, lines, start.atMs);
  }

  /** While it goes on, and until an end that is known has a figure; an end of which nobody here knows stops no timer. */
  #runningMs(incident: LoggedIncident, start: Start | null): number | null {
    if (start === null) return null;
    const nowMs = this.#parts.clocks.nowMs();
    const endMs = incident.endedAt === 0 ? nowMs : this.#end.endMs(incident);
    return endMs === null ? null : Math.max(0, Math.min(nowMs, endMs) - start.atMs);
  }

  #isCurrent(): boolean {
    const nowMs = this.#parts.clocks.nowMs();
    return this.#listening.isCurrent(nowMs) && !this.#parts.awake.hearsLate(nowMs);
  }

  #timedEnd({ number }: LoggedIncident): boolean {
    return this.#isCurrent() && this.#listening.timedEndOf(number, this.#parts.clocks.nowMs());
  }

  #wasRestoredByHand(incident: LoggedIncident, startMs: number | null): boolean {
    if (startMs === null || incident.endedAt === 0) return false;
    const endMs = endMsOf(incident, this.#moments);
    const isSeen = this.#cables.wasRestoredWithin(startMs, endMs ?? this.#parts.clocks.nowMs());
    return this.#ended.restoredByHand(incident, isSeen, endMs !== null);
  }

  /** In force while it went on: it cannot be changed while shards are switching. */
  #paceOf(incident: LoggedIncident | null, { pace }: RoomStatus): PaceName {
    if (incident === null || incident.endedAt === 0) return pace.name;
    const { number } = incident;
    return this.#end.paceOf(number) ?? this.#parts.past.of(number)?.pace ?? pace.name;
  }

  #tellEnd(incident: LoggedIncident): void {
    if (incident.number <= this.#toldEndOf || this.#status === null) return;
    const view = this.#loggedView(incident, this.#status, []);
    if (view.state === "running") return;
    this.#toldEndOf = incident.number;
    const endMs = endMsOf(incident, this.#moments);
    // One that ended before this gateway came, nobody knows when: it is no news.
    if (endMs === null && !this.#end.sawIt) return;
    const isUntimed = view.elapsedMs === null && view.state === "recovered";
    this.#parts.tell(
      isUntimed ? "recovered-time-not-known" : view.state,
      {
        ...(view.elapsedMs === null ? {} : { seconds: view.elapsedMs / 1_000 }),
        shards: view.shardsHit,
      },
      endWallMsOf(view) ?? (endMs === null ? undefined : wallOf(this.#parts.clocks, endMs)),
    );
  }

  #noteAbnormal(): void {
    const { answering, isStarting } = this.#parts.rooms;
    const nowMs = this.#parts.clocks.nowMs();
    // Of a room that this gateway has not heard yet nobody knows since when it does not answer.
    const silent = this.#answered.filter((room) => !answering.includes(room) && !isStarting);
    for (const room of silent) this.#notes.add("abnormal", nowMs, room);
    this.#answered = answering;
  }

  #noteQuorum(): void {
    const { rooms, clocks, tell } = this.#parts;
    const best = rooms.best();
    if (rooms.isStarting || best === null) return;
    const quorum = !rooms.lacksQuorum;
    if (quorum !== this.#quorum) {
      this.#quorum = quorum;
      const kind = quorum ? "quorum-regained" : "quorum-lost";
      this.#notes.add(kind, clocks.nowMs());
      tell(kind);
    }
    const { leader } = best;
    if (leader === this.#leader || leader === null) return;
    // Whoever has just come finds a leader: that is no change.
    if (this.#leader !== null) this.#notes.add("leader-changed", clocks.nowMs(), leader);
    this.#leader = leader;
    tell("leader-changed", { room: roomIn(rooms.topology, leader).id });
  }
}
