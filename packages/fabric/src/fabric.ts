import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { cableId, cableNames } from "@cablecut/protocol";
import type { CableId } from "@cablecut/protocol";
import { Cable, wholeCable } from "./cable.ts";
import { machineClock, momentOf } from "./clock.ts";
import type { Clock, Moment } from "./clock.ts";
import { Connection } from "./connection.ts";
import type { ChangeAnswer, Direction, FabricStatus, Fault } from "./control-messages.ts";
import { CableEventLog, type KeptEvent } from "./cable-event-log.ts";
import type { FabricConfig } from "./fabric-config.ts";
import { fabricPlan } from "./plan.ts";
import type { FabricPlan, ListenerPlan } from "./plan.ts";
import { StateKeeper, loadState } from "./saved-state.ts";
import type { SavedState } from "./saved-state.ts";
import type { StreamSurroundings } from "./stream.ts";

/** Connections through the whole fabric; one more is reset. */
export const connectionsMax = 4_000;
/** Connections that wait for healing only to be reset then; the oldest makes room. */
export const doomedMax = 256;
/** Staggered requests under way at once. */
export const staggeredMax = 8;

export type FabricOptions = Pick<FabricConfig, "rooms" | "ports" | "stateFile"> & {
  readonly clock?: Clock;
  /** In [0, 1): jitter and loss. */
  readonly random?: () => number;
};

type FabricRefusal = {
  readonly ok: false;
  readonly refusal: "unknown-target" | "busy" | "closing";
  readonly message: string;
};
export type FabricAnswer = ChangeAnswer | FabricRefusal;
type Wanted = "silent" | "carrying";

/**
 * The cables of all rooms and every listener over them. Rejects if a port cannot be had or the saved state is damaged.
 * Cables that were cut before a restart are silent before the first listener opens.
 */
export async function createFabric(options: FabricOptions): Promise<Fabric> {
  const fabric = new Fabric(options, await loadState(options.stateFile));
  await fabric.open();
  return fabric;
}

export class Fabric {
  readonly events: CableEventLog;
  readonly startedWallMs: number;
  readonly #options: FabricOptions;
  readonly #clock: Clock;
  readonly #cables = new Map<CableId, Cable>();
  readonly #dark = new Map<string, Moment>();
  readonly #keeper: StateKeeper;
  readonly #servers: Server[] = [];
  readonly #connections = new Set<Connection>();
  readonly #streams: StreamSurroundings;
  #plan: FabricPlan;
  /** Counts "restore everything": a staggered request that began before stops. */
  #restorations = 0;
  #staggered = 0;
  /** What the newest request wants of each cable: a staggered one that wants the opposite leaves that cable alone. */
  readonly #wanted = new Map<CableId, Wanted>();
  /** Of each cut under way the cables that it has not come to. */
  readonly #ahead = new Set<ReadonlySet<CableId>>();
  /** Ends the pause of a staggered request early. */
  readonly #waits = new Set<() => void>();
  #closed = false;

