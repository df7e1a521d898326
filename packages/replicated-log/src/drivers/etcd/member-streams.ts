import { connect, type Server, type Socket } from "node:net";
import type { ReplicaId } from "../../port.ts";
import { createSocksServer, type MemberDoor } from "./socks-server.ts";
import { decodeStreamFrame, encodeStreamFrame, type StreamFrame } from "./stream-frames.ts";

/** Bytes of one direction that were sent and not yet passed on by the other side. */
const windowBytes = 1024 * 1024;
/** So many are passed on before it is said again. */
const ackBytes = windowBytes / 8;
/** Of one peer; members need a handful. */
const streamsMax = 256;

export interface MemberStreamsOptions {
  readonly replica: ReplicaId;
  readonly replicas: number;
  /** Where the member beside this room takes its peers, and where clients. */
  readonly member: { readonly host: string } & Readonly<Record<MemberDoor, number>>;
  /** False where it could not be queued. */
  readonly send: (to: ReplicaId, chunks: readonly Uint8Array[]) => boolean;
}

interface Stream {
  readonly peer: ReplicaId;
  readonly byUs: boolean;
  readonly id: number;
  readonly socket: Socket;
  sentBytes: number;
  ackedBytes: number;
  /** Passed on to the socket and not yet said so. */
  passedBytes: number;
  weEnded: boolean;
  theyEnded: boolean;
}

/**
 * Carries the connections of the members over the links between their rooms: whatever cuts a room off cuts its member off
 * as well, one of two cables is enough, and nothing but the link has to be protected off the machine.
 */
export class MemberStreams {
  readonly #options: MemberStreamsOptions;
  readonly #server: Server;
  readonly #up = new Set<ReplicaId>();
  readonly #streams = new Map<string, Stream>();
  #lastId = 0;

