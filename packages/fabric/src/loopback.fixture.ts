import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFabric } from "./fabric.ts";
import type { Fabric, FabricOptions } from "./fabric.ts";

/** What a test has opened; closed, the last first, by `closeAll`. */
const opened: (() => unknown)[] = [];

export function onEnd(close: () => unknown): void {
  opened.push(close);
}

export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close();
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/**
 * Longer than anything takes to cross the loopback; what has not come by then was not sent. Counted in turns of the
 * event loop, in each of which what has come is read: a mere time may pass while this process is given no processor.
 */
export async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await pause(5);
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await pause(5);
  }
}

/** One end of a connection, and all that has come in on it. */
export class End {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  bytes = 0;
  /** "end", an error code, or null while nothing has been heard of an ending. */
  ending: string | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.bytes += chunk.byteLength;
    });
    socket.on("end", () => (this.ending ??= "end"));
    socket.on("error", (error: NodeJS.ErrnoException) => (this.ending ??= error.code ?? "?"));
    onEnd(() => socket.destroy());
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }
  get text(): string {
    return this.received.toString("latin1");
  }
}

export interface TestRoom {
  readonly port: number;
  /** The connections that reached the room, oldest first. */
  readonly ends: End[];
}

/** A server that takes everything in and says nothing by itself. */
export async function testRoom(): Promise<TestRoom> {
  const ends: End[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => ends.push(new End(socket)));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onEnd(() => server.close());
  return { port: (server.address() as AddressInfo).port, ends };
}

export async function stateFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "fabric-"));
  onEnd(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "cables.json");
}

export interface TwoRooms {
  readonly fabric: Fabric;
  readonly options: FabricOptions;
  /** Room y, which room x and gateways dial. */
  readonly y: TestRoom;
  /** Dials room y over a listener such as "x>y:AB" or "gateway>y:A". */
  readonly dial: (listener: string) => End;
}

/** Rooms x and y of two cities on free ports. */
export async function twoRooms(more: Partial<FabricOptions> = {}): Promise<TwoRooms> {
  const [x, y] = [await testRoom(), await testRoom()];
  const options: FabricOptions = {
    rooms: [
      { id: "x", city: "east", host: "127.0.0.1", port: x.port },
      { id: "y", city: "west", host: "127.0.0.1", port: y.port },
    ],
    ports: { host: "127.0.0.1", ports: Array.from({ length: 8 }, () => 0) },
    stateFile: await stateFile(),
    ...more,
  };
  const fabric = await createFabric(options);
  onEnd(() => fabric.close());
  return { fabric, options, y, dial: (listener) => dialed(fabric, listener) };
}

export function dialed(fabric: Fabric, listener: string): End {
  const planned = fabric.plan.listeners.find(({ name }) => name === listener);
  if (planned === undefined) throw new Error(`there is no listener ${listener}`);
  return new End(connect({ ...planned.listen, allowHalfOpen: true, noDelay: true }));
}

/** Dials and waits until the connection has reached the room. */
export async function joined({ dial, y }: TwoRooms, listener: string): Promise<[End, End]> {
  const before = y.ends.length;
  const near = dial(listener);
  await until(() => y.ends.length > before, "the connection reaches the room");
  return [near, y.ends[before]!];
}
