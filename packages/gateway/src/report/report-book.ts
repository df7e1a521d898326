import {
  asRoomIndex,
  type IncidentFacts,
  type IncidentView,
  type PhoneFacts,
  type ReportFacts,
  type RoomStatus,
  type ShowDescription,
} from "@cablecut/protocol";
import type { IncidentWatch } from "../recovery/incident-watch.ts";
import type { IncidentMemory } from "../recovery/incident-memory.ts";
import type { ShowEventLog } from "../recovery/show-event-log.ts";
import { wallOf } from "../recovery/told-start.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { Counts } from "../views/counts.ts";
import type { ReceiptRound } from "../people/receipt-round.ts";
import { DigestBook } from "./digest-book.ts";
import { fundsOf, IncidentBook, type Present, type ToldByPhones } from "./incident-book.ts";
import { phonesNow, phonesOf } from "./phone-rows.ts";

interface ReportParts {
  readonly show: Pick<ShowDescription, "showId" | "topology" | "rehearsal" | "keyFingerprint">;
  readonly gateway: string;
  readonly rooms: Pick<RoomWatch, "best" | "status" | "isAnswering" | "topology">;
  readonly incidents: Pick<IncidentWatch, "view">;
  readonly past: Pick<IncidentMemory, "all">;
  readonly counts: Pick<
    Counts,
    | "together"
    | "outboxesHere"
    | "keptHereOrGone"
    | "outboxesHereOrGone"
    | "keptIn"
    | "sawIncident"
    | "verifiedElsewhere"
  >;
  readonly receiptRound: Pick<ReceiptRound, "rowsOf" | "foundOf" | "inFlight">;
  readonly events: Pick<ShowEventLog, "all" | "forgotten">;
  readonly dials: { readonly countHidden: boolean };
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Only told. */
  readonly wallMs: () => number;
}

/** What this gateway can tell for the report of its show. Bounded, and like everything here learned again after a restart. */
export class ReportBook {
  readonly #parts: ReportParts;
  readonly #incidents = new IncidentBook();
  readonly #digests = new DigestBook();
  readonly #begunMs: number;

  constructor(parts: ReportParts) {
    this.#parts = parts;
    this.#begunMs = parts.nowMs();
  }

  told(status: RoomStatus): void {
    this.#digests.told(status);
  }

  /** To be called often. Phones are added up only while there is something to see. */
  note(isAsked = false): void {
    const { rooms, incidents, counts } = this.#parts;
    const view = incidents.view();
    counts.sawIncident(view);
    const phones = isAsked || view?.state === "running" ? this.#phonesNow(view) : null;
    this.#incidents.note({ view, best: rooms.best(), phones });
  }

  /** What every phone that is or was here has told, by incidents; of now only those that keep something. */
  phones(): readonly PhoneFacts[] {
    const { past, counts, receiptRound } = this.#parts;
    const told = this.#incidents.facts(past.all, (incident) => this.#toldBy(incident));
    const ofIncidents = told.flatMap(({ number }) =>
      phonesOf(number, {
        kept: this.#incidents.keptOf(number),
        inFlight: receiptRound.inFlight.toldOf(number),
        verified: receiptRound.rowsOf(number),
      }),
    );
    return [...ofIncidents, ...phonesNow(counts.outboxesHere)];
  }

  #phonesNow(view: IncidentView | null): NonNullable<Present["phones"]> {
    const { counts } = this.#parts;
    return {
      kept: counts.keptIn(view, counts.together().kept).kept,
      keptHere: counts.keptHereOrGone,
      outboxesHere: () => counts.outboxesHereOrGone,
      verifiedElsewhere: counts.verifiedElsewhere,
    };
  }

  #toldBy(incident: number): ToldByPhones {
    const { receiptRound } = this.#parts;
    return {
      inFlight: receiptRound.inFlight.of(incident),
      verification: receiptRound.foundOf(incident),
    };
  }

  /** Null before a room was heard. */
  facts(): ReportFacts | null {
    this.note(true);
    const { show, gateway, rooms, past, counts, events, dials, wallMs } = this.#parts;
    const best = rooms.best();
    if (best === null) return null;
    const phones = counts.together();
    const toldAtMs = Math.round(wallMs());
    const incidents = this.#incidents.facts(past.all, (incident) => this.#toldBy(incident));
    return {
      showId: show.showId,
      rehearsal: show.rehearsal,
      topology: show.topology,
      keyFingerprint: show.keyFingerprint ?? null,
      gateway,
      toldAtMs,
      runsSinceMs: wallOf(this.#parts, this.#begunMs),
      pace: best.pace,
      failback: best.failback,
      rooms: this.#roomFacts(),
      digests: this.#digests.facts(),
      transfers: {
        asOf: best.appliedIndex,
        booked: best.transfersBooked,
        byPeople: best.transfersByPeople,
        bySynthetic: best.transfersBySynthetic,
      },
      phones: {
        joined: dials.countHidden ? null : best.funds.people.accounts,
        heard: phones.heard.phones,
        here: phones.heard.of,
        kept: phones.kept,
        keptCents: phones.keptCents,
        checking: phones.checking,
      },
      incidents: incidents.map((incident) => byClockOf(incident, toldAtMs)),
      events: events.all.map(({ atMs, ...line }) => ({ ...line, atMs: Math.round(atMs) })),
      eventsNotKept: events.forgotten,
    };
  }

  #roomFacts(): ReportFacts["rooms"] {
    const { rooms } = this.#parts;
    return rooms.topology.rooms.flatMap((_, index) => {
      const status = rooms.status(asRoomIndex(index));
      if (status === null) return [];
      const answering = rooms.isAnswering(status.room);
      const { room, appliedIndex, diverged } = status;
      return [{ room, answering, appliedIndex, diverged, funds: fundsOf(status) }];
    });
  }
}

/** The wall clock was set back since, and has not come to this start yet: by it nobody knows when that was. */
function byClockOf(incident: IncidentFacts, toldAtMs: number): IncidentFacts {
  const { startedAtMs } = incident;
  return startedAtMs !== null && startedAtMs > toldAtMs
    ? { ...incident, startedAtMs: null }
    : incident;
}