  constructor(options: MemberStreamsOptions) {
    this.#options = options;
    this.#server = createSocksServer(options.replicas, {
      isReachable: (replica) => this.#up.has(replica) || replica === options.replica,
      connected: ({ replica, door }, socket, first) => this.#dialed(replica, door, socket, first),
    });
  }

  /** Takes the member's connections; rejects if the port cannot be had. */
  listen(address: { readonly host: string; readonly port: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ ...address, exclusive: true }, () => {
        this.#server.off("error", reject).on("error", () => undefined);
        resolve();
      });
    });
  }

  peerUp(peer: ReplicaId): void {
    this.#up.add(peer);
  }

  /** What crossed to it is over: members that do not hear from each other must not wait for a connection that is dead. */
  peerDown(peer: ReplicaId): void {
    this.#up.delete(peer);
    for (const stream of this.#streams.values()) {
      if (stream.peer === peer) this.#drop(stream, true);
    }
  }

  /** False: no frame of ours. */
  receive(from: ReplicaId, bytes: Uint8Array): boolean {
    const frame = decodeStreamFrame(bytes);
    if (frame === null) return false;
    if (frame.kind === "open") this.#opened(from, "peers", frame);
    else if (frame.kind === "open-to-clients") this.#opened(from, "clients", frame);
    else {
      const stream = this.#streams.get(keyOf(from, !frame.byOpener, frame.stream));
      if (stream !== undefined) this.#take(stream, frame);
      else this.#unknown(from, frame);
    }
    return true;
  }

  /**
   * This room has let go of the stream, and the other one may not know: it was missed while it stood still, and missed nobody. A
   * member would wait for ever on a connection on which nothing comes back.
   */
  #unknown(peer: ReplicaId, { kind, byOpener, stream }: StreamFrame): void {
    if (kind !== "data" && kind !== "end") return;
    this.#options.send(peer, encodeStreamFrame({ kind: "reset", byOpener: !byOpener, stream }));
  }

  close(): Promise<void> {
    for (const stream of this.#streams.values()) this.#drop(stream, false);
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #dialed(peer: ReplicaId, door: MemberDoor, socket: Socket, first: Buffer): void {
    if (this.#countOf(peer) >= streamsMax) return void socket.resetAndDestroy();
    this.#lastId = (this.#lastId + 1) % 0x1_0000_0000;
    const stream = this.#add(peer, true, this.#lastId, socket);
    const kind = door === "peers" ? "open" : "open-to-clients";
    if (!this.#send(stream, { kind })) return this.#drop(stream, false);
    if (first.length > 0) this.#read(stream, first);
  }

  #opened(peer: ReplicaId, door: MemberDoor, { byOpener, stream: id }: StreamFrame): void {
    if (!byOpener || this.#streams.has(keyOf(peer, false, id))) return;
    if (this.#countOf(peer) >= streamsMax) {
      this.#options.send(peer, encodeStreamFrame({ kind: "reset", byOpener: false, stream: id }));
      return;
    }
    const { member } = this.#options;
    const at = { host: member.host, port: member[door] };
    const socket = connect({ ...at, allowHalfOpen: true, noDelay: true });
    this.#add(peer, false, id, socket);
  }

  #add(peer: ReplicaId, byUs: boolean, id: number, socket: Socket): Stream {
    const stream: Stream = {
      peer,
      byUs,
      id,
      socket,
      sentBytes: 0,
      ackedBytes: 0,
      passedBytes: 0,
      weEnded: false,
      theyEnded: false,
    };
    this.#streams.set(keyOf(peer, byUs, id), stream);
    socket.on("data", (bytes: Buffer) => this.#read(stream, bytes));
    socket.on("end", () => {
      stream.weEnded = true;
      this.#send(stream, { kind: "end" });
      this.#forgetIfEnded(stream);
    });
    socket.on("error", () => this.#drop(stream, true));
    socket.on("close", () => this.#drop(stream, true));
    return stream;
  }

  #read(stream: Stream, bytes: Buffer): void {
    stream.sentBytes += bytes.length;
    if (!this.#send(stream, { kind: "data", data: bytes })) return this.#drop(stream, false);
    if (stream.sentBytes - stream.ackedBytes >= windowBytes) stream.socket.pause();
  }

  #take(stream: Stream, frame: StreamFrame): void {
    const { socket } = stream;
    switch (frame.kind) {
      case "open":
      case "open-to-clients":
        return;
      case "data": {
        const { length } = frame.data;
        socket.write(frame.data, (error) => {
          if (error === null || error === undefined) this.#passed(stream, length);
        });
        return;
      }
      case "ack":
        stream.ackedBytes += frame.bytes;
        if (stream.sentBytes - stream.ackedBytes < windowBytes) socket.resume();
        return;
      case "end":
        stream.theyEnded = true;
        socket.end();
        this.#forgetIfEnded(stream);
        return;
      case "reset":
        this.#drop(stream, false);
    }
  }

  #passed(stream: Stream, bytes: number): void {
    stream.passedBytes += bytes;
    if (stream.passedBytes < ackBytes || !this.#isKnown(stream)) return;
    this.#send(stream, { kind: "ack", bytes: stream.passedBytes });
    stream.passedBytes = 0;
  }

  #forgetIfEnded(stream: Stream): void {
    if (!stream.weEnded || !stream.theyEnded) return;
    this.#streams.delete(keyOf(stream.peer, stream.byUs, stream.id));
  }

  /** Both ends are closed without a word; `tell` the other side, if it does not know. */
  #drop(stream: Stream, tell: boolean): void {
    if (!this.#isKnown(stream)) return;
    this.#streams.delete(keyOf(stream.peer, stream.byUs, stream.id));
    stream.socket.resetAndDestroy();
    if (tell) this.#send(stream, { kind: "reset" });
  }

  #isKnown(stream: Stream): boolean {
    return this.#streams.get(keyOf(stream.peer, stream.byUs, stream.id)) === stream;
  }

  #countOf(peer: ReplicaId): number {
    return [...this.#streams.values()].filter((stream) => stream.peer === peer).length;
  }

  #send(
    { peer, byUs, id }: Stream,
    frame:
      | { readonly kind: "open" | "end" | "reset" | "open-to-clients" }
      | { readonly kind: "data"; readonly data: Uint8Array }
      | { readonly kind: "ack"; readonly bytes: number },
  ): boolean {
    return this.#options.send(peer, encodeStreamFrame({ ...frame, byOpener: byUs, stream: id }));
  }
}

function keyOf(peer: ReplicaId, byUs: boolean, stream: number): string {
  return `${peer} ${byUs} ${stream}`;
}
