import { join } from "node:path";
import {
  gatewayOrderSchema,
  type CrowdState,
  type RoomStop,
  type SupervisorWord,
} from "@cablecut/protocol";
import type { ResetAnswer } from "../show/show-control.ts";
import { CrowdProcess } from "./crowd-process.ts";

interface OrderParts {
  /** The names of the gateways' processes. */
  readonly gateways: readonly string[];
  /** Where synthetic attendees come in. */
  readonly url: string;
  /** Folder of the bundles. */
  readonly bundles: string;
  readonly dataDirectory: string;
  readonly tell: (gateway: string, word: SupervisorWord) => void;
  readonly reset: () => Promise<ResetAnswer>;
}

/** What presenters at their consoles want of the show's programs: gateways pass it on, and nobody else is heard. */
export class GatewayOrders {
  readonly #parts: OrderParts;
  readonly #crowd: CrowdProcess;
  #stops: readonly RoomStop[] = [];

  constructor(parts: OrderParts) {
    this.#parts = parts;
    this.#crowd = new CrowdProcess({
      script: join(parts.bundles, "crowd.mjs"),
      logPath: join(parts.dataDirectory, "logs", "crowd.log"),
      changed: (state) => this.#tellAll(state),
    });
  }

  /** A process is ready: a gateway is told that it has a supervisor, what the crowd does, and which rooms do not run. */
  ready(name: string): void {
    if (!this.#parts.gateways.includes(name)) return;
    this.#tell(name, this.#crowd.state);
    if (this.#stops.length > 0)
      this.#parts.tell(name, { kind: "room-stops", stops: [...this.#stops] });
  }

  /** Rooms that do not run and are not started again by themselves. */
  tellRoomStops(stops: readonly RoomStop[]): void {
    if (JSON.stringify(stops) === JSON.stringify(this.#stops)) return;
    this.#stops = stops;
    for (const name of this.#parts.gateways)
      this.#parts.tell(name, { kind: "room-stops", stops: [...stops] });
  }

  heard(name: string, message: unknown): void {
    if (!this.#parts.gateways.includes(name)) return;
    const order = gatewayOrderSchema.safeParse(message);
    if (!order.success) return;
    if (order.data.kind === "crowd") this.#crowd.run(order.data.wish, this.#parts.url);
    else void this.#reset(name);
  }

  /** Resolves when the crowd has ended. */
  stop(): Promise<void> {
    return this.#crowd.stop();
  }

  /** Where the show ends, the gateway that asked ends with it and hears nothing. */
  async #reset(name: string): Promise<void> {
    const answer = await this.#parts.reset();
    if (!answer.ok) this.#parts.tell(name, { kind: "reset-refused", refusal: answer.refusal });
  }

  #tellAll(state: CrowdState): void {
    for (const name of this.#parts.gateways) this.#tell(name, state);
  }

  #tell(name: string, state: CrowdState): void {
    this.#parts.tell(name, { kind: "crowd-state", state });
  }
}
