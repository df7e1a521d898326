import { assumedPayloadVersion, BatchWriter, newestPayloadVersion } from "@cablecut/ledger";

/**
 * The version of payloads that this room writes (ledger SPEC.md, B8): rooms of two builds make one log, and a room that does
 * not read what another has written has to stop. Every room tells what it reads when it links with another.
 */
export class PayloadVersions {
  /** By room; null: it has told nothing yet, or runs a build that tells nothing. */
  readonly #reads: (number | null)[];
  readonly #newest: number;
  /** The newest that was applied here: whoever does not read it has stopped already. */
  #inTheLog: number = assumedPayloadVersion;

  constructor(rooms: number, self: number, newest: number = newestPayloadVersion) {
    this.#reads = Array.from({ length: rooms }, () => null);
    this.#reads[self] = newest;
    this.#newest = newest;
  }

  /** A room has linked with this one and told what it reads. What it told holds until it links anew, however long it is away. */
  told(room: number, reads: number | null): void {
    if (room in this.#reads) this.#reads[room] = reads;
  }

  /** Bytes 2 and 3 of every payload are its version; the log's own entries are empty. */
  applied(payload: Uint8Array): void {
    const version = (payload[2] ?? 0) + 256 * (payload[3] ?? 0);
    if (version > this.#inTheLog && version <= this.#newest) this.#inTheLog = version;
  }

  get written(): number {
    const common = this.#reads.map((reads) => reads ?? assumedPayloadVersion);
    return Math.max(this.#inTheLog, Math.min(...common));
  }

  newWriter(): BatchWriter {
    return new BatchWriter(() => this.written);
  }
}
