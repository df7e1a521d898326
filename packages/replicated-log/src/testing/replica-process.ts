import { writeSync } from "node:fs";
import { createMesh } from "@cablecut/link";
import type { Mesh } from "@cablecut/link";
import { describeRefusal } from "@cablecut/wal";
import type { RaftLogLimits } from "../drivers/raft/limits.ts";
import { nodeTimers } from "../drivers/raft/node-timers.ts";
import { RaftLog } from "../drivers/raft/raft-log.ts";
import { openWalStorage } from "../drivers/raft/wal-storage.ts";
import type { AppendOutcome, LogConsumer, LogStatus } from "../port.ts";
import { RecordingConsumer } from "./recording-consumer.ts";

/** One replica as a process of its own, over real TCP and on a real disk; its parent talks to it by IPC. */
export interface ReplicaProcessConfig {
  readonly replica: number;
  /** Of all replicas, on the loopback interface. */
  readonly ports: readonly number[];
  readonly directory: string;
  /** Keeps every payload, or only counts them. */
  readonly consumer: "recording" | "counting";
  readonly limits?: Partial<RaftLogLimits>;
}

export type ReplicaRequest =
  /** Appends without end, so many at once and with pauses; every outcome is printed. */
  | { readonly kind: "append"; readonly atOnce: number }
  | { readonly kind: "append-no-more" }
  | { readonly kind: "report" }
  /** Appends `count` payloads, so many at once, and measures how long each took. */
  | {
      readonly kind: "measure";
      readonly atOnce: number;
      readonly count: number;
      readonly payloadBytes: number;
    };

export type ReplicaAnswer =
  | { readonly kind: "ready" }
  | {
      readonly kind: "report";
      readonly status: LogStatus;
      readonly payloads: readonly string[];
      readonly open: number;
    }
  | {
      readonly kind: "measured";
      readonly latenciesMs: readonly number[];
      readonly tookMs: number;
      readonly failed: number;
    };

class CountingConsumer implements LogConsumer {
  payloads: string[] = [];
  #count = 0;

  apply(entries: Parameters<LogConsumer["apply"]>[0]): void {
    this.#count += entries.length;
  }
  snapshot(): readonly Uint8Array[] {
    return [new Uint8Array(new Float64Array([this.#count]).buffer)];
  }
  restore(_index: number, chunks: readonly Uint8Array[]): void {
    this.#count = new Float64Array(chunks[0]!.slice().buffer)[0]!;
  }
  leaderChanged(): void {}
}

const config = JSON.parse(process.argv[2] ?? "{}") as ReplicaProcessConfig;
const boot = Date.now() * 1000 + (process.pid % 1000);
const roomOf = (replica: number): string => `room-${replica}`;
const consumer = config.consumer === "recording" ? new RecordingConsumer() : new CountingConsumer();

function answer(message: ReplicaAnswer): void {
  process.send?.(message);
}

function die(why: string): never {
  process.stderr.write(`replica ${config.replica}: ${why}\n`);
  process.exit(1);
}

const opened = await openWalStorage({
  directory: config.directory,
  identity: { room: roomOf(config.replica), show: "test" },
  ifEmpty: "create",
  onFailure: (failure) => die(describeRefusal(failure).en),
});
if (!opened.ok) die(describeRefusal(opened.refusal).en);
let mesh: Mesh | null = null;
const log = new RaftLog({
  replica: config.replica,
  replicas: config.ports.length,
  boot,
  consumer,
  storage: opened.value.storage,
  restored: opened.value.restored,
  transport: { send: (to, chunks) => mesh?.send(roomOf(to), chunks) ?? false },
  timers: nodeTimers,
  random: Math.random,
  onMessageRefused: (from, reason) => die(`refused a message of ${from}: ${reason}`),
  ...(config.limits === undefined ? {} : { limits: config.limits }),
});
mesh = createMesh({
  self: { id: roomOf(config.replica), kind: "room", showId: "test", instance: boot },
  secret: "the link secret of these replicas",
  listen: { host: "127.0.0.1", port: config.ports[config.replica]! },
  // Of two replicas the lower one dials.
  peers: config.ports.flatMap((port, replica) =>
    replica > config.replica ? [{ id: roomOf(replica), paths: [{ host: "127.0.0.1", port }] }] : [],
  ),
  accept: () => ({ ok: true }),
  onMessage: (peer, _kind, bytes) => log.receive(Number(peer.slice("room-".length)), bytes),
  onPeerUp: () => undefined,
  onPeerDown: () => undefined,
});
await mesh.listening();

let appending = false;
let open = 0;
let counter = 0;

function appendNext(): void {
  if (!appending) return;
  const payload = `${config.replica}/${boot}/${++counter}`;
  open++;
  log.append(Buffer.from(payload), (outcome) => {
    open--;
    writeSync(
      1,
      `${outcome.kind} ${payload} ${outcome.kind === "committed" ? outcome.index : outcome.reason}\n`,
    );
    // The log is to be killed, not filled.
    setTimeout(appendNext, outcome.kind === "committed" ? 5 : 20);
  });
}

function measure(atOnce: number, count: number, payloadBytes: number): void {
  const latenciesMs: number[] = [];
  const payload = new Uint8Array(payloadBytes).fill(1);
  let [begun, failed] = [0, 0];
  const startedMs = performance.now();
  const next = (): void => {
    if (begun === count) return;
    begun++;
    const begunMs = performance.now();
    log.append(payload, (outcome: AppendOutcome) => {
      if (outcome.kind !== "committed") failed++;
      const nowMs = performance.now();
      if (latenciesMs.push(nowMs - begunMs) === count) {
        answer({ kind: "measured", latenciesMs, tookMs: nowMs - startedMs, failed });
      } else next();
    });
  };
  for (let at = 0; at < Math.min(atOnce, count); at++) next();
}

process.on("message", (request: ReplicaRequest) => {
  switch (request.kind) {
    case "append":
      appending = true;
      for (let at = 0; at < request.atOnce; at++) appendNext();
      return;
    case "append-no-more":
      appending = false;
      return;
    case "report":
      answer({ kind: "report", status: log.status(), payloads: consumer.payloads, open });
      return;
    case "measure":
      measure(request.atOnce, request.count, request.payloadBytes);
  }
});
// The parent is gone.
process.on("disconnect", () => process.exit(0));
answer({ kind: "ready" });
