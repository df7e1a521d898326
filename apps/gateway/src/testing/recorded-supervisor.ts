import type { GatewayOrder, SupervisorWord } from "@cablecut/protocol";
import type { SupervisorChannel } from "../supervisor-port.ts";

/** A supervisor in a test's hands: it writes down what it is told, and says what the test says. */
export class RecordedSupervisor implements SupervisorChannel {
  readonly orders: GatewayOrder[] = [];
  #hear: (word: unknown) => void = () => undefined;

  readonly send = (order: GatewayOrder): void => void this.orders.push(order);

  onWord(hear: (word: unknown) => void): void {
    this.#hear = hear;
  }

  say(word: SupervisorWord): void {
    this.#hear(word);
  }
}
