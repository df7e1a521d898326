import { seededRandom } from "@cablecut/seeded-random";
import { createHash, createHmac } from "node:crypto";
import { paceProfiles } from "@cablecut/failover";
import {
  cableId,
  cableNames,
  cablesOf,
  cutOrder,
  defaultTopology,
  frameKinds,
  type CableId,
  type Pace,
  type RoomIndex,
} from "@cablecut/protocol";
import { MemoryCluster } from "@cablecut/replicated-log";
import type { ReplicatedLog } from "@cablecut/replicated-log/port";
import { MachineRoom } from "@cablecut/room";
import type { CableEvent, CableState, FabricEnd, FabricPort } from "../ports.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { VirtualGateway } from "./virtual-gateway.ts";

const roomTickMs = 10;
const wireMs = 1;
/** As the mesh has it: silent for so long a room is taken for gone, and nothing more is kept for it. */
const linkDownMs = 1_000;
/** Until a new gateway's links stand. */
const linkMs = 120;

/** A room of a virtual show. A dead one is not there any more. */
interface Room {
  readonly machine: MachineRoom;
  readonly log: ReplicatedLog;
  alive: boolean;
}

type Unstamped<T> = T extends unknown ? Omit<T, "atMs" | "wallMs"> : never;

/**
 * Five real machine rooms on one log in memory, a fabric of ten cables and any number of real gateways, under virtual
 * time. The seed decides what is random.
 */
export class VirtualShow {
  readonly topology = defaultTopology;
  readonly clock = new VirtualClock();
  readonly gateways: VirtualGateway[] = [];
  readonly rooms: Room[] = [];
  readonly #cluster: MemoryCluster;
  readonly #cutCables = new Set<CableId>();
  /** By room, since when it has had no cable. */
  readonly #darkSinceMs = new Map<number, number>();
  /** What links keep for rooms that are dark, and bring when they are back. */
  readonly #held = new Map<number, (() => void)[]>();
  /** The fabric's history, which it tells every gateway that comes. */
  readonly #fabricTold: CableEvent[] = [];
  /** Cables that a cut under way has not come to. */
  readonly #ahead = new Set<CableId>();
  /** What the fabric was asked to do. */
  readonly fabricAsked: string[] = [];
  /** Added to virtual time; a test sets the wall clock by it. */
  wallOffsetMs = Date.UTC(2026, 10, 27);
  /** At least 0, below 1. */
  readonly random: () => number;
  /** Told of every word of a gateway that a room passes on. */
  overhear: (word: Uint8Array) => void = () => undefined;

  constructor({
    gateways = 1,
    pace = paceProfiles["full-speed"],
    seed = 1,
  }: { gateways?: number; pace?: Pace; seed?: number } = {}) {
    this.random = seededRandom(seed);
    const defer = (task: () => void): void => void this.clock.after(0, task);
    this.#cluster = new MemoryCluster({ replicas: 5, delivery: "immediate", defer });
    for (const room of this.topology.rooms.keys()) this.#startRoom(room, pace, defer);
    this.#beginTerm();
    for (let number = 0; number < gateways; number += 1) this.startGateway();
  }

  /** A show in which every canary has paid. */
  static running(options: ConstructorParameters<typeof VirtualShow>[0] = {}): VirtualShow {
    const show = new VirtualShow(options);
    show.pass(4_000);
    return show;
  }

  get gateway(): VirtualGateway {
    return this.gateways[0]!;
  }

  pass(ms: number): void {
    this.clock.pass(ms);
  }

  wallMs(): number {
    return this.wallOffsetMs + this.clock.nowMs;
  }

