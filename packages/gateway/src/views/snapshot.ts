import {
  fundsDifference,
  quorumOf,
  shardAt,
  asRoomIndex,
  asLogIndex,
  type IncidentView,
  type RoomHealth,
  type RoomIndex,
  type RoomStatus,
  type Scene,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";
import type { Cue } from "../people/cue.ts";
import type { Cables } from "../recovery/cables.ts";
import type { IncidentMemory } from "../recovery/incident-memory.ts";
import type { IncidentWatch } from "../recovery/incident-watch.ts";
import type { LastNeededPayment } from "../recovery/last-needed.ts";
import type { OtherGateways } from "../routing/other-gateways.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { Counts } from "./counts.ts";
import type { Copies } from "./copies.ts";
import { heartbeatAgesMs } from "./heartbeat-ages.ts";
import type { TrafficMeter } from "./traffic-meter.ts";

/** What the presenter has turned that the stage shows. */
interface StageDials {
  readonly blank: boolean;
  readonly doorsOpen: boolean;
  readonly countHidden: boolean;
  readonly stage: ShowSnapshot["stage"];
  readonly act: { readonly act: ShowSnapshot["act"] };
  /** 0 where nobody has ever set it; null where that is not in the log yet. */
  readonly actSetAt: number | null;
}

interface SnapshotParts {
  readonly show: Pick<ShowDescription, "showId" | "rehearsal">;
  readonly rooms: RoomWatch;
  readonly others: Pick<OtherGateways, "wereHeard">;
  readonly cables: Pick<Cables, "health">;
  readonly incidents: Pick<IncidentWatch, "view" | "isOnShow" | "asksForEnd">;
  readonly past: Pick<IncidentMemory, "all">;
  readonly lastNeeded: Pick<LastNeededPayment, "of">;
  readonly counts: Pick<Counts, "together" | "keptFate" | "keptIn">;
  readonly copies: Pick<Copies, "view">;
  readonly meter: Pick<TrafficMeter, "lastSecond">;
  readonly cue: Pick<Cue, "on" | "amountCents">;
  readonly dials: StageDials;
  /** Only told. */
  readonly wallMs: () => number;
}

/** What is, as far as this gateway knows it now. */
export class Snapshots {
  readonly #parts: SnapshotParts;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  take(): ShowSnapshot {
    const { rooms, meter, dials, show, cue, cables } = this.#parts;
    const best = rooms.best();
    const wallMs = this.#parts.wallMs();
    const lastSecond = meter.lastSecond();
    const phones = this.#parts.counts.together();
    const incident = this.#parts.incidents.view();
    return {
      atMs: wallMs,
      showId: show.showId,
      rehearsal: show.rehearsal,
      scene: this.#scene(best, incident),
      pace: best?.pace.name ?? "custom",
      failback: best?.failback ?? false,
      rooms: this.#rooms(best),
      cables: cables.health(),
      shards: best?.shards ?? "",
      leader: best?.leader ?? null,
      term: best?.term ?? 0,
      quorum: {
        needed: quorumOf(rooms.topology),
        answering: rooms.counting.length,
        ...(this.#parts.others.wereHeard ? { othersMayHear: true } : {}),
      },
      people: {
        joined: best?.funds.people.accounts ?? 0,
        online: phones.people,
        heard: phones.heard,
        synthetic: best?.funds.synthetic.accounts ?? 0,
        hidden: dials.countHidden,
      },
      funds: best && {
        ...best.funds,
        differenceCents: fundsDifference(best.funds),
        asOf: best.appliedIndex,
        ...(rooms.isAnswering(best.room) ? {} : { ageMs: rooms.silentMs(best.room) }),
      },
      copies: this.#parts.copies.view(),
      traffic: {
        perSecond: lastSecond.people,
        canariesPerSecond: lastSecond.canaries,
        booked: best === null ? 0 : best.transfersByPeople + best.transfersBySynthetic,
        ...this.#parts.counts.keptIn(incident, phones.kept),
        keptCents: phones.keptCents,
        keptFate: this.#parts.counts.keptFate,
        checking: phones.checking,
      },
      incident,
      lastNeeded: this.#lastNeeded(incident),
      verification: phones.verification,
      inFlight: phones.inFlight ?? null,
      act: this.#act(incident),
      cue: { on: cue.on, amountCents: cue.amountCents, tapped: phones.tapped.people },
      blank: dials.blank,
      doorsOpen: dials.doorsOpen,
      stage: dials.stage,
    };
  }

  /** Derived, never set: see the comment on Scene. */
  scene(): Scene {
    return this.#scene(this.#parts.rooms.best(), this.#parts.incidents.view());
  }

  #scene(best: RoomStatus | null, incident: IncidentView | null): Scene {
    const { rooms, incidents } = this.#parts;
    if (best === null || rooms.isStarting) return "starting";
    if (rooms.lacksQuorum) return "quorum-lost";
    if (incident?.state === "running") {
      // It has a number, so it is the one that is over: nobody is switching any more.
      if (incident.id !== null && incidents.asksForEnd) return "starting";
      return incident.suspectedRooms.length > 0 ? "switching" : "cut";
    }
    // One that is only silent now, or was up again since the end, is not away because of this incident.
    const endedAt = best.incident?.endedAt ?? 0;
    const isAway = (room: RoomIndex): boolean =>
      rooms.condition(room) === "dark" && (best.rooms[room]?.lastHeartbeat ?? 0) <= endedAt;
    // Who calls for the next cut has gone on, whoever is still away: what was called for this one ended with it.
    const { act } = this.#parts.dials.act;
    const isCalledAgain = act === "cue" || act === "hold-up";
    if (incident !== null && !isCalledAgain)
      if (incidents.isOnShow() || incident.roomsLost.some(isAway)) return "recovered";
    return this.#act(incident) === "lobby" ? "lobby" : "live";
  }

  #lastNeeded(incident: IncidentView | null): ShowSnapshot["lastNeeded"] {
    if (incident?.state !== "recovered" || incident.id === null) return null;
    return this.#parts.lastNeeded.of(incident.id);
  }

  /**
   * As the presenter has set it; whoever cut cables before setting any has left the lobby as well, whatever falls away
   * afterwards. A room that fell away by itself takes the code from nobody who is still scanning.
   */
  #act(incident: IncidentView | null): ShowSnapshot["act"] {
    const { dials, past } = this.#parts;
    // A cut that was healed before anybody was suspected is no incident, and has left nothing.
    const wasCut =
      isOfCables(incident?.startSource) ||
      past.all.some(({ measured }) => isOfCables(measured?.source));
    return dials.actSetAt === 0 && wasCut ? "live" : dials.act.act;
  }

  #rooms(best: RoomStatus | null): readonly RoomHealth[] {
    const { rooms } = this.#parts;
    const { topology } = rooms;
    const owned = topology.rooms.map(() => ({ serving: 0, switching: 0, accounts: 0 }));
    for (const [shard, people] of (best?.accountsPerShard ?? []).entries()) {
      const at = shardAt(best?.shards ?? "", shard);
      const shards = at === null ? undefined : owned[at.owner];
      if (at === null || shards === undefined) continue;
      shards.accounts += people;
      shards[at.status] += 1;
    }
    const ages = heartbeatAgesMs(rooms);
    return owned.map(({ serving, switching, accounts }, index): RoomHealth => {
      const room = asRoomIndex(index);
      const status = rooms.status(room);
      return {
        room,
        condition: rooms.condition(room),
        answering: rooms.isAnswering(room),
        counting: rooms.isCounting(room),
        leader: best?.leader === room,
        term: status?.term ?? 0,
        appliedIndex: asLogIndex(status?.appliedIndex ?? 0),
        lagEntries: Math.max(0, (best?.appliedIndex ?? 0) - (status?.appliedIndex ?? 0)),
        heartbeatAgeMs: ages[index] ?? null,
        shardsServing: serving,
        shardsSwitching: switching,
        accounts,
        drainedMs: best?.drainedMs[index] ?? null,
      };
    });
  }
}

function isOfCables(source: IncidentView["startSource"] | undefined): boolean {
  return source === "fabric" || source === "path-silence";
}
