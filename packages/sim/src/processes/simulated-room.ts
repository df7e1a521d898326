import { createHmac } from "node:crypto";
import type { Pace, RoomMessage, Topology } from "@cablecut/protocol";
import { frameKinds } from "@cablecut/protocol";
import {
  RaftLog,
  type LogConsumer,
  type RaftLogLimits,
  type RaftLogOptions,
} from "@cablecut/replicated-log";
import { MachineRoom } from "@cablecut/room";
import type { VirtualClock } from "../world/clock.ts";
import { SimulatedDisk } from "../world/simulated-disk.ts";
import { sha256 } from "../checks/ledger-checks.ts";
import type { Network } from "../world/network.ts";
import type { Prng } from "../world/prng.ts";
import type { Coverage } from "../checks/coverage.ts";

/** Whoever asks a room for something beside its gateways; nobody waits for the answer. */
const operator = "operator";
/** A room is ticked at least so often, as its process does. */
const longestTickMs = 20;
const gatewayHelloMs = 5;
const receiptKey = "the receipt key of the simulation";

/** Under the receipt key that all rooms share. */
export function receiptMac(text: string): Uint8Array {
  return createHmac("sha256", receiptKey).update(text).digest();
}

export interface RoomSurroundings {
  readonly topology: Topology;
  readonly pace: Pace;
  readonly limits: Partial<RaftLogLimits>;
  readonly raft: NonNullable<RaftLogOptions["raft"]>;
  readonly clock: VirtualClock;
  readonly network: Network;
  /** Where this node's messages to another one are received. */
  readonly arriveAt: (to: number, from: number, bytes: Uint8Array) => void;
  readonly gateways: readonly { readonly name: string; readonly node: number }[];
  /** Where real gateways run: over its link to that gateway; false where the link is down. Else null. */
  readonly toGateway: ((room: number, gateway: string, message: Uint8Array) => boolean) | null;
  readonly observer: RoomObserver;
  readonly coverage: Coverage;
}

/**
 * How much faster or slower than true time a room's clock may run: what the read lease is laid out for (failover,
 * SPEC.md, V2).
 */
const clockDriftMax = 0.1;

/** What the checks want to see of a room. Whatever they throw ends the run. */
export interface RoomObserver {
  writes(
    room: number,
    write: Parameters<ConstructorParameters<typeof SimulatedDisk>[0]["onWrite"]>[0],
  ): void;
  /** A message to another replica leaves. */
  replicates(room: number, to: number, bytes: Uint8Array): void;
  applies(room: SimulatedRoom, entries: Parameters<LogConsumer["apply"]>[0]): void;
  applied(room: SimulatedRoom): void;
  restored(room: SimulatedRoom, index: number): void;
  leads(room: SimulatedRoom, term: number): void;
  sends(room: SimulatedRoom, gateway: string, message: RoomMessage): void;
  failed(room: SimulatedRoom, error: unknown): void;
}

/** One room as its process would run it: the real room on the real driver, on virtual time, disk and network. */
export class SimulatedRoom {
  readonly index: number;
  readonly disk: SimulatedDisk;
  /** Null while the process is dead. */
  room: MachineRoom | null = null;
  log: RaftLog | null = null;
  readonly #around: RoomSurroundings;
  readonly #prng: Prng;
  /** The process's monotonic clock: its own origin, its own rate. */
  readonly #originMs: number;
  readonly #rate: number;
  #life = 0;
  #pausedUntilMs = 0;

  constructor(index: number, around: RoomSurroundings, prng: Prng) {
    this.index = index;
    this.#around = around;
    this.#prng = prng;
    this.#originMs = prng.between(0, 1e7);
    this.#rate = 1 + prng.between(-clockDriftMax, clockDriftMax);
    this.disk = new SimulatedDisk({
      prng: prng.fork(),
      later: (delayMs, task) => this.#later(delayMs, task),
      onWrite: (write) => around.observer.writes(index, write),
      coverage: around.coverage,
    });
  }

  get isRunning(): boolean {
    return this.room !== null && this.#pausedUntilMs <= this.#around.clock.nowMs;
  }

  get isAlive(): boolean {
    return this.room !== null;
  }

  /** Counts starts and ends of the process. */
  get life(): number {
    return this.#life;
  }

  nowMs(): number {
    return this.#originMs + this.#rate * this.#around.clock.nowMs;
  }

  start(): void {
    this.#life += 1;
    this.#pausedUntilMs = 0;
    this.#run(this.#life, () => this.#boot());
  }

  /** kill -9: what was not synced is lost, and nothing of this life happens any more. */
  crash(): void {
    this.#life += 1;
    this.#around.coverage.note("crashes");
    this.room = null;
    this.log = null;
    this.disk.crash();
  }

  /** SIGSTOP for so long: timers and messages wait. */
  pause(ms: number): void {
    this.#around.coverage.note("pauses");
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#around.clock.nowMs + ms);
  }

