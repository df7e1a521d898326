import type { Socket } from "socket.io";

/** A connection as engine.io has it, below socket.io. */
export type Connection = Socket["conn"];

interface SentPacket {
  readonly data?: string | Uint8Array;
}

/**
 * Bytes that this process holds for one connection: what ws or the kernel has not taken yet, and what waits in
 * engine.io's buffer, which for long polling is all that comes between two requests.
 */
export class UnreadBytes {
  readonly #inTransport: () => number;
  #waiting = 0;

  /** `changed` is told after every packet that was given to the connection. */
  constructor(connection: Connection, inTransport: () => number, changed: () => void) {
    this.#inTransport = inTransport;
    connection.on("packetCreate", ({ data }: SentPacket) => {
      // UTF-16 units where it is text: what the buffer holds.
      this.#waiting += data?.length ?? 0;
      changed();
    });
    connection.on("flush", () => {
      this.#waiting = 0;
    });
  }

  get count(): number {
    return this.#waiting + this.#inTransport();
  }
}
