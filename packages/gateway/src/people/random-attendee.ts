import { phonesMax, type AccountId, type LookUpAnswer } from "@cablecut/protocol";
import type { Directory } from "./directory.ts";
import type { SessionsByAccount } from "./sessions.ts";

interface Parts {
  readonly sessions: SessionsByAccount;
  readonly directory: Pick<Directory, "find" | "isSynthetic">;
  readonly doors: { isRemoved(account: AccountId): boolean };
  /** Phones of people that are at the show's other gateways now. */
  readonly peopleElsewhere: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** Anybody else in the hall, at whichever gateway: people, or synthetic attendees where there is nobody else. */
export class RandomAttendee {
  readonly #parts: Parts;
  /** Those of whom other gateways have said that they came in there, who came first the first; some may have gone. */
  readonly #elsewhere = new Set<AccountId>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  cameElsewhere(account: AccountId): void {
    this.#elsewhere.delete(account);
    this.#elsewhere.add(account);
    if (this.#elsewhere.size <= phonesMax) return;
    for (const first of this.#elsewhere) return void this.#elsewhere.delete(first);
  }

  choose(asker: AccountId, done: (answer: LookUpAnswer) => void): void {
    const { sessions, directory, doors, peopleElsewhere, random } = this.#parts;
    const isFine = (account: AccountId): boolean => account !== asker && !doors.isRemoved(account);
    const here = [...sessions.all].filter(({ account }) => isFine(account));
    const people = here.filter(({ synthetic }) => !synthetic).map(({ account }) => account);
    if (peopleElsewhere() > 0)
      for (const account of this.#elsewhere) {
        const isHere = sessions.of(account) !== null;
        if (!isHere && isFine(account) && !directory.isSynthetic(account)) people.push(account);
      }
    const among = people.length > 0 ? people : here.map(({ account }) => account);
    const chosen = among[Math.floor(random() * among.length)];
    if (chosen === undefined) return done({ ok: false, refusal: "nobody-yet" });
    directory.find(chosen, (person) =>
      done(person === null ? { ok: false, refusal: "nobody-yet" } : { ok: true, person }),
    );
  }
}
