import {
  accountIdOf,
  accountNumberOf,
  asAccountId,
  foundAttendeesMax,
  nameOf,
  namesMax,
  type AccountId,
  type FoundAttendee,
  type Person,
  type RoomIndex,
} from "@cablecut/protocol";
import type { Directory } from "../people/directory.ts";
import type { Sessions } from "../people/sessions.ts";
import type { OtherGateways } from "../routing/other-gateways.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { DialBoard } from "./dial-board.ts";

interface SearchParts {
  readonly directory: Pick<Directory, "find" | "known" | "isSynthetic" | "met">;
  readonly sessions: Pick<Sessions, "of">;
  readonly others: Pick<OtherGateways, "words">;
  readonly rooms: Pick<RoomWatch, "owner" | "best">;
  readonly dials: Pick<DialBoard, "isRemoved" | "removed">;
}

export interface SearchResult {
  readonly found: readonly FoundAttendee[];
  readonly more: boolean;
  /** There may be others who are called so. */
  readonly notAll?: true;
}

/** Finds attendees by number, whoever they are, by a part of their name among those this gateway has met and the removed, or the removed. */
export class AttendeeSearch {
  readonly #parts: SearchParts;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Null: no room could say whether there is such an account. */
  find(text: string, done: (result: SearchResult | null) => void): void {
    const { directory, dials } = this.#parts;
    // An input method for Chinese may write digits and letters in full width.
    const wanted = text.trim().normalize("NFKC").toLowerCase();
    if (wanted === "") return done(this.#list(dials.removed));
    if (/^\d+$/.test(wanted)) {
      const account = accountIdOf(Number(wanted));
      if (account === null) return done({ found: [], more: false });
      return directory.find(account, (person, isDefinite) => {
        if (person !== null) return done({ found: [this.#told(person)], more: false });
        done(isDefinite ? { found: [], more: false } : null);
      });
    }
    const known = new Set([...directory.met(), ...dials.removed]);
    const list = this.#list(accountsCalled(wanted, known));
    done(this.#hasMetAll() ? list : { ...list, notAll: true });
  }

  /** A gateway reads the log from when it was started: whoever was there before is met when they come to it. */
  #hasMetAll(): boolean {
    const { directory, rooms } = this.#parts;
    const funds = rooms.best()?.funds;
    if (funds === undefined) return false;
    let met = 0;
    for (const _ of directory.met()) met += 1;
    return met >= funds.people.accounts + funds.synthetic.accounts;
  }

  #list(accounts: Iterable<AccountId>): SearchResult {
    const found: FoundAttendee[] = [];
    for (const account of accounts) {
      if (found.length === foundAttendeesMax) return { found, more: true };
      const person = this.#parts.directory.known(account);
      found.push(person === null ? this.#stranger(account) : this.#told(person));
    }
    return { found, more: false };
  }

  #told({ account, accountNumber, name, shard }: Person): FoundAttendee {
    const { directory, rooms, dials } = this.#parts;
    return {
      account,
      accountNumber,
      name,
      room: rooms.owner(shard)?.owner ?? null,
      synthetic: directory.isSynthetic(account),
      online: this.#isOnline(account),
      removed: dials.isRemoved(account),
    };
  }

  /** Removed before this gateway came: the name follows from the number, more is not known here. */
  #stranger(account: AccountId): FoundAttendee {
    const room: RoomIndex | null = null;
    const removed = this.#parts.dials.isRemoved(account);
    const online = this.#isOnline(account);
    return { ...nobodysFigures(account), room, synthetic: false, online, removed };
  }

  #isOnline(account: AccountId): boolean | null {
    const { sessions, others } = this.#parts;
    if (sessions.of(account) !== null) return true;
    return others.words.length > 0 ? null : false;
  }
}

function nobodysFigures(account: AccountId) {
  return { account, accountNumber: accountNumberOf(account), name: nameOf(account) };
}

/** Names come round again after `namesMax` accounts, so each is looked at once and not once per attendee. */
function* accountsCalled(text: string, among: Iterable<AccountId>): Iterable<AccountId> {
  const called = new Set<number>();
  for (let position = 0; position < namesMax; position += 1) {
    const { en, zh } = nameOf(asAccountId(position));
    if (en.toLowerCase().includes(text) || zh.includes(text)) called.add(position);
  }
  for (const account of among) if (called.has(account % namesMax)) yield account;
}
