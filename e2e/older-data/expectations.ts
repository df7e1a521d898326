import type { Person } from "./attendees.ts";
import type { Counts } from "./replayed-room.ts";

/** What was true of a data directory when it was written. */
export interface Expectations {
  /** The newest commit whose packages and apps wrote it. */
  readonly commit: string;
  /** Of each room: a committed entry, and its state after it. */
  readonly rooms: Readonly<
    Record<
      string,
      {
        readonly index: number;
        readonly chain: string;
        readonly digest: string;
        readonly snapshotIndex: number;
      }
    >
  >;
  /** After the highest of these entries. */
  readonly funds: {
    /** All that were opened, those that count as synthetic attendees' included: the first builds did not tell them apart. */
    readonly peopleAccounts: number;
    readonly peopleCents: number;
    readonly houseAccounts: number;
    readonly houseCents: number;
  };
  /** In the log of the room that has no snapshot and all entries; by the codes in its bytes. */
  readonly contents: { readonly records: Counts; readonly results: Counts };
  readonly people: readonly Person[];
}
