/** So long after its last offence an address is an offender, ms. */
const offenceMs = 10_000;
/** Addresses that are remembered; of more, the longest known are forgotten. */
const offendersMax = 4_096;

/** Which addresses something was ended of for its conduct, lately: whoever comes from there is served slower, and never not at all. */
export class Conduct {
  readonly #nowMs: () => number;
  /** When the last offence was, by address, longest ago first. */
  readonly #offences = new Map<string, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** A connection from there was ended for its conduct. */
  note(address: string): void {
    this.#offences.delete(address);
    this.#offences.set(address, this.#nowMs());
    if (this.#offences.size <= offendersMax) return;
    const [oldest] = this.#offences.keys();
    if (oldest !== undefined) this.#offences.delete(oldest);
  }

  isOffender(address: string): boolean {
    const atMs = this.#offences.get(address);
    if (atMs === undefined) return false;
    if (this.#nowMs() - atMs < offenceMs) return true;
    this.#offences.delete(address);
    return false;
  }
}
