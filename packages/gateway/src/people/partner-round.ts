import type { PeoplePorts } from "../ports.ts";
import type { KnownPeople } from "./directory.ts";
import type { Partners } from "./partners.ts";
import type { SessionsByAccount } from "./sessions.ts";

/** Only so many are told of another partner in one round. */
const partnersPerRoundMax = 20;
/**
 * A phone takes no other partner while its taps are free, and hears row by row that they are so no more: so many rounds, a second
 * each, it is given for that.
 */
const heardRounds = 3;

/**
 * Gives people a better partner when somebody has come who may be one. Not under a thumb that goes on tapping: whoever has a
 * partner keeps that one then, and is given the better one afterwards.
 */
export class PartnerRound {
  readonly #sessions: SessionsByAccount;
  readonly #known: KnownPeople;
  readonly #partners: Partners;
  readonly #people: Pick<PeoplePorts, "toPhone">;
  readonly #tapsAreFree: () => boolean;
  #wanted = false;
  /** Since taps were free last. */
  #rounds = heardRounds;

  constructor(parts: {
    sessions: SessionsByAccount;
    known: KnownPeople;
    partners: Partners;
    people: Pick<PeoplePorts, "toPhone">;
    tapsAreFree: () => boolean;
  }) {
    this.#sessions = parts.sessions;
    this.#known = parts.known;
    this.#partners = parts.partners;
    this.#people = parts.people;
    this.#tapsAreFree = parts.tapsAreFree;
  }

  somebodyCame(): void {
    this.#wanted = true;
  }

  /** To be called now and then. */
  run(): void {
    this.#rounds = this.#tapsAreFree() ? 0 : Math.min(this.#rounds + 1, heardRounds);
    if (!this.#wanted) return;
    const mayChange = this.#rounds === heardRounds;
    this.#wanted = false;
    let searched = 0;
    for (const session of this.#sessions.all) {
      if (session.synthetic) continue;
      if (session.partner !== null) {
        if (!mayChange) {
          this.#wanted = true;
          continue;
        }
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