  constructor(options: FabricOptions, saved: SavedState) {
    this.#options = options;
    this.#clock = options.clock ?? machineClock;
    this.startedWallMs = this.#clock.wallMs();
    this.#plan = fabricPlan(options.rooms, options.ports);
    this.#keeper = new StateKeeper(options.stateFile, () => this.#saved());
    this.#streams = {
      nowMs: () => this.#clock.monotonicMs(),
      random: options.random ?? Math.random,
      held: { bytes: 0 },
    };
    for (const room of options.rooms) {
      for (const name of cableNames) {
        const cable = new Cable(cableId(room.id, name), room.id, room.city);
        this.#cables.set(cable.id, cable);
        const faults = saved.cables[cable.id];
        if (faults !== undefined) cable.become(faults);
      }
      const dark = saved.dark[room.id];
      if (this.#cablesUp(room.id) === 0) this.#dark.set(room.id, dark ?? momentOf(this.#clock));
    }
    this.events = new CableEventLog(this.#clock, [...saved.events, ...this.#untold(saved)]);
  }

  /** The addresses that rooms and gateways dial; with port 0 in the options, the ports that were found. */
  get plan(): FabricPlan {
    return this.#plan;
  }

  async open(): Promise<void> {
    const ports: number[] = [];
    try {
      for (const listener of this.#plan.listeners) ports.push(await this.#listen(listener));
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#plan = fabricPlan(this.#options.rooms, { host: this.#options.ports.host, ports });
  }

  status(): FabricStatus {
    return {
      startedWallMs: this.startedWallMs,
      ...momentOf(this.#clock),
      cables: [...this.#cables.values()].map((cable) => ({
        ...cable.status(),
        cutAhead: this.#isCutAhead(cable.id),
      })),
      rooms: this.#options.rooms.map(({ id, city }) => ({
        id,
        city,
        cablesUp: this.#cablesUp(id),
        dark: this.#dark.get(id) ?? null,
      })),
      connections: this.#connections.size,
      lastEvent: this.events.last,
      behind: this.#keeper.isBehind,
    };
  }

  /** Silences the targets one after the other, `intervalMs` apart; answers after the last. */
  cut(
    targets: readonly string[],
    intervalMs = 0,
    direction: Direction = "both",
  ): Promise<FabricAnswer> {
    return this.#oneAfterTheOther(targets, intervalMs, "silent", (cable) => {
      if (!cable.cut(direction)) return null;
      return { kind: "cable-cut", cable: cable.id, silence: cable.faults.silence };
    });
  }

  /** Takes the silence away, also one that a staggered cut has still before it; other faults stay. */
  restore(targets: readonly string[], intervalMs = 0): Promise<FabricAnswer> {
    return this.#oneAfterTheOther(targets, intervalMs, "carrying", (cable) =>
      cable.restore() ? { kind: "cable-restored", cable: cable.id } : null,
    );
  }

  fault(targets: readonly string[], fault: Fault): Promise<FabricAnswer> {
    return this.#oneAfterTheOther(targets, 0, null, (cable) => {
      cable.apply(fault);
      return { kind: "cable-fault", cable: cable.id, fault };
    });
  }

  /** Every cable is whole, and no staggered request goes on. */
  restoreEverything(): Promise<FabricAnswer> {
    this.#restorations += 1;
    for (const wake of this.#waits) wake();
    return this.#oneAfterTheOther(["all"], 0, "carrying", (cable) => {
      if (cable.carries && cable.plain) return null;
      cable.become(wholeCable);
      return { kind: "cable-restored", cable: cable.id };
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waits) wake();
    const closing = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
        }),
    );
    for (const connection of this.#connections) connection.destroy();
    await Promise.all(closing);
    await this.#keeper.close();
  }

  #targetCables(target: string): readonly Cable[] {
    return [...this.#cables.values()].filter(
      ({ id, room, city }) =>
        target === "all" || target === id || target === room || target === city,
    );
  }

  async #oneAfterTheOther(
    targets: readonly string[],
    intervalMs: number,
    wanted: Wanted | null,
    change: (cable: Cable) => CableChange | null,
  ): Promise<FabricAnswer> {
    if (this.#closed) return { ok: false, refusal: "closing", message: "the fabric is closing" };
    const steps = targets.map((target) => this.#targetCables(target));
    const unknown = targets.find((_, index) => steps[index]!.length === 0);
    if (unknown !== undefined) {
      const known = [...this.#cables.values()].map(({ id }) => id).join(", ");
      const message = `there is no "${unknown}"; cables: ${known}; also their rooms, their cities and all`;
      return { ok: false, refusal: "unknown-target", message };
    }
    const lasting = intervalMs > 0 && steps.length > 1;
    if (lasting && this.#staggered >= staggeredMax) {
      return { ok: false, refusal: "busy", message: `${staggeredMax} requests are under way` };
    }
    if (wanted !== null) for (const { id } of steps.flat()) this.#wanted.set(id, wanted);
    const ahead = new Set(wanted === "silent" ? steps.flat().map(({ id }) => id) : []);
    this.#ahead.add(ahead);
    const changes: ChangeAnswer["changes"] = [];
    const cancelled: CableId[] = [];
    const begun = { atMs: this.#clock.monotonicMs(), restorations: this.#restorations };
    let done = 0;
    this.#staggered += lasting ? 1 : 0;
    for (const cables of steps) {
      const waitMs = begun.atMs + done * intervalMs - this.#clock.monotonicMs();
      if (waitMs > 0) await this.#wait(waitMs);
      if (this.#closed || this.#restorations !== begun.restorations) break;
      for (const cable of cables) {
        ahead.delete(cable.id);
        if (wanted !== null && this.#wanted.get(cable.id) !== wanted) {
          cancelled.push(cable.id);
          continue;
        }
        const moment = this.#make(cable, change);
        if (moment !== null) changes.push({ cable: cable.id, ...moment });
      }
      done += 1;
      if (lasting) void this.#keeper.save();
    }
    this.#staggered -= lasting ? 1 : 0;
    this.#ahead.delete(ahead);
    cancelled.push(...steps.slice(done).flatMap((cables) => cables.map(({ id }) => id)));
    // Whoever asks for the same again hears of what is not saved yet.
    const isSaved = changes.length === 0 && !this.#keeper.isBehind;
    const saved = isSaved || (await this.#keeper.save());
    return { ok: true, changes, cancelled, saved };
  }

  /** Not where somebody wanted it to carry since. */
  #isCutAhead(cable: CableId): boolean {
    if (this.#wanted.get(cable) !== "silent") return false;
    return [...this.#ahead].some((cables) => cables.has(cable));
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waits.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waits.add(wake);
    });
  }

  /** One change of one cable, with its events; null if it changed nothing. */
  #make(cable: Cable, change: (cable: Cable) => CableChange | null): Moment | null {
    const changed = change(cable);
    if (changed === null) return null;
    const moment = momentOf(this.#clock);
    this.events.append({ ...changed, ...moment });
    const { room, city } = cable;
    const up = this.#cablesUp(room);
    if (up === 0 && !this.#dark.has(room)) {
      this.#dark.set(room, moment);
      this.events.append({ kind: "room-dark", room, city, ...moment });
    } else if (up > 0 && this.#dark.delete(room)) {
      this.events.append({ kind: "room-lit", room, city, ...moment });
    }
    return moment;
  }

  /** Rooms that are dark since an earlier build ran, which did not keep its events: when that was nobody can say now. */
  #untold({ events }: SavedState): KeptEvent[] {
    const told = new Set(events.map(({ event }) => "room" in event && event.room));
    return this.#options.rooms.flatMap(({ id: room, city }) => {
      const dark = this.#dark.get(room);
      if (dark === undefined || told.has(room)) return [];
      return [{ boot: "unknown", event: { kind: "room-dark", seq: 0, room, city, ...dark } }];
    });
  }

  #cablesUp(room: string): number {
    return [...this.#cables.values()].filter((cable) => cable.room === room && cable.carries)
      .length;
  }

  #saved(): SavedState {
    const faulty = [...this.#cables.values()].filter((cable) => !cable.carries || !cable.plain);
    return {
      cables: Object.fromEntries(faulty.map((cable) => [cable.id, cable.faults])),
      dark: Object.fromEntries(this.#dark),
      events: this.events.kept,
    };
  }

  #listen(listener: ListenerPlan): Promise<number> {
    const route = {
      near: listener.near === null ? null : (this.#cables.get(listener.near) ?? null),
      far: this.#cables.get(listener.far)!,
      target: listener.target,
    };
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#makeRoom(socket);
      if (socket.destroyed) return;
      this.#connections.add(
        new Connection(socket, route, this.#streams, (gone) => this.#connections.delete(gone)),
      );
    });
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ ...listener.listen, exclusive: true }, () => {
        server.off("error", reject).on("error", () => undefined);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  #makeRoom(socket: Socket): void {
    const doomed = [...this.#connections].filter((connection) => connection.doomed);
    const full = this.#connections.size >= connectionsMax;
    if (doomed.length > doomedMax || (full && doomed.length > 0)) doomed[0]!.destroy();
    else if (full) socket.on("error", () => undefined).resetAndDestroy();
  }
}

type CableChange =
  | {
      readonly kind: "cable-cut";
      readonly cable: CableId;
      readonly silence: { toward: boolean; from: boolean };
    }
  | { readonly kind: "cable-restored"; readonly cable: CableId }
  | { readonly kind: "cable-fault"; readonly cable: CableId; readonly fault: Fault };
