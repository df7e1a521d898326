import { phonesMax, type AccountId, type LookUpAnswer } from "@cablecut/protocol";
import type { Directory } from "./directory.ts";
import { Lot } from "./lot.ts";
import type { Sessions } from "./sessions.ts";

interface Parts {
  readonly sessions: Pick<Sessions, "of" | "people" | "synthetic">;
  readonly directory: Pick<Directory, "find" | "isSynthetic">;
  readonly doors: { isRemoved(account: AccountId): boolean };
  /** Phones of people that are at the show's other gateways now. */
  readonly peopleElsewhere: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** So many are drawn at most: almost everybody who is here will do, but not the asker, nor whoever is just being removed. */
const drawsMax = 64;

/** Anybody else in the hall, at whichever gateway: people, or synthetic attendees where there is nobody else. */
export class RandomAttendee {
  readonly #parts: Parts;
  /** Those of whom other gateways have said that they came in there, who came first the first; some may have gone. */
  readonly #elsewhere = new Lot<AccountId>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  cameElsewhere(account: AccountId): void {
    this.#elsewhere.delete(account);
    this.#elsewhere.add(account);
    const { first, size } = this.#elsewhere;
    if (size > phonesMax && first !== null) this.#elsewhere.delete(first);
  }

  /** Drawn and not looked for: everybody in the hall may ask, again and again. */
  choose(asker: AccountId, done: (answer: LookUpAnswer) => void): void {
    const { sessions, directory } = this.#parts;
    const chosen = this.#person(asker) ?? this.#drawn(sessions.synthetic, asker);
    if (chosen === null) return done({ ok: false, refusal: "nobody-yet" });
    directory.find(chosen, (person, isDefinite) => {
      if (person !== null) return done({ ok: true, person });
      done({ ok: false, refusal: isDefinite ? "nobody-yet" : "unknown" });
    });
  }

  #person(asker: AccountId): AccountId | null {
    const { sessions, peopleElsewhere, random } = this.#parts;
    const here = sessions.people;
    while (peopleElsewhere() > 0 && this.#elsewhere.size > 0) {
      if (random() * (here.size + this.#elsewhere.size) < here.size) {
        const chosen = this.#drawn(here, asker);
        if (chosen !== null) return chosen;
      }
      const other = this.#elsewhere.draw(random());
      if (other === null) break;
      if (this.#isElsewhere(other)) return other;
      // Nobody to be met there, and so for whoever draws next: it is said again when somebody comes in.
      this.#elsewhere.delete(other);
    }
    return this.#drawn(here, asker);
  }

  #isElsewhere(account: AccountId): boolean {
    const { sessions, directory, doors } = this.#parts;
    const isHere = sessions.of(account) !== null;
    return !isHere && !doors.isRemoved(account) && !directory.isSynthetic(account);
  }

  #drawn(lot: Pick<Lot<AccountId>, "draw" | "size">, asker: AccountId): AccountId | null {
    const { doors, random } = this.#parts;
    for (let draws = 0; draws < drawsMax && lot.size > 0; draws += 1) {
      const account = lot.draw(random());
      if (account !== null && account !== asker && !doors.isRemoved(account)) return account;
    }
    return null;
  }
}
