import type { AccountId, Person, ShardId, Topology } from "@cablecut/protocol";
import type { Directory, Kind } from "./directory.ts";

/** Of so many candidates the one with the fewest partners so far is taken. */
const candidatesMax = 64;

/**
 * Gives everybody somebody to pay in another city: those outside the city that will be cut somebody inside it, so that
 * the cut touches everyone; those inside somebody outside. Cities are those of the shards' home rooms: a partner stays
 * the same when shards move.
 */
export class Partners {
  readonly #topology: Topology;
  readonly #cities: readonly string[];
  readonly #directory: Directory;
  readonly #random: () => number;
  /** How often somebody is a partner already. */
  readonly #load = new Map<AccountId, number>();

  constructor(topology: Topology, directory: Directory, random: () => number) {
    this.#topology = topology;
    this.#cities = [...new Set(topology.rooms.map(({ city }) => city))];
    this.#directory = directory;
    this.#random = random;
  }

  /** Null while nobody suitable has come. Looks at a few of those who suit, however many there are. */
  choose(shard: ShardId): AccountId | null {
    const own = this.#directory.cityOf(shard);
    const others = this.#cities.filter((city) => city !== own);
    const suitable = own === this.#topology.cutCity ? others : [this.#topology.cutCity];
    // People before synthetic attendees; in a rehearsal one of those still brings money into the city that is cut.
    const best = [
      this.#livingIn(suitable, "people"),
      this.#livingIn(suitable, "synthetic"),
      this.#livingIn(others, "people"),
    ].find((groups) => groups.length > 0);
    const chosen = best === undefined ? null : this.#leastChosen(best);
    if (chosen !== null) this.#load.set(chosen, (this.#load.get(chosen) ?? 0) + 1);
    return chosen;
  }

  /** Whether the partner is the kind of partner that `choose` prefers. */
  isIdeal(shard: ShardId, partner: Pick<Person, "account" | "shard">): boolean {
    if (this.#directory.isSynthetic(partner.account)) return false;
    const own = this.#directory.cityOf(shard);
    const other = this.#directory.cityOf(partner.shard);
    const { cutCity } = this.#topology;
    return own === cutCity ? other !== own : other === cutCity;
  }

  #livingIn(cities: readonly string[], kind: Kind): readonly (readonly AccountId[])[] {
    return cities
      .map((city) => this.#directory.livingIn(city, kind))
      .filter((group) => group.length > 0);
  }

  #leastChosen(groups: readonly (readonly AccountId[])[]): AccountId | null {
    const count = groups.reduce((sum, group) => sum + group.length, 0);
    const start = Math.floor(this.#random() * count);
    let best: AccountId | null = null;
    let bestLoad = Number.POSITIVE_INFINITY;
    for (let step = 0; step < Math.min(candidatesMax, count); step += 1) {
      const candidate = memberAt(groups, (start + step) % count);
      if (candidate === null) continue;
      const load = this.#load.get(candidate) ?? 0;
      if (load >= bestLoad) continue;
      best = candidate;
      bestLoad = load;
    }
    return best;
  }
}

/** Of all groups one after the other. */
function memberAt(groups: readonly (readonly AccountId[])[], position: number): AccountId | null {
  let at = position;
  for (const group of groups) {
    if (at < group.length) return group[at] ?? null;
    at -= group.length;
  }
  return null;
}
