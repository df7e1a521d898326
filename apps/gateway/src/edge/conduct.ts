import { TokenBucket, type Rate } from "@cablecut/gateway";

/** So long after its last offence an address is an offender, ms. */
const offenceMs = 10_000;
/** Addresses that are remembered; of more, the longest known are forgotten. */
const addressesMax = 4_096;
/** Connections of one address that may be opened and end at once, without a word. */
const vanishing: Rate = { burst: 50, perSecond: 10 };
/**
 * Each that stays makes up for one more, for so long at least, ms. A hall that comes back is taken in for longer than a phone has
 * patience, and of those that have just lost it the end is still on its way over the hall's Wi-Fi: for a second it may be all
 * that are opened.
 */
const stayCountsMs = 15_000;

/** Of one address: those that were opened for nothing, and those that stayed. */
class Comings {
  readonly #nowMs: () => number;
  readonly #forNothing: TokenBucket;
  #sinceMs: number;
  /** Since then, and in as long a time before. */
  #stayed = 0;
  #stayedBefore = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#forNothing = new TokenBucket(vanishing, nowMs);
    this.#sinceMs = nowMs();
  }

  stayed(): void {
    this.#forget();
    this.#stayed += 1;
  }

  /** False where that is more than a hall does. */
  vanished(): boolean {
    if (this.#forNothing.take()) return true;
    this.#forget();
    if (this.#stayedBefore > 0) this.#stayedBefore -= 1;
    else if (this.#stayed > 0) this.#stayed -= 1;
    else return false;
    return true;
  }

  #forget(): void {
    const now = this.#nowMs();
    const agoMs = now - this.#sinceMs;
    if (agoMs < stayCountsMs) return;
    this.#stayedBefore = agoMs < 2 * stayCountsMs ? this.#stayed : 0;
    this.#stayed = 0;
    this.#sinceMs = now;
  }
}

/** Which addresses something was ended of for its conduct, lately: whoever comes from there is served slower, and never not at all. */
export class Conduct {
  readonly #nowMs: () => number;
  /** When the last offence was, by address, longest ago first. */
  readonly #offences = new Map<string, number>();
  readonly #comings = new Map<string, Comings>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** A connection from there was ended for its conduct. */
  note(address: string): void {
    this.#offences.delete(address);
    this.#offences.set(address, this.#nowMs());
    forgetBeyond(this.#offences);
  }

  /** A connection from there was opened for nothing: it has ended before it said anything. */
  vanished(address: string): void {
    if (!this.#comingsOf(address).vanished()) this.note(address);
  }

  /** A connection from there has said something. */
  stayed(address: string): void {
    this.#comingsOf(address).stayed();
  }

  isOffender(address: string): boolean {
    const atMs = this.#offences.get(address);
    if (atMs === undefined) return false;
    if (this.#nowMs() - atMs < offenceMs) return true;
    this.#offences.delete(address);
    return false;
  }

  #comingsOf(address: string): Comings {
    const known = this.#comings.get(address);
    if (known !== undefined) return known;
    const comings = new Comings(this.#nowMs);
    this.#comings.set(address, comings);
    forgetBeyond(this.#comings);
    return comings;
  }
}

function forgetBeyond(addresses: Map<string, unknown>): void {
  if (addresses.size <= addressesMax) return;
  const [oldest] = addresses.keys();
  if (oldest !== undefined) addresses.delete(oldest);
}
