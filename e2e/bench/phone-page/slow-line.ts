import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** What one packet carries. */
const packetBytes = 1_400;

interface SlowLineSettings {
  readonly kbits: number;
  /** There and back, ms. */
  readonly latency: number;
}

export interface SlowLine {
  readonly port: number;
  /** Everything that has come down so far, sockets included. */
  readonly bytesDown: number;
  close(): void;
}

/**
 * One line to a server that all connections share, packet by packet in turn: its rate, half of it up, and its latency. Opening
 * a connection takes a turn as well. A browser's own slowing down leaves sockets and the opening of connections out.
 */
export async function openSlowLine(
  targetPort: number,
  { kbits, latency }: SlowLineSettings,
): Promise<SlowLine> {
  const bytesPerMs = kbits / 8;
  const down = new Direction(bytesPerMs, latency / 2);
  const up = new Direction(bytesPerMs / 2, latency / 2);
  const open = new Set<Socket>();
  const server = createServer((browser) => {
    const gateway = connect(targetPort, "127.0.0.1");
    for (const socket of [browser, gateway]) {
      open.add(socket);
      socket.setNoDelay(true);
      // Whoever goes without a word is told of by its "close".
      socket.on("error", () => undefined);
      socket.on("close", () => open.delete(socket));
    }
    setTimeout(() => up.carry(browser, gateway), latency);
    down.carry(gateway, browser);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    get bytesDown() {
      return down.bytes;
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

interface Stream {
  readonly to: Socket;
  readonly packets: Buffer[];
  ended: boolean;
}

/** Of a line: whose turn it is, and when the packet before has passed. */
class Direction {
  readonly #bytesPerMs: number;
  readonly #wayMs: number;
  /** Those that have something to carry, the next one first. */
  readonly #waiting: Stream[] = [];
  /** What has passed and has not come to the other end, in order: of two timers the later one may run first. */
  readonly #onTheWay: { readonly atMs: number; readonly arrives: () => void }[] = [];
  #freeAtMs = 0;
  #running = false;
  bytes = 0;

  constructor(bytesPerMs: number, wayMs: number) {
    this.#bytesPerMs = bytesPerMs;
    this.#wayMs = wayMs;
  }

  carry(from: Socket, to: Socket): void {
    const stream: Stream = { to, packets: [], ended: false };
    const wake = (): void => {
      if (!this.#waiting.includes(stream)) this.#waiting.push(stream);
      if (this.#running) return;
      this.#running = true;
      this.#freeAtMs = performance.now();
      this.#pass();
    };
    from.on("data", (data: Buffer) => {
      for (let at = 0; at < data.length; at += packetBytes)
        stream.packets.push(data.subarray(at, at + packetBytes));
      wake();
    });
    from.on("close", () => {
      stream.ended = true;
      wake();
    });
  }

  /** Everything whose moment has come: a timer that is late makes the line no slower. */
  #pass(): void {
    while (this.#freeAtMs <= performance.now()) {
      const stream = this.#waiting.shift();
      if (stream === undefined) {
        this.#running = false;
        return;
      }
      const packet = stream.packets.shift();
      if (packet !== undefined) {
        this.bytes += packet.length;
        this.#freeAtMs += packet.length / this.#bytesPerMs;
        this.#after(() => void stream.to.write(packet));
      }
      if (stream.packets.length > 0) this.#waiting.push(stream);
      else if (stream.ended) this.#after(() => void stream.to.end());
    }
    setTimeout(() => this.#pass(), this.#freeAtMs - performance.now());
  }

  /** When the last of a packet has passed, and come to the other end. */
  #after(arrives: () => void): void {
    this.#onTheWay.push({ atMs: this.#freeAtMs + this.#wayMs, arrives });
    if (this.#onTheWay.length === 1) this.#arrive();
  }

  #arrive(): void {
    for (let next = this.#onTheWay[0]; next !== undefined; next = this.#onTheWay[0]) {
      const waitMs = next.atMs - performance.now();
      if (waitMs > 0) return void setTimeout(() => this.#arrive(), waitMs);
      this.#onTheWay.shift();
      next.arrives();
    }
  }
}
