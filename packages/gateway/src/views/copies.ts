import {
  fundsDifference,
  type CopiesView,
  type LogIndex,
  type RoomIndex,
  type RoomStatus,
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
    told.set(digest.index, `${digest.state} ${digest.chain}`);
    for (const index of told.keys()) {
      if (told.size <= rememberedMax) break;
      told.delete(index);
    }
  }

  view(): CopiesView {
    const statuses = this.#rooms.answering.flatMap((room) => this.#rooms.status(room) ?? []);
    const rooms = statuses.map(({ room, funds, appliedIndex, incident }) => ({
      room,
      differenceCents: fundsDifference(funds),
      asOf: appliedIndex,
      pastEndOf: incident !== null && incident.endedAt > 0 ? incident.number : 0,
    }));
    const at = this.#newestOfAll(this.#rooms.answering);
    const digests = rooms.map(({ room }) => (at && this.#digests.get(room)?.get(at)) ?? "");
    return { rooms, compared: at && { at, digests } };
  }

  #newestOfAll(rooms: readonly RoomIndex[]): LogIndex | null {
    const told = rooms.map((room) => this.#digests.get(room));
    const indexes = [...(told[0]?.keys() ?? [])].toSorted((a, b) => b - a);
    return indexes.find((index) => told.every((each) => each?.has(index) === true)) ?? null;
  }
}
