import {
  fundsDifference,
  type CopiesView,
  type LogIndex,
  type RoomIndex,
  type RoomStatus,
  type ToldDigest,
} from "@cablecut/protocol";
import type { RoomWatch } from "../routing/room-watch.ts";

/** Rooms pass a multiple of 1,024 entries within a status or two of each other. */
const rememberedMax = 4;

/** What rooms tell of their copies of the money, so that those that answer can be compared at one entry. */
export class Copies {
  readonly #rooms: Pick<RoomWatch, "answering" | "status">;
  /** The last digests of each room, oldest first. */
  readonly #digests = new Map<RoomIndex, Map<LogIndex, string>>();

  constructor(rooms: Pick<RoomWatch, "answering" | "status">) {
    this.#rooms = rooms;
  }

  told({ room, digest }: RoomStatus): void {
    if (digest === null) return;
    const told = this.#digests.get(room) ?? new Map<LogIndex, string>();
    this.#digests.set(room, told);
    // A room that lost its disk may tell of an earlier entry again: what it said last is what counts.
    told.delete(digest.index);
    told.set(digest.index, textOf(digest));
    for (const index of told.keys()) {
      if (told.size <= rememberedMax) break;
      told.delete(index);
    }
  }

  view(): CopiesView {
    const { answering } = this.#rooms;
    const statuses = answering.flatMap((room) => this.#rooms.status(room) ?? []);
    const copies = statuses.filter(tellsOfTheMoney);
    return {
      rooms: copies.map(countedBy),
      compared: statuses.length < answering.length ? null : this.#compared(copies),
    };
  }

  #compared(copies: readonly RoomStatus[]): CopiesView["compared"] {
    const told = copies.map((status) => this.#toldBy(status));
    const indexes = [...(told[0]?.keys() ?? [])].toSorted((a, b) => b - a);
    const at = indexes.find((index) => told.every((each) => each.has(index)));
    if (at === undefined) return null;
    const digests = told.map((each) => each.get(at) ?? "");
    return { at, digests, pastEndOf: pastEndOf(copies, at) };
  }

  /** At multiples of 1,024, and behind the end of the last incident. */
  #toldBy({ room, endDigest }: RoomStatus): ReadonlyMap<LogIndex, string> {
    const told = this.#digests.get(room) ?? new Map<LogIndex, string>();
    return endDigest === undefined
      ? told
      : new Map([...told, [endDigest.index, textOf(endDigest)]]);
  }
}

function countedBy({ room, funds, appliedIndex, incident }: RoomStatus) {
  return {
    room,
    differenceCents: fundsDifference(funds),
    asOf: appliedIndex,
    pastEndOf: incident !== null && incident.endedAt > 0 ? incident.number : 0,
  };
}

/**
 * Whoever was started anew and still catches up tells of long ago, so that nobody waits for it; a difference is one whoever
 * tells of it.
 */
function tellsOfTheMoney({ ready, diverged, funds }: RoomStatus): boolean {
  return ready || diverged || fundsDifference(funds) !== 0;
}

/** By the word of the furthest room: another one may not have come to that end yet. */
function pastEndOf(statuses: readonly RoomStatus[], at: LogIndex): number {
  const [furthest] = statuses.toSorted((one, other) => other.appliedIndex - one.appliedIndex);
  const incident = furthest?.incident ?? null;
  if (incident === null || incident.endedAt === 0) return 0;
  return at >= incident.endedAt ? incident.number : 0;
}

function textOf({ state, chain }: ToldDigest): string {
  return `${state} ${chain}`;
}
