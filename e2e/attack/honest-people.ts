import type {
  EnterAnswer,
  GatewayToPhone,
  GatewayToStage,
  PayAnswer,
  PhoneToGateway,
  ShowSnapshot,
  StageToGateway,
} from "@cablecut/protocol";
import { randomBytes } from "node:crypto";
import { io, type Socket } from "socket.io-client";

const people = 20;
/** Between two payments of one person, ms. */
const betweenMs = 250;
const answerMaxMs = 10_000;

type PhoneSocket = Socket<GatewayToPhone, PhoneToGateway>;

interface Person {
  readonly socket: PhoneSocket;
  accountNumber: number;
  sequence: number;
}

/** Twenty people who pay each other over the phones' own protocol, and the stage that looks on. */
export class HonestPeople {
  readonly #url: string;
  readonly #people: Person[] = [];
  readonly #stage: Socket<GatewayToStage, StageToGateway>;
  readonly #scenes = new Set<ShowSnapshot["scene"]>();
  #snapshot: ShowSnapshot | null = null;
  #latenciesMs: number[] = [];
  #unanswered = 0;
  #paying = true;

  constructor(url: string) {
    this.#url = url;
    this.#stage = io(`${url}/stage`, { transports: ["websocket"], forceNew: true });
    this.#stage.on("snapshot", (snapshot) => {
      this.#snapshot = snapshot;
      this.#scenes.add(snapshot.scene);
      if (snapshot.incident !== null) this.#scenes.add("switching");
    });
  }

  get snapshot(): ShowSnapshot | null {
    return this.#snapshot;
  }

  async comeIn(): Promise<void> {
    for (let at = 0; at < people; at += 1) {
      const socket: PhoneSocket = io(`${this.#url}/phone`, {
        transports: ["websocket"],
        forceNew: true,
      });
      const person: Person = { socket, accountNumber: 0, sequence: 0 };
      const token = randomBytes(16).toString("hex");
      const enter = async (): Promise<void> => {
        const answer: EnterAnswer = await socket.emitWithAck("enter", { token, showId: null });
        if (!answer.ok) return;
        person.accountNumber = answer.me.accountNumber;
        person.sequence = Math.max(person.sequence, answer.account.lastSequence);
      };
      await new Promise<void>((connected) => socket.once("connect", () => connected()));
      await enter();
      socket.on("connect", () => void enter().catch(() => undefined));
      this.#people.push(person);
    }
    for (const [at, person] of this.#people.entries()) void this.#payOn(person, at);
  }

  /** What was seen since the last time: latencies in order, payments without an answer, scenes. */
  take(): {
    readonly latenciesMs: readonly number[];
    readonly unanswered: number;
    readonly scenes: readonly string[];
  } {
    const seen = {
      latenciesMs: this.#latenciesMs.toSorted((one, other) => one - other),
      unanswered: this.#unanswered,
      scenes: [...this.#scenes],
    };
    this.#latenciesMs = [];
    this.#unanswered = 0;
    this.#scenes.clear();
    return seen;
  }

  leave(): void {
    this.#paying = false;
    this.#stage.close();
    for (const { socket } of this.#people) socket.close();
  }

  async #payOn(person: Person, at: number): Promise<void> {
    while (this.#paying) {
      await new Promise((over) => setTimeout(over, betweenMs * (0.5 + Math.random())));
      const payee = this.#people[(at + 1) % people]!.accountNumber;
      const startedMs = performance.now();
      const answer = await this.#pay(person, payee);
      if (!this.#paying) return;
      if (answer === null) this.#unanswered += 1;
      else this.#latenciesMs.push(performance.now() - startedMs);
      if (answer?.kind === "booked" || answer?.kind === "refused") person.sequence += 1;
    }
  }

  async #pay(person: Person, payee: number): Promise<PayAnswer | null> {
    const payment = { sequence: person.sequence + 1, payee, amountCents: 1 };
    try {
      return await person.socket.timeout(answerMaxMs).emitWithAck("pay", payment);
    } catch {
      return null;
    }
  }
}