  /** A new gateway process beside the others; every room is told of it. `id`: of one that was killed. */
  startGateway(id = `gateway-${this.gateways.length + 1}`): VirtualGateway {
    const gateway = new VirtualGateway(this, id);
    this.gateways.push(gateway);
    this.clock.after(linkMs, () => {
      for (const event of this.#fabricTold) gateway.core.fabricEvent(event);
      for (const { machine } of this.rooms) machine.gatewayJoined(gateway.id);
    });
    return gateway;
  }

  cut(...targets: readonly string[]): void {
    for (const target of targets) {
      const cables = target.includes("/") ? [target as CableId] : cutOrder(this.topology, target);
      for (const cable of cables.length > 0 ? cables : cableNames.map((n) => cableId(target, n)))
        this.#cutCable(cable);
    }
  }

  restoreEverything(): void {
    this.#ahead.clear();
    for (const cable of this.#cutCables) {
      const room = this.#roomOf(cable);
      const wasDark = this.isDark(room);
      this.#cutCables.delete(cable);
      this.#fabricTells({ kind: "cable-restored", cable });
      if (wasDark) this.#fabricTells({ kind: "room-lit", room: this.topology.rooms[room]!.id });
    }
    this.#reconnect();
  }

  /** kill -9: its cables are whole. */
  killRoom(room: number): void {
    this.rooms[room]!.alive = false;
    this.#cluster.crash(room);
    this.#beginTerm();
  }

  isDark(room: number): boolean {
    const { id } = this.topology.rooms[room]!;
    return cableNames.every((name) => this.#cutCables.has(cableId(id, name)));
  }

  /** False where the room is taken for gone. */
  toRoom(gateway: VirtualGateway, room: RoomIndex, bytes: Uint8Array): boolean {
    if (this.#isTakenForGone(room)) return false;
    const { machine } = this.rooms[room]!;
    const arrive = (): void => {
      if (this.rooms[room]!.alive) machine.receive(gateway.id, bytes);
    };
    this.clock.after(wireMs, () => {
      if (!this.isDark(room)) return arrive();
      const held = this.#held.get(room) ?? [];
      this.#held.set(room, [...held, arrive]);
    });
    return true;
  }

  #isTakenForGone(room: number): boolean {
    const sinceMs = this.#darkSinceMs.get(room);
    return sinceMs !== undefined && this.clock.nowMs - sinceMs >= linkDownMs;
  }

  /** How the fabric ends what it is asked for. */
  fabricEnd: FabricEnd = { kind: "made", saved: true };
  readonly fabric: FabricPort = {
    status: (done) => void this.clock.after(wireMs, () => done(this.#cableStates())),
    cut: (targets, intervalMs, done) => {
      if (intervalMs > 0) return this.#cutOneByOne(targets, intervalMs, done);
      this.#perform(`cut ${targets.join(" ")}`, done, () => this.cut(...targets));
    },
    restore: (targets, done) =>
      this.#perform(`restore ${targets.join(" ")}`, done, () => this.restoreEverything()),
    restoreEverything: (done) =>
      this.#perform("restore everything", done, () => this.restoreEverything()),
    impair: (targets, { kind }, done) =>
      this.#perform(`${kind} ${targets.join(" ")}`, done, () => undefined),
  };

  #cutOneByOne(
    targets: readonly string[],
    intervalMs: number,
    done: (end: FabricEnd) => void,
  ): void {
    this.fabricAsked.push(`cut ${targets.join(" ")}`);
    const cablesOfEach = targets.map((target) => cablesOf(this.topology, target) ?? []);
    for (const cable of cablesOfEach.flat()) this.#ahead.add(cable);
    for (const at of targets.keys())
      this.clock.after(wireMs + at * intervalMs, () => {
        // What was restored meanwhile is not taken any more.
        const meant = cablesOfEach[at]!.filter((cable) => this.#ahead.delete(cable));
        this.cut(...meant);
        if (at === targets.length - 1) done(this.fabricEnd);
      });
  }

  #perform(what: string, done: (end: FabricEnd) => void, act: () => void): void {
    this.fabricAsked.push(what);
    this.clock.after(wireMs, () => {
      if (this.fabricEnd.kind !== "not-made") act();
      done(this.fabricEnd);
    });
  }

  #startRoom(room: number, pace: Pace, defer: (task: () => void) => void): void {
    const machine = new MachineRoom({
      topology: this.topology,
      room,
      boot: 7,
      pace,
      sha256: (bytes) => createHash("sha256").update(bytes).digest(),
      ports: {
        nowMs: () => this.clock.nowMs,
        clockMs: () => Math.floor(this.clock.nowMs),
        mac: (text) => createHmac("sha256", "key of the test").update(text).digest(),
        send: (gateway, bytes) => this.#fromRoom(room, gateway, bytes),
        halt: (reason) => {
          throw new Error(reason.en);
        },
        defer,
        encodeText: (text) => new TextEncoder().encode(text),
        decodeText: (bytes) => new TextDecoder().decode(bytes),
      },
    });
    const log = this.#cluster.start(room, machine.consumer);
    machine.attach(log);
    const entry: Room = { machine, log, alive: true };
    this.rooms.push(entry);
    this.clock.every(roomTickMs, () => {
      if (entry.alive) machine.tick();
    });
  }

  #fromRoom(room: number, gateway: string, bytes: Uint8Array): boolean {
    this.clock.after(wireMs, () => {
      if (this.isDark(room)) return;
      if (bytes[0] === frameKinds.gatewayWord) this.overhear(bytes);
      this.gateways.findLast(({ id }) => id === gateway)?.hear(room as RoomIndex, bytes);
    });
    return true;
  }

  #cutCable(cable: CableId): void {
    if (this.#cutCables.has(cable)) return;
    const room = this.#roomOf(cable);
    this.#cutCables.add(cable);
    this.#fabricTells({ kind: "cable-cut", cable, silence: { toward: true, from: true } });
    if (!this.isDark(room)) return;
    this.#darkSinceMs.set(room, this.clock.nowMs);
    this.#cluster.isolate([room]);
    this.#beginTerm();
    this.#fabricTells({ kind: "room-dark", room: this.topology.rooms[room]!.id });
  }

  /** The memory log heals all at once; whoever is still dark is cut off again. */
  #reconnect(): void {
    this.#cluster.heal();
    const dark = [...this.topology.rooms.keys()].filter((room) => this.isDark(room));
    if (dark.length > 0) this.#cluster.isolate(dark);
    this.#beginTerm();
    for (const room of [...this.#darkSinceMs.keys()].filter((each) => !dark.includes(each)))
      this.#relink(room);
  }

  /** A room that was taken for gone hears its gateways again, first what was kept for it. */
  #relink(room: number): void {
    const { machine } = this.rooms[room]!;
    if (this.#isTakenForGone(room))
      for (const gateway of this.gateways) {
        machine.gatewayLeft(gateway.id);
        machine.gatewayJoined(gateway.id, true);
      }
    this.#darkSinceMs.delete(room);
    const held = this.#held.get(room) ?? [];
    this.#held.delete(room);
    for (const arrive of held) this.clock.after(wireMs, arrive);
  }

  /** A new leader's first entry says nothing: here a payload that the ledger passes over. */
  #beginTerm(): void {
    const leader = this.rooms.find(
      ({ alive, log }, room) => alive && !this.isDark(room) && log.status().role === "leader",
    );
    leader?.log.append(Uint8Array.of(0), () => undefined);
  }

  #fabricTells(event: Unstamped<CableEvent>): void {
    const stamped = { ...event, atMs: this.clock.nowMs, wallMs: this.wallMs() } as CableEvent;
    this.#fabricTold.push(stamped);
    for (const gateway of this.gateways) gateway.core.fabricEvent(stamped);
  }

  #roomOf(cable: CableId): number {
    return this.topology.rooms.findIndex(({ id }) => cable.startsWith(`${id}/`));
  }

  #cableStates(): readonly CableState[] {
    return this.topology.rooms.flatMap(({ id: room }) =>
      cableNames.map((name): CableState => {
        const id = cableId(room, name);
        const silent = this.#cutCables.has(id);
        const silence = { toward: silent, from: silent };
        const faults = { delayMs: 0, jitterMs: 0, lossRate: 0, bytesPerSecond: null };
        return { id, carries: !silent, cutAhead: this.#ahead.has(id), silence, ...faults };
      }),
    );
  }
}
