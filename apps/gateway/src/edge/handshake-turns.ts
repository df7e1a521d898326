import { Turns, type Clock } from "./turns.ts";

/** Of every 20 ms: a hall that comes back is served with the larger half of the process's time. */
const shareMs = 12;
/** The same for addresses of which something was ended for its conduct: slower, and never impossible. */
const offendersShareMs = 2;
/** So long after its last offence an address is an offender, ms. */
const offenceMs = 10_000;
/** Addresses that are remembered; of more, the longest known are forgotten. */
const offendersMax = 4_096;

/** Whose connection is opened next: whoever floods and is ended comes again at once, and must not cost others their turn. */
export class HandshakeTurns {
  readonly #clock: Clock;
  readonly #usual: Turns;
  readonly #offenders: Turns;
  /** When the last offence was, by address, longest ago first. */
  readonly #offences = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#usual = new Turns(clock, shareMs);
    this.#offenders = new Turns(clock, offendersShareMs);
  }

  /** A connection from there was ended for its conduct. */
  note(address: string): void {
    this.#offences.delete(address);
    this.#offences.set(address, this.#clock.nowMs());
    if (this.#offences.size <= offendersMax) return;
    const [oldest] = this.#offences.keys();
    if (oldest !== undefined) this.#offences.delete(oldest);
  }

  /** Runs the task now or when it is its turn. False where too many wait. */
  run(address: string, connection: object, task: () => void): boolean {
    const turns = this.#isOffender(address) ? this.#offenders : this.#usual;
    return turns.run(connection, task);
  }

  #isOffender(address: string): boolean {
    const atMs = this.#offences.get(address);
    if (atMs === undefined) return false;
    if (this.#clock.nowMs() - atMs < offenceMs) return true;
    this.#offences.delete(address);
    return false;
  }
}
