import type { DigestFacts, LogIndex, RoomIndex, RoomStatus } from "@cablecut/protocol";

/** Entries of which digests are kept; what came first is kept as well, so that the report compares the beginning and the end. */
const entriesMax = 64;

interface Told {
  readonly state: string;
  readonly chain: string;
}

/** What rooms tell of their state after the same entries. */
export class DigestBook {
  readonly #entries = new Map<LogIndex, Map<RoomIndex, Told>>();

  told({ room, digest }: Pick<RoomStatus, "room" | "digest">): void {
    if (digest === null) return;
    const { index, state, chain } = digest;
    const rooms = this.#entries.get(index) ?? new Map<RoomIndex, Told>();
    this.#entries.set(index, rooms);
    rooms.set(room, { state, chain });
    const [, second] = this.#entries.keys();
    if (this.#entries.size > entriesMax && second !== undefined) this.#entries.delete(second);
  }

  /** Oldest entry first. */
  facts(): DigestFacts[] {
    return [...this.#entries]
      .toSorted(([one], [other]) => one - other)
      .map(([at, rooms]) => ({
        at,
        rooms: [...rooms]
          .toSorted(([one], [other]) => one - other)
          .map(([room, told]) => ({ room, ...told })),
      }));
  }
}
