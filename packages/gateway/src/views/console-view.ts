import {
  asRoomIndex,
  type ConsoleFrame,
  type ConsoleSnapshot,
  type CutUnderWay,
  type EventLine,
  type RoomStatus,
  type VenueCheck,
} from "@cablecut/protocol";
import type { OpeningBudget } from "../people/opening-budget.ts";
import type { GatewayOptions, GatewayPorts } from "../ports.ts";
import type { Cables } from "../recovery/cables.ts";
import type { Canaries } from "../recovery/canaries.ts";
import type { IncidentMemory } from "../recovery/incident-memory.ts";
import type { OtherGateways } from "../routing/other-gateways.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { Counts } from "./counts.ts";
import { canaryFreshMs, diskSyncOf, preflightOf, rehearsalOf } from "./preflight.ts";
import type { Snapshots } from "./snapshot.ts";
import { venueTogether } from "./venue-together.ts";

interface ConsoleViewParts {
  readonly snapshots: Pick<Snapshots, "take">;
  readonly rooms: Pick<RoomWatch, "topology" | "best" | "status" | "isAnswering">;
  readonly cables: Pick<Cables, "impaired" | "isBehind">;
  readonly past: Pick<IncidentMemory, "all">;
  readonly cuts: { readonly now: readonly CutUnderWay[] };
  readonly canaries: Pick<Canaries, "paidWithin">;
  readonly counts: Pick<Counts, "stages" | "forgers">;
  readonly events: { readonly lines: readonly EventLine[] };
  readonly openings: Pick<OpeningBudget, "lastNumbersToo">;
  readonly dials: {
    readonly paused: boolean;
    readonly removed: readonly unknown[];
  };
  readonly settings: { readonly told: Pick<ConsoleSnapshot, "waiting" | "paceRefused"> };
  readonly frames: { next(): ConsoleFrame };
  readonly options: Pick<GatewayOptions, "startedAtMs" | "rehearsedBefore"> & {
    readonly ports: Pick<GatewayPorts, "supervisor" | "venue" | "fabric">;
  };
  readonly others: Pick<OtherGateways, "words">;
}

/** What consoles are told: the stage's snapshot, and what only the presenter is to know. */
export class ConsoleView {
  readonly #parts: ConsoleViewParts;

  constructor(parts: ConsoleViewParts) {
    this.#parts = parts;
  }

  /** A frame that leaves now. */
  take(): ConsoleSnapshot {
    const { snapshots, rooms, cables, canaries, counts, events, openings, dials } = this.#parts;
    const { cuts, settings, frames, options } = this.#parts;
    const { supervisor } = options.ports;
    const show = snapshots.take();
    const { stages } = counts;
    const freshCanaries = canaries.paidWithin(canaryFreshMs);
    return {
      frame: frames.next(),
      show,
      preflight: preflightOf({ snapshot: show, best: rooms.best(), freshCanaries, stages }),
      events: events.lines,
      lastNumbersToo: openings.lastNumbersToo,
      paused: dials.paused,
      ...settings.told,
      stages,
      impaired: cables.impaired(),
      ...(cables.isBehind ? { cablesNotSaved: true } : {}),
      cutsUnderWay: cuts.now,
      removed: dials.removed.length,
      forgedBy: counts.forgers,
      crowd: supervisor?.crowd() ?? null,
      venue: this.#venue(show),
      roomStops: supervisor?.roomStops() ?? [],
      ...this.#logAlarm(),
      payloads: this.#statuses().map((status) => status?.payloads ?? null),
      startedAtMs: options.startedAtMs,
    };
  }

  #venue(show: ConsoleSnapshot["show"]): readonly VenueCheck[] {
    const { options, past, others } = this.#parts;
    const { ports, rehearsedBefore: before } = options;
    const told = others.words.map(({ hall = [] }) => hall);
    return [
      ...venueTogether(ports.venue(), told),
      diskSyncOf(this.#statuses()),
      rehearsalOf(show, past.all, {
        cablesAreReal: ports.fabric === null,
        ...(before === undefined ? {} : { before }),
      }),
    ];
  }

  /** Of rooms that answer: what one told before it fell silent may be long over. */
  #logAlarm(): Pick<ConsoleSnapshot, "logAlarm"> {
    const { rooms } = this.#parts;
    for (const [room, status] of this.#statuses().entries()) {
      const logAlarm = status?.logAlarm;
      if (logAlarm !== undefined && rooms.isAnswering(asRoomIndex(room))) return { logAlarm };
    }
    return {};
  }

  #statuses(): readonly (RoomStatus | null)[] {
    const { rooms } = this.#parts;
    return rooms.topology.rooms.map((_, room) => rooms.status(asRoomIndex(room)));
  }
}
