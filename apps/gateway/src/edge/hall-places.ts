import { phonesMax } from "@cablecut/protocol";
import { siteOf } from "./address.ts";
import type { ConnectionGuard, FindPlace, PlaceAnswer } from "./connection-guard.ts";
import type { ConnectPacket } from "./connect-packet.ts";
import type { NamespaceName } from "./namespaces.ts";
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
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** Who gives way to whom. */
const ranks = { stranger: 0, local: 1, invited: 2 } as const;

interface StagePlace extends Holder {
  readonly rank: keyof typeof ranks;
}

/** The places of a gateway: phones, stages and consoles have their own, so that none can take another's. */
export class HallPlaces {
  /** Phones that find a place. */
  readonly phonesMax: number;
  readonly #parts: HallParts;
  readonly #phones: Places<ConnectionGuard>;
  readonly #stages: Places<StagePlace>;
  readonly #consoles: Places<ConnectionGuard>;

  constructor(parts: HallParts) {
    this.#parts = parts;
    const { nowMs } = parts;
    this.phonesMax = Math.min(phonePlacesMax, parts.descriptorsForPhones);
    this.#phones = new Places({
      max: this.phonesMax,
      graceMs: phonesGraceMs,
      isStranger: (guard) => !guard.hasEnteredAs("/phone"),
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
      isStranger: (guard) => !guard.hasEnteredAs("/presenter") && !guard.isLocal,
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
        if (!this.#hasRoomAtItsSite(guard) || !this.#takesConsole(guard))
          return { refusal: "too-many-consoles" };
        return { refusal: null, release: () => this.#consoles.release(guard) };
    }
  }

  /** Strangers' places are given up for stages of this machine, and both for one that a console has opened. */
  #stagePlace(guard: ConnectionGuard, { auth }: ConnectPacket): PlaceAnswer {
    const rank = this.#isInvited(auth) ? "invited" : guard.isLocal ? "local" : "stranger";
    const holder: StagePlace = { rank, giveUp: () => guard.giveUp() };
    const displaces = (other: StagePlace): boolean => ranks[other.rank] < ranks[rank];
    if (!this.#stages.take(holder, displaces)) return { refusal: "too-many-stages" };
    // A stage only looks: nothing more is awaited of it.
    guard.enter("/stage");
    return { refusal: null, release: () => this.#stages.release(holder) };
  }

  #isInvited(auth: unknown): boolean {
    const ticket = stageTicketIn(auth);
    return ticket !== null && this.#parts.isStageTicket(ticket);
  }

  #takesConsole(guard: ConnectionGuard): boolean {
    const consoles = this.#consoles;
    return consoles.take(guard, ({ isBeingJudged }) => !isBeingJudged) || consoles.take(guard);
  }

  /**
   * By lot, as PINs are: the presenter may sit behind the same address as whoever comes again and again, and must not be the
   * oldest for certain. Whose login is being judged goes only where all others' are as well. Whoever comes is in the lot: of
   * fifteen that are judged and a presenter who types, the presenter would go each time.
   */
  #hasRoomAtItsSite(guard: ConnectionGuard): boolean {
    if (guard.isLocal) return true;
    const site = siteOf(guard.address);
    const same = this.#consoles.strangers.filter(({ address }) => siteOf(address) === site);
    if (same.length < strangersPerSiteMax) return true;
    const idle = same.filter(({ isBeingJudged }) => !isBeingJudged);
    const among = idle.length > 0 ? [...idle, guard] : same;
    const drawn = among[Math.floor(this.#parts.random() * among.length)];
    if (drawn === guard) return false;
    if (drawn !== undefined) this.#consoles.giveUp(drawn);
    return true;
  }
}

/** The page of a stage that a console opened says `{"ticket":"…"}`. */
export function stageTicketIn(auth: unknown): string | null {
  if (typeof auth !== "object" || auth === null || !("ticket" in auth)) return null;
  return typeof auth.ticket === "string" ? auth.ticket : null;
}
