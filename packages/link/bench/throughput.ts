import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { createMesh } from "../src/index.ts";
import type { Mesh } from "../src/index.ts";

/**
 * MB/s and messages/s of one link between two processes, and the round trip of a single message when nothing else
 * happens. Run: `node --import tsx packages/link/bench/throughput.ts`
 */
const trials = 5;
const trialMs = 1_500;
const sizes = [24, 1_024, 16_384, 65_536, 262_144];

function meshOf(id: string, dialPort: number | null, onMessage: (bytes: Uint8Array) => void): Mesh {
  return createMesh({
    self: { id, kind: "room", showId: "bench", instance: 1 },
    ...(dialPort === null ? { listen: { host: "127.0.0.1", port: 0 } } : {}),
    peers:
      dialPort === null ? [] : [{ id: "sink", paths: [{ host: "127.0.0.1", port: dialPort }] }],
    accept: () => ({ ok: true }),
    onMessage: (_peerId, _kind, bytes) => onMessage(bytes),
    onPeerUp: () => undefined,
    onPeerDown: () => undefined,
  });
}

/** The other process: counts what comes in, echoes what asks for it. */
async function sink(): Promise<void> {
  let messages = 0;
  let bytes = 0;
  const mesh = meshOf("sink", null, (message) => {
    messages += 1;
    bytes += message.byteLength;
    if (message.byteLength === 8) mesh.send("source", [message]);
  });
  const bound = await mesh.listening();
  process.on("message", () => process.send?.({ messages, bytes }));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ port: bound!.port });
}

function answer<Shape>(child: ChildProcess): Promise<Shape> {
  return new Promise((resolve) => {
    child.once("message", (message) => resolve(message as Shape));
  });
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

async function trial(mesh: Mesh, child: ChildProcess, size: number): Promise<[number, number]> {
  const payload = Buffer.alloc(size, 7);
  const count = async (): Promise<{ messages: number; bytes: number }> => {
    const counted = answer<{ messages: number; bytes: number }>(child);
    child.send("count");
    return counted;
  };
  const before = await count();
  const startedAt = performance.now();
  while (performance.now() - startedAt < trialMs) {
    // As a room does it: what came in during one turn leaves together.
    for (let burst = 0; burst < 4_096 && mesh.send("sink", [payload]); burst += 1);
    await turn();
  }
  while (mesh.status()[0]!.unackedMessages > 0) await turn();
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await count();
  return [
    (after.bytes - before.bytes) / 1e6 / seconds,
    (after.messages - before.messages) / seconds,
  ];
}

async function roundTrips(mesh: Mesh, arrived: { resolve: () => void }): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < 2_000; index += 1) {
    const startedAt = performance.now();
    const back = new Promise<void>((resolve) => {
      arrived.resolve = resolve;
    });
    mesh.send("sink", [Buffer.alloc(8)]);
    await back;
    times.push(performance.now() - startedAt);
    await pause(0);
  }
  return times.toSorted((one, other) => one - other);
}

async function main(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ["sink"], { execArgv: process.execArgv });
  const { port } = await answer<{ port: number }>(child);
  const arrived = { resolve: (): void => undefined };
  const mesh = meshOf("source", port, () => arrived.resolve());
  while (!mesh.status()[0]!.up) await pause(5);
  console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}`);
  for (const size of sizes) {
    const results: [number, number][] = [];
    for (let run = 0; run < trials; run += 1) results.push(await trial(mesh, child, size));
    const megabytes = median(results.map(([rate]) => rate)).toFixed(0);
    const messages = Math.round(median(results.map(([, rate]) => rate)));
    console.log(`${size} bytes: ${megabytes} MB/s, ${messages} messages/s (median of ${trials})`);
  }
  const times = await roundTrips(mesh, arrived);
  const at = (share: number): string => times[Math.floor(times.length * share)]!.toFixed(3);
  console.log(`round trip of one message, idle: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  child.disconnect();
  await mesh.close();
}

await (process.argv[2] === "sink" ? sink() : main());
