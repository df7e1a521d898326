import type { PhoneAuth } from "@cablecut/protocol";
import { WebSocketLine, type LineWay } from "./web-socket-line.ts";

/** An answer that has not come by then will not come, ms; a gateway answers sooner. */
const answerTimeoutMs = 8_000;
/** As the pages have it: how long a connection may take to be opened, ms. */
export const usualOpenMs = 5_000;

interface Handlers {
  /** The gateway has let it into the namespace. */
  readonly onOpen: () => void;
  /** It is over, or never came about; told once. */
  readonly onClose: () => void;
  readonly onEvent: (name: string, values: readonly unknown[]) => void;
  /** Events of other names are not even read: thousands of clients run in one process. */
  readonly events: readonly string[];
}

/**
 * One socket of the namespace "/phone", spoken by hand (Engine.IO 4 over WebSocket, Socket.IO 5): a client for thousands in
 * one process, from any address of this machine.
 */
export class PhoneSocket {
  readonly #line: WebSocketLine;
  readonly #handlers: Handlers;
  readonly #answers = new Map<number, (answer: unknown) => void>();
  readonly #starts: readonly string[];
  readonly #connect: string;
  #asked = 0;
  #isOver = false;

  constructor(
    { openMs = usualOpenMs, ...way }: Omit<LineWay, "openMs"> & { readonly openMs?: number },
    handlers: Handlers,
    /** What it says with its CONNECT. */
    auth: PhoneAuth = {},
  ) {
    this.#handlers = handlers;
    this.#connect = auth.enter === undefined ? "40/phone," : `40/phone,${JSON.stringify(auth)}`;
    this.#starts = handlers.events.map((name) => `42/phone,["${name}"`);
    this.#line = new WebSocketLine({ ...way, openMs }, "/socket.io/?EIO=4&transport=websocket", {
      onMessage: (data) => this.#hear(data),
      onClose: () => this.#over(),
    });
  }

  /** Null: no answer came. */
  ask<Answer>(name: string, input: unknown): Promise<Answer | null> {
    if (this.#isOver || !this.#line.isOpen) return Promise.resolve(null);
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((settle) => {
      const timer = setTimeout(() => this.#answered(id, null), answerTimeoutMs);
      timer.unref();
      this.#answers.set(id, (answer) => {
        clearTimeout(timer);
        // oxlint-disable-next-line typescript/consistent-type-assertions -- gateways are ours and of the same version
        settle(answer as Answer | null);
      });
      this.#line.send(`42/phone,${id}${JSON.stringify([name, input])}`);
    });
  }

  close(): void {
    this.#over();
    this.#line.terminate();
  }

  #hear(data: Buffer): void {
    const text = data.toString("latin1", 0, 24);
    if (text.startsWith("0{")) return this.#line.send(this.#connect);
    if (text === "2") return this.#line.send("3");
    if (text.startsWith("40/phone")) return this.#handlers.onOpen();
    if (text.startsWith("44/phone") || text.startsWith("41")) return this.close();
    if (text.startsWith("43/phone,")) return this.#hearAnswer(data.toString());
    const at = this.#starts.findIndex((start) => text.startsWith(start.slice(0, text.length)));
    const name = this.#handlers.events[at];
    if (name === undefined) return;
    const whole = data.toString();
    const values = JSON.parse(whole.slice("42/phone,".length)) as unknown[];
    this.#handlers.onEvent(name, values.slice(1));
  }

  #hearAnswer(text: string): void {
    const start = text.indexOf("[");
    const id = Number(text.slice("43/phone,".length, start));
    const [answer] = JSON.parse(text.slice(start)) as unknown[];
    this.#answered(id, answer);
  }

  #answered(id: number, answer: unknown): void {
    const settle = this.#answers.get(id);
    this.#answers.delete(id);
    settle?.(answer);
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const id of this.#answers.keys()) this.#answered(id, null);
    this.#handlers.onClose();
  }
}
