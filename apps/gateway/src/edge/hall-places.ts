import { phonesMax } from "@cablecut/protocol";
import { siteOf } from "./address.ts";
import type { ConnectionGuard, FindPlace, NamespaceName, PlaceAnswer } from "./connection-guard.ts";
import type { ConnectPacket } from "./connect-packet.ts";
import { Places, type Holder } from "./places.ts";

/** A second phone of everybody, or the old connection of everybody who comes back, has a place as well. */
const phonePlacesMax = 2 * phonesMax;
const stagePlacesMax = 50;
const consolePlacesMax = 256;
/** Consoles from one site that have not logged in: a whole network of IPv6 is somebody's, and could take every place. */
const strangersPerSiteMax = 16;
/** Coming in takes a second where the show answers, ms. */
const phonesGraceMs = 2_000;
const consolesGraceMs = 1_000;

interface HallParts {
  /** Descriptors that are left for phones, of the process's limit. */
  readonly descriptorsForPhones: number;
  /** Whether the console has given out this ticket for a stage. */
  readonly isStageTicket: (ticket: string) => boolean;
  readonly nowMs: () => number;
}

/** Who gives way to whom. */
const ranks = { stranger: 0, local: 1, invited: 2 } as const;

interface StagePlace extends Holder {
  readonly rank: keyof typeof ranks;
}

/** The places of a gateway: phones, stages and consoles have their own, so that none can take another's. */
export class HallPlaces {
  readonly #parts: HallParts;
  readonly #phones: Places<ConnectionGuard>;
  readonly #stages: Places<StagePlace>;
  readonly #consoles: Places<ConnectionGuard>;

  constructor(parts: HallParts) {
    this.#parts = parts;
    const { nowMs } = parts;
    this.#phones = new Places({
      max: Math.min(phonePlacesMax, parts.descriptorsForPhones),
      graceMs: phonesGraceMs,
      isStranger: ({ hasEntered }) => !hasEntered,
      nowMs,
    });
    this.#stages = new Places({
      max: stagePlacesMax,
      graceMs: 0,
      isStranger: ({ rank }) => rank !== "invited",
      nowMs,
    });
    this.#consoles = new Places({
      max: consolePlacesMax,
      graceMs: consolesGraceMs,
      isStranger: ({ hasEntered, isLocal }) => !hasEntered && !isLocal,
      nowMs,
    });
  }

  readonly findPlace: FindPlace = (namespace, guard, asked) => this.#find(namespace, guard, asked);

  #find(namespace: NamespaceName, guard: ConnectionGuard, asked: ConnectPacket): PlaceAnswer {
    switch (namespace) {
      case "/phone":
        if (!this.#phones.take(guard)) return { refusal: "hall-full" };
        return { refusal: null, release: () => this.#phones.release(guard) };
      case "/stage":
        return this.#stagePlace(guard, asked);
      case "/presenter":
        this.#oneOfTheSameSiteGoes(guard);
        if (!this.#consoles.take(guard)) return { refusal: "too-many-consoles" };
        return { refusal: null, release: () => this.#consoles.release(guard) };
    }
  }

  /** Strangers' places are given up for stages of this machine, and both for one that a console has opened. */
  #stagePlace(guard: ConnectionGuard, { auth }: ConnectPacket): PlaceAnswer {
    const ticket = ticketIn(auth);
    const invited = ticket !== null && this.#parts.isStageTicket(ticket);
    const rank = invited ? "invited" : guard.isLocal ? "local" : "stranger";
    const holder: StagePlace = { rank, giveUp: () => guard.giveUp() };
    const displaces = (other: StagePlace): boolean => ranks[other.rank] < ranks[rank];
    if (!this.#stages.take(holder, displaces)) return { refusal: "too-many-stages" };
    // A stage only looks: nothing more is awaited of it.
    guard.enter();
    return { refusal: null, release: () => this.#stages.release(holder) };
  }

  #oneOfTheSameSiteGoes(guard: ConnectionGuard): void {
    if (guard.isLocal) return;
    const site = siteOf(guard.address);
    const same = this.#consoles.strangers.filter(({ address }) => siteOf(address) === site);
    const [oldest] = same;
    if (oldest !== undefined && same.length >= strangersPerSiteMax) this.#consoles.giveUp(oldest);
  }
}

/** The page of a stage that a console opened says `{"ticket":"…"}`. */
function ticketIn(auth: unknown): string | null {
  if (typeof auth !== "object" || auth === null || !("ticket" in auth)) return null;
  return typeof auth.ticket === "string" ? auth.ticket : null;
}