  /** A message that arrived over the network. */
  receive(from: number, bytes: Uint8Array): void {
    const life = this.#life;
    this.#run(life, () => {
      if (from < this.#around.topology.rooms.length) this.log?.receive(from, bytes);
      else if (this.#around.toGateway === null) this.room?.receive(this.#gatewayAt(from), bytes);
      else this.#receiveOrder(bytes);
    });
  }

  /** Something that reached that life of the process over its link to a gateway. */
  perform(life: number, task: (room: MachineRoom) => void): void {
    this.#run(life, () => {
      if (this.room !== null) task(this.room);
    });
  }

  #receiveOrder(bytes: Uint8Array): void {
    this.room?.receive(operator, bytes);
    this.room?.gatewayLeft(operator);
  }

  #boot(): void {
    const { topology, pace, limits, raft, observer, gateways } = this.#around;
    // Differs for every start, as the real one does.
    const boot = this.index * 1_000_000 + this.#life;
    const room = new MachineRoom({
      topology,
      room: this.index,
      boot,
      pace,
      sha256,
      ports: {
        nowMs: () => this.nowMs(),
        clockMs: () => Math.floor(this.nowMs()),
        mac: receiptMac,
        send: (gateway, message) => this.#sendToGateway(gateway, message),
        defer: (task) => this.#later(0, task),
        halt: (reason) => {
          throw new Error(reason.en);
        },
        encodeText: (text) => Buffer.from(text),
        decodeText: (bytes) => Buffer.from(bytes).toString(),
      },
    });
    this.room = room;
    this.log = new RaftLog({
      replica: this.index,
      replicas: topology.rooms.length,
      boot,
      consumer: this.#observed(room.consumer),
      storage: this.disk.open(),
      restored: this.disk.restored(),
      transport: { send: (to, chunks) => this.#replicate(to, Buffer.concat(chunks)) },
      timers: {
        now: () => this.nowMs(),
        after: (delayMs, task) => this.#later(delayMs / this.#rate, task),
        defer: (task) => void this.#later(0, task),
      },
      random: this.#prng.next,
      limits,
      raft,
      onMessageRefused: (from, reason) =>
        observer.failed(this, new Error(`refused a message of ${from}: ${reason}`)),
    });
    room.attach(this.log);
    if (this.#around.toGateway === null) {
      for (const { name } of gateways) this.#later(gatewayHelloMs, () => room.gatewayJoined(name));
    }
    this.#tick(room);
  }

  #observed(consumer: LogConsumer): LogConsumer {
    const { observer } = this.#around;
    return {
      apply: (entries) => {
        observer.applies(this, entries);
        consumer.apply(entries);
        observer.applied(this);
      },
      snapshot: () => consumer.snapshot(),
      restore: (index, chunks) => {
        consumer.restore(index, chunks);
        observer.restored(this, index);
      },
      leaderChanged: (leader, term) => {
        if (leader === this.index) observer.leads(this, term);
        consumer.leaderChanged(leader, term);
      },
    };
  }

  #tick(room: MachineRoom): void {
    room.tick();
    const waitMs = Math.min(longestTickMs, Math.max(1, room.nextWakeMs() - this.nowMs()));
    this.#later(waitMs / this.#rate, () => this.#tick(room));
  }

  #replicate(to: number, bytes: Uint8Array): boolean {
    this.#around.observer.replicates(this.index, to, bytes);
    return this.#send(to, bytes);
  }

  #send(to: number, bytes: Uint8Array): boolean {
    const { network, arriveAt } = this.#around;
    network.send(this.index, to, () => arriveAt(to, this.index, bytes));
    return true;
  }

  #sendToGateway(gateway: string, message: Uint8Array): boolean {
    if (message[0] === frameKinds.json && isRead(message)) {
      const text = Buffer.from(message.subarray(1)).toString();
      this.#around.observer.sends(this, gateway, JSON.parse(text) as RoomMessage);
    }
    const { gateways, toGateway } = this.#around;
    if (toGateway !== null) return toGateway(this.index, gateway, message);
    const target = gateways.find(({ name }) => name === gateway);
    return target !== undefined && this.#send(target.node, message);
  }

  #gatewayAt(node: number): string {
    return this.#around.gateways.find((gateway) => gateway.node === node)!.name;
  }

  #later(delayMs: number, task: () => void): () => void {
    const life = this.#life;
    return this.#around.clock.after(delayMs, () => this.#run(life, task));
  }

  /** Runs a task of that life of the process, later if the process is stopped. */
  #run(life: number, task: () => void): void {
    if (life !== this.#life) return;
    const waitMs = this.#pausedUntilMs - this.#around.clock.nowMs;
    if (waitMs > 0) {
      this.#around.clock.after(waitMs, () => this.#run(life, task));
      return;
    }
    try {
      task();
    } catch (error) {
      this.#around.observer.failed(this, error);
    }
  }
}

const readStart = Buffer.from('{"kind":"read"');

/** Most messages are statuses: too many and too long to be parsed for nothing. */
function isRead(message: Uint8Array): boolean {
  return readStart.every((byte, at) => message[at + 1] === byte);
}
