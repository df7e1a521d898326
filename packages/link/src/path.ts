import type { Socket } from "node:net";
import {
  FrameReader,
  decodePulse,
  encodeControl,
  encodePulse,
  frameType,
  handshakeBytesMax,
  lengthBytes,
} from "./frame.ts";
import type { Pulse } from "./frame.ts";
import { PathHealth } from "./path-health.ts";

export interface PathEvents {
  message(path: Path, sequence: number, payload: Uint8Array): void;
  pulse(path: Path, pulse: Pulse): void;
  /** Challenge, HELLO, WELCOME or refusal, as text. */
  handshake(path: Path, type: number, text: string): void;
  bye(path: Path): void;
  /** Bytes can be written again after the socket was full. */
  drained(path: Path): void;
  /** Once, whoever closed it. */
  closed(path: Path, reason: string): void;
}

/** One socket: frames in and out, and its health. It knows no session. */
export class Path {
  /** Which of the dialer's paths it is; an accepted socket learns it from its HELLO. */
  index = -1;
  name = "?";
  readonly startedAt: number;
  readonly health: PathHealth;
  /** The handshake is done. */
  up = false;
  /** The dial that made it, see `Hello.dial`. */
  dial = 0;
  readonly #socket: Socket;
  readonly #events: PathEvents;
  readonly #reader: FrameReader;
  #bytesIn = 0;
  /** Bytes in that were no pulses, and how many of those the last pulse that we sent has counted. */
  #dataBytesIn = 0;
  #dataBytesReported = 0;
  #closed = false;

  constructor(socket: Socket, events: PathEvents, nowMs: number) {
    this.#socket = socket;
    this.startedAt = nowMs;
    this.health = new PathHealth(nowMs);
    this.#events = events;
    this.#reader = new FrameReader(
      {
        message: (sequence, payload) => {
          if (this.up) events.message(this, sequence, payload);
          else this.close("message-before-hello");
        },
        control: (type, body) => this.#control(type, body),
      },
      (bytes) => Buffer.allocUnsafeSlow(bytes),
    );
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#bytesIn += chunk.byteLength;
      this.#dataBytesIn += chunk.byteLength;
      const error = this.#reader.push(chunk);
      if (error !== null) this.close(error);
    });
    socket.on("drain", () => events.drained(this));
    socket.on("error", (error: NodeJS.ErrnoException) => this.close(error.code ?? error.message));
    socket.on("end", () => this.close("ended"));
    socket.on("close", () => this.close("closed"));
  }

  /** The other end's machine has taken the connection. */
  get connected(): boolean {
    return !this.#socket.connecting;
  }
  get closed(): boolean {
    return this.#closed;
  }
  /** Bytes that wait in this process because the socket is full. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }
  /** More than pulses has come in since our last pulse: the other side should hear of it. */
  get reportOwed(): boolean {
    return this.#dataBytesIn > this.#dataBytesReported;
  }

  identify(index: number, name: string, dial: number): void {
    this.index = index;
    this.name = name;
    this.dial = dial;
  }

  markUp(messageBytesMax: number, nowMs: number): void {
    this.up = true;
    this.health.answeredAt = nowMs;
    this.#reader.allowMessages(messageBytesMax);
  }

  sendPulse(wantsAnswer: boolean, acknowledged: number, choice: number, nowMs: number): void {
    this.#dataBytesReported = this.#dataBytesIn;
    if (wantsAnswer) this.health.pingedAt = nowMs;
    this.#write(
      encodePulse({
        wantsAnswer,
        acknowledged,
        bytesIn: this.#bytesIn,
        sentAt: nowMs,
        echo: this.health.echo,
        choice,
      }),
    );
  }

  sendHandshake(type: number, content: object): void {
    this.#write(encodeControl(type, Buffer.from(JSON.stringify(content))));
  }

  /** What is written from here on leaves at `release`, all of it in one system call if the socket takes it. */
  hold(): void {
    this.#socket.cork();
  }

  release(): void {
    this.#socket.uncork();
  }

  /** All parts in one system call, if the socket takes them. */
  write(parts: readonly Uint8Array[]): void {
    if (this.#closed || parts.length === 0) return;
    this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
  }

  #write(bytes: Uint8Array): void {
    if (!this.#closed) this.#socket.write(bytes);
  }

  /** Closes after what was written, saying goodbye if the other side knows us. */
  closeAfterWriting(reason: string): void {
    if (this.#closed) return;
    if (this.up) this.#write(encodeControl(frameType.bye, new Uint8Array(0)));
    this.#socket.destroySoon();
    this.#finish(reason);
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#socket.destroy();
    this.#finish(reason);
  }

  /** Resolves when the socket is really closed. */
  gone(): Promise<void> {
    if (this.#socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once("close", () => resolve());
    });
  }

  /** Ends also a socket that still waits to write after `closeAfterWriting`. */
  destroySocket(): void {
    this.#socket.destroy();
  }

  #finish(reason: string): void {
    this.#closed = true;
    this.up = false;
    this.#reader.stop();
    this.#events.closed(this, reason);
  }

  #control(type: number, body: Uint8Array): void {
    if (type === frameType.pulse) {
      this.#dataBytesIn -= lengthBytes + body.byteLength;
      const pulse = decodePulse(body);
      if (pulse === null || !this.up) this.close("bad-pulse");
      else this.#events.pulse(this, pulse);
      return;
    }
    if (type === frameType.bye) {
      // Whoever has not proven who it is cannot say that the peer goes.
      if (this.up) this.#events.bye(this);
      else this.close("bye-before-welcome");
      return;
    }
    if (body.byteLength > handshakeBytesMax) this.close("frame-too-long");
    else this.#events.handshake(this, type, Buffer.from(body.subarray(1)).toString("utf8"));
  }
}
