import { TokenBucket, type Rate } from "@cablecut/gateway";

/** So long after its last offence an address is an offender, ms. */
const offenceMs = 10_000;
/** Addresses that are remembered; of more, the longest known are forgotten. */
const addressesMax = 4_096;
/**
 * Connections of one address that may be opened and end at once, without a word. Each that stays makes up for one: phones of a
 * hall that lose patience while they are let in are few beside those that come in.
 */
const vanishing: Rate = { burst: 50, perSecond: 10 };

/** Which addresses something was ended of for its conduct, lately: whoever comes from there is served slower, and never not at all. */
export class Conduct {
  readonly #nowMs: () => number;
  /** When the last offence was, by address, longest ago first. */
  readonly #offences = new Map<string, number>();
  readonly #vanishing = new Map<string, TokenBucket>();

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
    let budget = this.#vanishing.get(address);
    if (budget === undefined) {
      budget = new TokenBucket(vanishing, this.#nowMs);
      this.#vanishing.set(address, budget);
      forgetBeyond(this.#vanishing);
    }
    if (!budget.take()) this.note(address);
  }

  /** A connection from there has said something. */
  stayed(address: string): void {
    this.#vanishing.get(address)?.giveBack();
  }

  isOffender(address: string): boolean {
    const atMs = this.#offences.get(address);
    if (atMs === undefined) return false;
    if (this.#nowMs() - atMs < offenceMs) return true;
    this.#offences.delete(address);
    return false;
  }
}

function forgetBeyond(addresses: Map<string, unknown>): void {
  if (addresses.size <= addressesMax) return;
  const [oldest] = addresses.keys();
  if (oldest !== undefined) addresses.delete(oldest);
}
