import type { Conduct } from "./conduct.ts";
import { Turns, type LoopClock } from "./turns.ts";

/** Of every 20 ms: a hall that comes back is served with the larger half of the process's time. */
const shareMs = 12;
/** The same for addresses of which something was ended for its conduct: slower, and never impossible. */
const offendersShareMs = 2;

/** Whose connection is opened next: whoever floods and is ended comes again at once, and must not cost others their turn. */
export class HandshakeTurns {
  readonly #conduct: Conduct;
  readonly #usual: Turns;
  readonly #offenders: Turns;

  constructor(clock: LoopClock, conduct: Conduct) {
    this.#conduct = conduct;
    this.#usual = new Turns(clock, shareMs);
    this.#offenders = new Turns(clock, offendersShareMs);
  }

  /** Runs the task now or when it is its turn. False where too many wait. */
  run(address: string, connection: object, task: () => void): boolean {
    const turns = this.#conduct.isOffender(address) ? this.#offenders : this.#usual;
    return turns.run(connection, task);
  }
}
