import type { PeoplePorts } from "../ports.ts";
import type { KnownPeople } from "./directory.ts";
import type { Partners } from "./partners.ts";
import type { SessionsByAccount } from "./sessions.ts";

/** Only so many are told of another partner in one round. */
const partnersPerRoundMax = 20;

/** Gives people a better partner when somebody has come who may be one. */
export class PartnerRound {
  readonly #sessions: SessionsByAccount;
  readonly #known: KnownPeople;
  readonly #partners: Partners;
  readonly #people: Pick<PeoplePorts, "toPhone">;
  #wanted = false;

  constructor(parts: {
    sessions: SessionsByAccount;
    known: KnownPeople;
    partners: Partners;
    people: Pick<PeoplePorts, "toPhone">;
  }) {
    this.#sessions = parts.sessions;
    this.#known = parts.known;
    this.#partners = parts.partners;
    this.#people = parts.people;
  }

  somebodyCame(): void {
    this.#wanted = true;
  }

  /** To be called now and then. */
  run(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    let searched = 0;
    for (const session of this.#sessions.all) {
      if (session.synthetic) continue;
      if (session.partner !== null) {
        const partner = this.#known.known(session.partner);
        if (partner !== null && this.#partners.isIdeal(session.shard, partner)) continue;
      }
      if (++searched > partnersPerRoundMax) {
        this.#wanted = true;
        return;
      }
      const chosen = this.#partners.choose(session.shard);
      const person = chosen === null ? null : this.#known.known(chosen);
      if (person === null || chosen === session.partner) continue;
      session.partner = chosen;
      this.#people.toPhone(session.connection, "partner", person);
    }
  }
}
