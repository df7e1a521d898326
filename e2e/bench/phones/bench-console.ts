import type {
  CommandAnswer,
  ConsoleSnapshot,
  GatewayToPresenter,
  PresenterCommand,
  PresenterToGateway,
} from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";

/** A console that is logged in at one gateway. */
export class BenchConsole {
  readonly #socket: Socket<GatewayToPresenter, PresenterToGateway>;
  /** The last that came. */
  snapshot: ConsoleSnapshot | null = null;

  constructor(gateway: string, pin: string) {
    this.#socket = io(`${gateway}/presenter`, { transports: ["websocket"], forceNew: true });
    this.#socket.on("connect", () => void this.#socket.emitWithAck("login", { pin }));
    this.#socket.on("console", (snapshot) => {
      this.snapshot = snapshot;
    });
  }

  async command(command: PresenterCommand): Promise<void> {
    const shown = this.snapshot?.frame ?? null;
    const answer: CommandAnswer = await this.#socket.emitWithAck("command", { command, shown });
    // What it was shown last is too old on a machine that stood still: with the next one it is asked again.
    if (!answer.ok && answer.refusal === "stale-command") {
      await new Promise<void>((shownNext) => this.#socket.once("console", () => shownNext()));
      return this.command(command);
    }
    if (!answer.ok) throw new Error(`${command.kind} is refused: ${answer.refusal}`);
  }

  close(): void {
    this.#socket.close();
  }
}
