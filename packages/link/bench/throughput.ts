import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMesh } from "../src/index.ts";
import type { Mesh, PathAddress } from "../src/index.ts";

/**
 * MB/s and messages/s of one link between two processes, and the round trip of a single message when nothing else
 * happens. Through the fabric, a process of its own, also the longest gap between two messages when the cable in use
 * is cut. Run: `node --import tsx packages/link/bench/throughput.ts [--through-fabric]`
 */
const trials = 5;
const trialMs = 1_500;
const sizes = [24, 1_024, 16_384, 65_536, 262_144];

function meshOf(
  id: string,
  paths: readonly PathAddress[] | null,
  onMessage: (bytes: Uint8Array) => void,
): Mesh {
  return createMesh({
    self: { id, kind: "room", showId: "bench", instance: 1 },
    secret: "the link secret of this benchmark",
    ...(paths === null ? { listen: { host: "127.0.0.1", port: 0 } } : {}),
    peers: paths === null ? [] : [{ id: "sink", paths }],
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

interface FabricProcess {
  readonly paths: readonly PathAddress[];
  readonly process: ChildProcess;
  /** POSTs to the control of the fabric. */
  ask(path: string, body: object): Promise<unknown>;
}

/** Starts the fabric between a room "source" and a room "sink" that listens at `port`. */
async function startFabric(port: number): Promise<FabricProcess> {
  const folder = await mkdtemp(join(tmpdir(), "link-bench-"));
  const basePort = 21_000 + Math.floor(Math.random() * 8_000);
  const rooms = ["source", "sink"].map((id) => ({
    id,
    city: `${id}-city`,
    host: "127.0.0.1",
    port,
  }));
  const config = join(folder, "fabric.json");
  await writeFile(
    config,
    JSON.stringify({
      control: { port: basePort + 8 },
      stateFile: join(folder, "cables.json"),
      rooms,
      ports: { host: "127.0.0.1", basePort },
    }),
  );
  const main = fileURLToPath(new URL("../../../apps/fabric/src/main.ts", import.meta.url));
  const options = { execArgv: process.execArgv, silent: true };
  const child = fork(main, ["--config", config], options);
  await answer(child);
  const paths = ["AA", "BB", "AB", "BA"].map((name, index) => ({
    host: "127.0.0.1",
    port: basePort + index,
    name,
  }));
  const base = `http://127.0.0.1:${basePort + 8}`;
  const ask = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(base + path, { method: "POST", body: JSON.stringify(body) });
    return response.json();
  };
  return { paths, process: child, ask };
}

/** Longest time between two echoes of a message per millisecond, while the path in use is cut `runs` times. */
async function gaps(
  mesh: Mesh,
  fabric: FabricProcess,
  arrived: { resolve: () => void },
): Promise<number[]> {
  const longest: number[] = [];
  for (let run = 0; run < 20; run += 1) {
    let lastAt = performance.now();
    let gapMs = 0;
    arrived.resolve = () => {
      gapMs = Math.max(gapMs, performance.now() - lastAt);
      lastAt = performance.now();
    };
    const timer = setInterval(() => mesh.send("sink", [Buffer.alloc(8)]), 1);
    await pause(200);
    const [cable] = mesh.status()[0]!.pathInUse!;
    await fabric.ask("/cut", { targets: [`source/${cable}`] });
    await pause(600);
    clearInterval(timer);
    longest.push(gapMs);
    await fabric.ask("/restore-everything", {});
    while (!mesh.status()[0]!.paths.every((path) => path.up)) await pause(20);
  }
  return longest.toSorted((one, other) => one - other);
}

async function main(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ["sink"], { execArgv: process.execArgv });
  const { port } = await answer<{ port: number }>(child);
  const throughFabric = process.argv.includes("--through-fabric");
  const fabric = throughFabric ? await startFabric(port) : null;
  const arrived = { resolve: (): void => undefined };
  const mesh = meshOf("source", fabric?.paths ?? [{ host: "127.0.0.1", port }], () =>
    arrived.resolve(),
  );
  while (!mesh.status()[0]!.paths.every((path) => path.up)) await pause(5);
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}`;
  console.log(`${machine}, ${throughFabric ? "through the fabric" : "direct"}`);
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
  if (fabric !== null) {
    const longest = await gaps(mesh, fabric, arrived);
    const gap = `median ${median(longest).toFixed(0)} ms, worst ${longest.at(-1)!.toFixed(0)} ms`;
    console.log(`longest gap when the cable in use is cut: ${gap} (of ${longest.length})`);
  }
  fabric?.process.disconnect();
  child.disconnect();
  await mesh.close();
}

await (process.argv[2] === "sink" ? sink() : main());
