import { createHmac } from "node:crypto";
import { GatewayCore, tickMs, type ConnectionId, type GatewayPorts } from "@cablecut/gateway";
import { asRoomIndex, type ShowDescription, type Topology } from "@cablecut/protocol";
import type { VirtualClock } from "../world/clock.ts";
import type { Coverage } from "../checks/coverage.ts";
import { sha256 } from "../checks/ledger-checks.ts";
import type { Prng } from "../world/prng.ts";
import type { SimulatedFabric } from "../world/simulated-fabric.ts";

/** On the way between a browser and its gateway. */
const wireMinMs = 0.5;
const wireMaxMs = 4;
/** A process that goes on first runs its timers, and reads what came meanwhile so much later at most. */
const readLaterMs = 10;
/** What the simulation's gateways show their people. */
export const showId = "show-of-the-simulation";

/** A browser at the other end of a connection. */
export interface Browser {
  heard(name: string, values: readonly unknown[]): void;
  /** The gateway's process is gone. */
  broken(): void;
}

/** One browser's connection to one life of a gateway. */
export interface Line {
  readonly connection: ConnectionId;
  /** A request leaves; the gateway reads it some time later, unless it is gone by then. */
  send(task: (core: GatewayCore) => void): void;
  /** What the gateway answers comes back some time later, unless the line is closed by then. */
  back(task: () => void): void;
  /** `noticedAfterMs`: the gateway takes it for open so much longer, as after a change of Wi-Fi. */
  close(noticedAfterMs?: number): void;
}

type Audience = "phones" | "stages" | "consoles";

export interface GatewaySurroundings {
  readonly topology: Topology;
  readonly clock: VirtualClock;
  readonly fabric: SimulatedFabric;
  readonly coverage: Coverage;
  /** Towards a room, over the gateway's link to it. */
  readonly toRoom: (gateway: number, room: number, bytes: Uint8Array) => boolean;
  /** What is told to every stage. */
  readonly shown: (gateway: SimulatedGateway, name: string, values: readonly unknown[]) => void;
  /** A defect: ends the run. */
  readonly failed: (gateway: number, error: unknown) => void;
}

/** One gateway as its process would run it: the real logic, on virtual time, links and browsers. */
export class SimulatedGateway {
  readonly index: number;
  /** Null while the process is dead. */
  core: GatewayCore | null = null;
  /** Counts its starts. */
  life = 0;
  /** How often this life has stood still. */
  slept = 0;
  readonly #around: GatewaySurroundings;
  readonly #prng: Prng;
  readonly #lines = new Map<ConnectionId, { audience: Audience; browser: Browser }>();
  #connections = 0;
  #pausedUntilMs = 0;
  /** Timers that fell due while it was stopped, in order. */
  readonly #due: (() => void)[] = [];
  /** What lies in its sockets unread while the process is stopped, and for a moment afterwards. */
  #unread: (() => void)[] | null = null;

  constructor(index: number, around: GatewaySurroundings, prng: Prng) {
    this.index = index;
    this.#around = around;
    this.#prng = prng;
  }

  get isAlive(): boolean {
    return this.core !== null;
  }

  get isRunning(): boolean {
    return this.core !== null && this.#pausedUntilMs <= this.#around.clock.nowMs;
  }

