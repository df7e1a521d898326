import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import { isAtHome, leaveGateway, originOf, startOver, type LiveSocket } from "@cablecut/ui";

export type PhoneSocket = LiveSocket<GatewayToPhone, PhoneToGateway>;

type Asks = Omit<PhoneToGateway, "outbox">;
export type AskName = keyof Asks;
export type AskInput<Name extends AskName> = Parameters<Asks[Name]>[0];
export type AskAnswer<Name extends AskName> = Parameters<Parameters<Asks[Name]>[1]>[0];

/** How long an answer of the gateway is awaited, ms; it answers `unknown` by itself well before. */
const answerMaxMs = 8_000;
/** The same for a sign of life after a sleep, ms. */
const lifeSignMaxMs = 2_500;

/** The requests of a phone; null stands for no answer: not connected, cut in between, or too late. */
export interface GatewayLine {
  ask<Name extends AskName>(name: Name, input: AskInput<Name>): Promise<AskAnswer<Name> | null>;
  outbox(input: Parameters<PhoneToGateway["outbox"]>[0]): void;
  /** Connects anew if the gateway gives no sign of life: a sleeping phone's connection may be dead unknowingly. */
  checkLife(): void;
  /** Goes on over a new connection, to the page's own gateway first. */
  startOver(): void;
  /** To another gateway, where there is one; false: there is none. */
  goElsewhere(): boolean;
  /** The gateway is the one that the page came from. */
  readonly isAtHome: boolean;
  /** Of the gateway that is asked. */
  readonly origin: string;
}

export function openGatewayLine(socket: PhoneSocket): GatewayLine {
  /** Wi-Fi that died without a word: the socket believes to be connected while nothing comes back. */
  const suspectSilence = (): void => {
    if (socket.connected) socket.io.engine.close();
  };
  async function askWithin<Name extends AskName>(
    maxMs: number,
    name: Name,
    input: AskInput<Name>,
  ): Promise<AskAnswer<Name> | null> {
    // Never queued while disconnected: what is sent later is decided later.
    if (!socket.connected) return null;
    try {
      // oxlint-disable-next-line typescript/consistent-type-assertions -- socket.io cannot type a name that is generic; `Asks` does
      const untyped = socket.timeout(maxMs) as unknown as {
        emitWithAck(event: string, value: unknown): Promise<AskAnswer<Name>>;
      };
      return await untyped.emitWithAck(name, input);
    } catch {
      suspectSilence();
      return null;
    }
  }
  return {
    get isAtHome() {
      return isAtHome(socket);
    },
    get origin() {
      return originOf(socket);
    },
    ask: (name, input) => askWithin(answerMaxMs, name, input),
    checkLife: () => void askWithin(lifeSignMaxMs, "account", {}),
    startOver: () => {
      if (socket.connected) startOver(socket);
    },
    goElsewhere: () => leaveGateway(socket),
    outbox(input) {
      if (socket.connected) socket.emit("outbox", input);
    },
  };
}
