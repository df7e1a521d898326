import {
  worldSignMs,
  type ConsoleHand,
  type ConsoleSnapshot,
  type EngineFrame,
  type Hall,
  type HallFrame,
  type ShowDescription,
  type ShowSnapshot,
  type World,
} from "@cablecut/protocol";
import { Turn } from "../awake-clock.ts";
import type { Arrivals } from "../people/arrivals.ts";
import type { ConnectionId, PeoplePorts } from "../ports.ts";
import type { EngineView } from "./engine-view.ts";
import type { Flows } from "./flows.ts";
import type { HallWindows } from "./hall-windows.ts";
import { Recent } from "./recent.ts";
import type { Snapshots } from "./snapshot.ts";
import { fingerprint } from "./world-view.ts";

/** Phones hear of a change within this time, ms; the stage is told five times a second. */
const worldMs = 100;
const hallMs = 1_000;
const stageMs = 200;
const consoleMs = 250;
const engineMs = 1_000;

interface BroadcastParts {
  readonly description: ShowDescription;
  readonly people: PeoplePorts;
  readonly snapshots: Snapshots;
  readonly flows: Flows;
  readonly windows: HallWindows;
  readonly engine: EngineView;
  readonly arrivals: Arrivals;
  readonly world: () => World;
  readonly hall: () => Hall;
  readonly consoleSnapshot: () => ConsoleSnapshot;
  readonly hands: { readonly now: ConsoleHand };
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** What is sent without being asked. */
export class Broadcasts {
  readonly #parts: BroadcastParts;
  readonly #worldTurn = new Turn(worldMs);
  readonly #hallTurn = new Turn(hallMs);
  readonly #stageTurn = new Turn(stageMs);
  readonly #consoleTurn = new Turn(consoleMs);
  readonly #engineTurn = new Turn(engineMs);
  /** For stages that come: anybody may open one after the other, and all of it is looked up over the whole hall. */
  readonly #snapshot: Recent<ShowSnapshot>;
  readonly #wholeHall: Recent<HallFrame | null>;
  readonly #wholeEngine: Recent<EngineFrame>;
  #worldTold = "";
  #hallTold = "";
  #worldSignMs = Number.NEGATIVE_INFINITY;
  #sceneTold = "";
  #wasSwitching = false;

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
    const { snapshots, windows, engine, nowMs } = parts;
    this.#snapshot = new Recent(() => snapshots.take(), nowMs, stageMs);
    this.#wholeHall = new Recent(() => windows.whole(), nowMs, stageMs);
    this.#wholeEngine = new Recent(() => engine.whole(), nowMs, stageMs);
  }

  tick(nowMs: number): void {
    const { people, snapshots } = this.#parts;
    const stages = people.stageCount() > 0;
    if (this.#worldTurn.isDue(nowMs)) {
      // By the world alone nobody sees that a cut goes on once its accounts have moved, which at full speed is before the hall's turn.
      // The end keeps its turn: that of a call comes with the world.
      const isSwitching = snapshots.scene() === "switching";
      if (isSwitching && !this.#wasSwitching) this.#tellHall();
      this.#wasSwitching = isSwitching;
      this.#tellWorld(nowMs);
      // A new scene does not wait for the next turn of the stage.
      if (stages && snapshots.scene() !== this.#sceneTold) this.#tellStages();
    }
    if (this.#hallTurn.isDue(nowMs)) this.#tellHall();
    if (this.#stageTurn.isDue(nowMs)) {
      this.#tellArrivals();
      const flows = this.#parts.flows.take();
      if (stages && flows.items.length > 0) people.toAllStages("flows", flows);
      if (stages) {
        this.#tellStages();
        this.#tellWindows();
      } else {
        this.#parts.windows.forgetBooked();
      }
    }
    if (this.#engineTurn.isDue(nowMs)) {
      this.#parts.engine.note();
      if (stages) people.toAllStages("engine", this.#parts.engine.take());
      // Of what all stages were told just now whoever comes next is told here, or never.
      this.#wholeEngine.forget();
    }
    if (this.#consoleTurn.isDue(nowMs) && people.consoleCount() > 0)
      people.toAllConsoles("console", this.#parts.consoleSnapshot());
  }

  welcomeStage(connection: ConnectionId): void {
    const { people, description, arrivals } = this.#parts;
    people.toStage(connection, "description", description);
    people.toStage(connection, "arrivals", arrivals.recent);
    people.toStage(connection, "snapshot", this.#snapshot.recent());
    // Also that nobody's hand is there: it may have been seen before the line was lost.
    people.toStage(connection, "consoleHand", this.#parts.hands.now);
    const windows = this.#wholeHall.recent();
    if (windows !== null) people.toStage(connection, "hall", windows);
    people.toStage(connection, "engine", this.#wholeEngine.recent());
  }

  /** To a console that has logged in. */
  welcomeConsole(connection: ConnectionId): void {
    const { people, description, arrivals } = this.#parts;
    people.toConsole(connection, "description", description);
    people.toConsole(connection, "console", this.#parts.consoleSnapshot());
    people.toConsole(connection, "arrivals", arrivals.recent);
  }

  #tellWorld(nowMs: number): void {
    const { people } = this.#parts;
    const world = this.#parts.world();
    const now = fingerprint(world);
    const unchanged = now === this.#worldTold;
    if (unchanged && nowMs - this.#worldSignMs < worldSignMs - worldMs) return;
    this.#worldTold = now;
    this.#worldSignMs = nowMs;
    if (unchanged) people.toAllPhones("worldUnchanged");
    else people.toAllPhones("world", world);
  }

  /** Phones that come later are told when they enter. */
  #tellHall(): void {
    const hall = this.#parts.hall();
    const now = JSON.stringify(hall);
    if (now === this.#hallTold) return;
    this.#hallTold = now;
    this.#parts.people.toAllPhones("hall", hall);
  }

  #tellStages(): void {
    const snapshot = this.#snapshot.now();
    this.#sceneTold = snapshot.scene;
    this.#parts.people.toAllStages("snapshot", snapshot);
  }

  #tellWindows(): void {
    const frame = this.#parts.windows.take();
    this.#wholeHall.forget();
    if (frame !== null) this.#parts.people.toAllStages("hall", frame);
  }

  #tellArrivals(): void {
    const arrivals = this.#parts.arrivals.take();
    if (arrivals.length === 0) return;
    this.#parts.people.toAllStages("arrivals", arrivals);
    this.#parts.people.toAllConsoles("arrivals", arrivals);
  }
}