  start(): void {
    this.life += 1;
    this.slept = 0;
    this.#pausedUntilMs = 0;
    this.#unread = null;
    this.#due.length = 0;
    const core = new GatewayCore({
      topology: this.#around.topology,
      id: `gateway-${this.index}`,
      boot: this.#prng.integer(0, 0xffff_ffff),
      description: this.#description(),
      startedAtMs: null,
      ports: this.#ports(),
    });
    this.core = core;
    for (const event of this.#around.fabric.events) this.#later(1, () => core.fabricEvent(event));
    this.#tick(core);
  }

  /** kill -9. */
  crash(): void {
    this.life += 1;
    this.core = null;
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    for (const { browser } of lines)
      this.#around.clock.after(this.#wireMs(), () => browser.broken());
  }

  /** SIGSTOP for so long: timers and messages wait. */
  pause(ms: number): void {
    const { clock } = this.#around;
    this.slept += 1;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, clock.nowMs + ms);
    this.#unread ??= [];
    const readAtMs = this.#pausedUntilMs + this.#prng.between(0, readLaterMs);
    clock.at(this.#pausedUntilMs, () => this.#runDue());
    clock.at(readAtMs, () => this.#readOn());
  }

  /** SIGCONT. */
  goOn(): void {
    this.#pausedUntilMs = Math.min(this.#pausedUntilMs, this.#around.clock.nowMs);
    this.#runDue();
    this.#readOn();
  }

  /** A message of a room that has arrived in that life of the process. */
  take(room: number, bytes: Uint8Array, life: number): void {
    this.#read(life, (core) => core.fromRoom(asRoomIndex(room), bytes));
  }

  fabricTells(event: Parameters<GatewayCore["fabricEvent"]>[0]): void {
    const { life } = this;
    this.#around.clock.after(1, () => this.#read(life, (core) => core.fabricEvent(event)));
  }

  /** Null where nobody listens. */
  connect(audience: Audience, browser: Browser): Line | null {
    if (this.core === null) return null;
    const { life } = this;
    const { clock } = this.#around;
    this.#connections += 1;
    const connection = `gateway-${this.index}/${life}/${audience}/${this.#connections}`;
    this.#lines.set(connection, { audience, browser });
    let arrivesMs = 0;
    let isOpen = true;
    const send = (task: (core: GatewayCore) => void): void => {
      arrivesMs = Math.max(arrivesMs, clock.nowMs + this.#wireMs());
      clock.at(arrivesMs, () => this.#read(life, task));
    };
    return {
      connection,
      send,
      back: (task) =>
        void clock.after(this.#wireMs(), () => {
          if (isOpen) task();
        }),
      close: (noticedAfterMs = 0) => {
        if (!isOpen) return;
        isOpen = false;
        this.#lines.delete(connection);
        if (audience !== "phones") return;
        clock.after(noticedAfterMs, () => send((core) => core.phones.left(connection)));
      },
    };
  }

  #description(): ShowDescription {
    return {
      showId,
      topology: this.#around.topology,
      joinUrl: "http://127.0.0.1:1/",
      joinQr: { size: 21, path: "" },
      wifi: null,
      rehearsal: false,
    };
  }

  #ports(): GatewayPorts {
    const { clock, fabric, toRoom, failed } = this.#around;
    const { life } = this;
    return {
      nowMs: () => clock.nowMs,
      wallMs: () => clock.nowMs,
      after: (ms, task) => this.#later(ms, task),
      defer: (task) => void this.#later(0, task),
      random: this.#prng.next,
      sha256,
      seal: (text) => createHmac("sha256", "key of the gateways").update(text).digest("hex"),
      encodeText: (text) => Buffer.from(text),
      decodeText: (bytes) => Buffer.from(bytes).toString(),
      toRoom: (room, bytes) => life === this.life && toRoom(this.index, room, bytes),
      people: this.#people(),
      fabric: fabric.port((delayMs, task) => void this.#later(delayMs, task)),
      supervisor: null,
      venue: () => [],
      hall: () => [],
      notice: (notice) => {
        if (notice.kind === "defect") failed(this.index, notice.error);
      },
    };
  }

  #people(): GatewayPorts["people"] {
    const toOne = (connection: ConnectionId, name: string, ...values: unknown[]): void =>
      this.#tell(connection, name, values);
    const toAll =
      (audience: Audience) =>
      (name: string, ...values: unknown[]): void => {
        for (const [connection, line] of this.#lines)
          if (line.audience === audience) this.#tell(connection, name, values);
      };
    return {
      toPhone: toOne,
      toAllPhones: toAll("phones"),
      toStage: toOne,
      toAllStages: (name: string, ...values: unknown[]) => this.#around.shown(this, name, values),
      toConsole: toOne,
      toAllConsoles: toAll("consoles"),
      stageCount: () => 1,
      screenCount: () => 1,
      knownScreenCount: () => 1,
      consoleCount: () => this.#count("consoles"),
    };
  }

  #count(audience: Audience): number {
    let count = 0;
    for (const line of this.#lines.values()) count += Number(line.audience === audience);
    return count;
  }

  #tell(connection: ConnectionId, name: string, values: readonly unknown[]): void {
    this.#around.clock.after(wireMaxMs, () =>
      this.#lines.get(connection)?.browser.heard(name, values),
    );
  }

  #tick(core: GatewayCore): void {
    core.tick();
    this.#later(tickMs, () => this.#tick(core));
  }

  #later(delayMs: number, task: () => void): () => void {
    const { life } = this;
    return this.#around.clock.after(delayMs, () => this.#run(life, task));
  }

  /** Something that was sent to that life of the process, which reads it once it runs again. */
  #read(life: number, task: (core: GatewayCore) => void): void {
    if (life !== this.life) return;
    const read = (): void =>
      this.#run(life, () => {
        if (this.core !== null) task(this.core);
      });
    if (this.#unread === null) read();
    else this.#unread.push(read);
  }

  #runDue(): void {
    if (this.isRunning) for (const task of this.#due.splice(0)) task();
  }

  #readOn(): void {
    if (this.#unread === null || !this.isRunning) return;
    const unread = this.#unread;
    this.#unread = null;
    for (const read of unread) read();
  }

  /** Runs a task of that life of the process, later if the process is stopped. */
  #run(life: number, task: () => void): void {
    if (life !== this.life) return;
    if (this.#pausedUntilMs > this.#around.clock.nowMs) {
      this.#due.push(() => this.#run(life, task));
      return;
    }
    try {
      task();
    } catch (error) {
      this.#around.failed(this.index, error);
    }
  }

  #wireMs(): number {
    return this.#prng.between(wireMinMs, wireMaxMs);
  }
}
