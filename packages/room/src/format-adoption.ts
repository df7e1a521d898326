import { formatOfIncidents, type BatchWriter, type Ledger } from "@cablecut/ledger";
import type { RoomFailover } from "@cablecut/failover";
import type { ReplicatedLog } from "@cablecut/replicated-log/port";

/** Between two proposals of one room, ms. */
const adoptIntervalMs = 1_000;

/** Has the log adopt the ledger's newest format: a new show's first entries, or those after an older build's. Any room may. */
export class FormatAdoption {
  readonly #ledger: Ledger;
  readonly #failover: RoomFailover;
  readonly #log: () => ReplicatedLog;
  readonly #newWriter: () => BatchWriter;
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(
    ledger: Ledger,
    failover: RoomFailover,
    log: () => ReplicatedLog,
    newWriter: () => BatchWriter,
  ) {
    this.#ledger = ledger;
    this.#failover = failover;
    this.#log = log;
    this.#newWriter = newWriter;
  }

  run(nowMs: number): void {
    if (this.#ledger.format >= formatOfIncidents || !this.#failover.ready) return;
    if (nowMs - this.#askedMs < adoptIntervalMs) return;
    this.#askedMs = nowMs;
    const writer = this.#newWriter();
    writer.adoptFormat();
    this.#log().append(writer.finish(), () => undefined);
  }
}
