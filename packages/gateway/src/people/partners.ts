import {
  roomIn,
  homeRoomOf,
  type AccountId,
  type Person,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import type { Directory } from "./directory.ts";

/** Of so many candidates the one with the fewest partners so far is taken. */
const candidatesMax = 64;

/**
 * Gives everybody somebody to pay in another city: those outside the city that will be cut somebody inside it, so that
 * the cut touches everyone; those inside somebody outside. Cities are those of the shards' home rooms: a partner stays
 * the same when shards move.
 */
export class Partners {
  readonly #topology: Topology;
  readonly #directory: Directory;
  readonly #random: () => number;
  /** How often somebody is a partner already. */
  readonly #load = new Map<AccountId, number>();

  constructor(topology: Topology, directory: Directory, random: () => number) {
    this.#topology = topology;
    this.#directory = directory;
    this.#random = random;
  }

  /** Null while nobody suitable has come. */
  choose(account: AccountId, shard: ShardId): AccountId | null {
    const own = this.#cityOf(shard);
    const { cutCity } = this.#topology;
    const suits = (city: string): boolean => (own === cutCity ? city !== own : city === cutCity);
    const suitable: AccountId[] = [];
    const inAnotherCity: AccountId[] = [];
    const synthetic: AccountId[] = [];
    for (const candidate of this.#directory.people) {
      const person = candidate === account ? null : this.#directory.known(candidate);
      if (person === null) continue;
      const city = this.#cityOf(person.shard);
      if (this.#directory.isSynthetic(candidate)) {
        if (suits(city)) synthetic.push(candidate);
      } else if (suits(city)) suitable.push(candidate);
      else if (city !== own) inAnotherCity.push(candidate);
    }
    // People before synthetic attendees; in a rehearsal one of those still brings money into the city that is cut.
    const best = [suitable, synthetic, inAnotherCity].find((group) => group.length > 0) ?? [];
    const chosen = this.#leastChosen(best);
    if (chosen !== null) this.#load.set(chosen, (this.#load.get(chosen) ?? 0) + 1);
    return chosen;
  }

  /** Whether the partner is the kind of partner that `choose` prefers. */
  isIdeal(shard: ShardId, partner: Pick<Person, "account" | "shard">): boolean {
    if (this.#directory.isSynthetic(partner.account)) return false;
    const own = this.#cityOf(shard);
    const other = this.#cityOf(partner.shard);
    const { cutCity } = this.#topology;
    return own === cutCity ? other !== own : other === cutCity;
  }

  #leastChosen(candidates: readonly AccountId[]): AccountId | null {
    if (candidates.length === 0) return null;
    const start = Math.floor(this.#random() * candidates.length);
    let best: AccountId | null = null;
    let bestLoad = Number.POSITIVE_INFINITY;
    for (let step = 0; step < Math.min(candidatesMax, candidates.length); step += 1) {
      // oxlint-disable-next-line typescript/no-non-null-assertion -- taken modulo the length
      const candidate = candidates[(start + step) % candidates.length]!;
      const load = this.#load.get(candidate) ?? 0;
      if (load < bestLoad) {
        best = candidate;
        bestLoad = load;
      }
    }
    return best;
  }

  #cityOf(shard: ShardId): string {
    return roomIn(this.#topology, homeRoomOf(this.#topology, shard)).city;
  }
}
