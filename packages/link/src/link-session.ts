import { SendWindow } from "./send-window.ts";
import type { LinkLimits } from "./limits.ts";

/** What is to be done with a message that came in. */
export type Arrival =
  | "deliver"
  /** It came over another path before. */
  | "duplicate"
  /** A message before it is missing, which no correct peer can cause: see `LinkSession.arrived`. */
  | "gap";

/** Received and unacknowledged beyond these, an acknowledgement is sent in the same turn. */
const ackBytesMax = 128 * 1024;
const ackMessagesMax = 1_024;

/**
 * One session between an instance of this node and an instance of a peer: exactly once and in order over any number
 * of paths, as long as both live.
 *
 * The sender writes messages in the order of their numbers to one path. When it changes the path it begins again with
 * the first unacknowledged one. The receiver delivers the next number and drops what it has. Hence every stream of
 * numbers on every path begins at most one above what the receiver then had, rises by one, and so never shows a gap,
 * however late an old path delivers what it still holds.
 */
export class LinkSession {
  readonly outgoing: SendWindow;
  #received = 0;
  #unackedBytesIn = 0;
  #unackedMessagesIn = 0;

  constructor(limits: Pick<LinkLimits, "unackedBytesMax" | "unackedMessagesMax">) {
    this.outgoing = new SendWindow(limits);
  }

  /** Highest number received without a gap: what acknowledgements carry. */
  get received(): number {
    return this.#received;
  }

  /** So much has come in since the last acknowledgement that one is due now. */
  get acknowledgementDue(): boolean {
    return this.#unackedBytesIn >= ackBytesMax || this.#unackedMessagesIn >= ackMessagesMax;
  }

  get acknowledgementOwed(): boolean {
    return this.#unackedMessagesIn > 0;
  }

  acknowledgementSent(): void {
    this.#unackedBytesIn = 0;
    this.#unackedMessagesIn = 0;
  }

  arrived(sequence: number, bytes: number): Arrival {
    if (sequence > this.#received + 1) return "gap";
    this.#unackedBytesIn += bytes;
    this.#unackedMessagesIn += 1;
    if (sequence <= this.#received) return "duplicate";
    this.#received = sequence;
    return "deliver";
  }
}
