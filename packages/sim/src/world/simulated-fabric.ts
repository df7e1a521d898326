import type { CableEvent, CableState, FabricEnd, FabricPort } from "@cablecut/gateway";
import {
  cableId,
  cableNames,
  cablesOf,
  type CableId,
  type CableName,
  type Topology,
} from "@cablecut/protocol";
import type { VirtualClock } from "./clock.ts";
import type { Network } from "./network.ts";

/** Of a question or a command to the fabric, and of what it tells. */
const answerMs = 1;

type Unstamped<T> = T extends unknown ? Omit<T, "atMs" | "wallMs"> : never;

/**
 * The two cables of every room, as their control sees them. A room without a carrying cable is cut off in the network
 * below; with one of two it goes on as before. What the nemesis cuts is cut here, and so is what a console asks for.
 */
export class SimulatedFabric {
  /** All that happened, oldest first: a gateway that starts is told all of it. */
  readonly events: CableEvent[] = [];
  onEvent: (event: CableEvent) => void = () => undefined;
  readonly #topology: Topology;
  readonly #clock: VirtualClock;
  readonly #network: Network;
  readonly #cut = new Set<CableId>();
  /** Once for each cut under way that is still to take it. */
  #ahead: readonly CableId[] = [];
  /** Nobody cuts any more. */
  isHealed = false;

  constructor(topology: Topology, clock: VirtualClock, network: Network) {
    this.#topology = topology;
    this.#clock = clock;
    this.#network = network;
  }

  cutRoom(room: number): void {
    for (const name of cableNames) this.#cutCable(room, name);
    // A way of it may have been healed alone.
    this.#network.isolate(room);
  }

  restoreRoom(room: number): void {
    for (const name of cableNames) this.#restoreCable(room, name);
    this.#network.rejoin(room);
  }

  /** What a gateway asks its fabric. `later`: runs a task of that gateway after so long. */
  port(later: (delayMs: number, task: () => void) => void): FabricPort {
    const perform = (act: () => void, done: (end: FabricEnd) => void): void =>
      later(answerMs, () => {
        act();
        later(answerMs, () => done({ kind: "made", saved: true }));
      });
    return {
      status: (done) => later(answerMs, () => done(this.#states())),
      cut: (targets, intervalMs, done) =>
        perform(() => this.#cutTargets(targets, intervalMs), done),
      restore: (targets, done) =>
        perform(() => {
          for (const [room, name] of this.#cables(targets)) this.#restoreAlone(room, name);
        }, done),
      // A simulated network has faults of its own.
      impair: (_, __, done) => later(answerMs, () => done({ kind: "not-made", why: "refused" })),
      restoreEverything: (done) =>
        perform(() => {
          for (const room of this.#topology.rooms.keys())
            for (const name of cableNames) this.#restoreAlone(room, name);
        }, done),
    };
  }

  #cutTargets(targets: readonly string[], intervalMs: number): void {
    for (const [position, [room, name]] of this.#cables(targets).entries()) {
      const cable = cableId(this.#topology.rooms[room]!.id, name);
      this.#ahead = [...this.#ahead, cable];
      this.#clock.after(position * intervalMs, () => {
        this.#ahead = this.#ahead.toSpliced(this.#ahead.indexOf(cable), 1);
        if (this.isHealed) return;
        this.#cutCable(room, name);
        if (this.isDark(room)) this.#network.isolate(room);
      });
    }
  }

  #restoreAlone(room: number, name: CableName): void {
    const wasDark = this.isDark(room);
    this.#restoreCable(room, name);
    if (!wasDark) return;
    this.#network.rejoin(room);
    // Nobody comes to a room that is still dark.
    for (const other of this.#topology.rooms.keys())
      if (this.isDark(other)) this.#network.isolate(other);
  }

  #cutCable(room: number, name: CableName): void {
    const { id } = this.#topology.rooms[room]!;
    const cable = cableId(id, name);
    if (this.#cut.has(cable)) return;
    this.#cut.add(cable);
    this.#tell({ kind: "cable-cut", cable, silence: { toward: true, from: true } });
    if (this.isDark(room)) this.#tell({ kind: "room-dark", room: id });
  }

  #restoreCable(room: number, name: CableName): void {
    const { id } = this.#topology.rooms[room]!;
    const wasDark = this.isDark(room);
    if (!this.#cut.delete(cableId(id, name))) return;
    this.#tell({ kind: "cable-restored", cable: cableId(id, name) });
    if (wasDark) this.#tell({ kind: "room-lit", room: id });
  }

  isDark(room: number): boolean {
    const { id } = this.#topology.rooms[room]!;
    return cableNames.every((name) => this.#cut.has(cableId(id, name)));
  }

  #tell(event: Unstamped<CableEvent>): void {
    const atMs = this.#clock.nowMs;
    const stamped = { ...event, atMs, wallMs: atMs } as CableEvent;
    this.events.push(stamped);
    this.onEvent(stamped);
  }

  #cables(targets: readonly string[]): readonly (readonly [number, CableName])[] {
    const ids = targets.flatMap((target) => cablesOf(this.#topology, target) ?? []);
    return ids.map((id) => {
      const [room, name] = id.split("/");
      return [
        this.#topology.rooms.findIndex((each) => each.id === room),
        name as CableName,
      ] as const;
    });
  }

  #states(): readonly CableState[] {
    return this.#topology.rooms.flatMap(({ id: room }) =>
      cableNames.map((name): CableState => {
        const id = cableId(room, name);
        const silent = this.#cut.has(id);
        const faults = { delayMs: 0, jitterMs: 0, lossRate: 0, bytesPerSecond: null };
        const silence = { toward: silent, from: silent };
        return { id, carries: !silent, cutAhead: this.#ahead.includes(id), silence, ...faults };
      }),
    );
  }
}
