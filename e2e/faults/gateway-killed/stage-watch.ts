import type { GatewayToStage, ShowSnapshot, StageToGateway } from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";

/** What a stage screen is shown, whichever gateway process is there. */
export class StageWatch {
  readonly #socket: Socket<GatewayToStage, StageToGateway>;
  /** The last that came; null while no gateway is connected. */
  snapshot: ShowSnapshot | null = null;

  /** `gateway`: without a path. */
  constructor(gateway: string) {
    this.#socket = io(`${gateway}/stage`, {
      transports: ["websocket"],
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    this.#socket.on("snapshot", (snapshot) => {
      this.snapshot = snapshot;
    });
    this.#socket.on("disconnect", () => {
      this.snapshot = null;
    });
  }

  close(): void {
    this.#socket.close();
  }
}
