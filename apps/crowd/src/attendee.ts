import type {
  AccountNumber,
  EnterAnswer,
  EnterInput,
  GatewayToPhone,
  PayAnswer,
  Person,
  PhoneAuth,
  PhoneToGateway,
  Receipt,
} from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";

/** An answer that does not come within this time is unknown, ms; the gateway answers sooner. */
const answerTimeoutMs = 5_000;
/** Between two tries of the same number, ms. */
const againMs = 400;
/**
 * Before the door is tried again, as phones wait, ms: soon where the show itself is busy, later where a person decides; half
 * more or less. Whoever asks more often is a flood to the gateway, and so is everybody who shares the address.
 */
const doorSoonMs = 800;
const doorLaterMs = 5_000;

type DoorAnswer = "in" | "silent" | Extract<EnterAnswer, { ok: false }>["refusal"];

export interface AttendeeReport {
  booked: number;
  refused: number;
  cancelled: number;
  retries: number;
  receipts: Receipt[];
  /** Time from the first try to the definite answer, ms. */
  latenciesMs: number[];
}

/**
 * One synthetic attendee over the real phone protocol. It pays like a phone: one number at a time, the same number until
 * its end is known, and a payment into a switching shard is cancelled in the log before a new one is made.
 */
export class Attendee {
  readonly report: AttendeeReport = {
    booked: 0,
    refused: 0,
    cancelled: 0,
    retries: 0,
    receipts: [],
    latenciesMs: [],
  };
  readonly #socket: Socket<GatewayToPhone, PhoneToGateway>;
  readonly #token: string;
  /** The show's gateways, as the one it is at has told them. */
  #gateways: readonly string[];
  /** Where it is or goes. */
  #at: string;
  #tries = 0;
  #sequence = 0;
  #busy = false;
  /** Counts connections: what an earlier one was answered is of no use. */
  #visit = 0;
  #closed = false;
  /** Whether a show ever answered it, also in a refusal. */
  wasAnswered = false;
  me: Person | null = null;

  constructor(url: string, token: string) {
    this.#token = token;
    this.#gateways = [url];
    this.#at = url;
    this.#socket = io(`${url}/phone`, {
      transports: ["websocket"],
      forceNew: true,
      auth: { enter: this.#entrance } satisfies PhoneAuth,
    });
    // After a lost connection the gateway must know the session again before anything else is asked.
    this.#socket.on("connect", () => {
      this.wasAnswered = true;
      void this.#comeIn(++this.#visit);
    });
    this.#socket.on("disconnect", () => (this.#visit += 1));
    this.#socket.on("gateways", (origins) => this.#heardOf(origins));
    this.#socket.on("elsewhere", () => this.#goElsewhere());
    this.#socket.io.on("reconnect_attempt", () => this.#goOn());
    this.#socket.on("connect_error", () => this.#askAgain());
  }

  /** A refusal in words, as of a full hall, ends socket.io's own tries. */
  #askAgain(): void {
    if (this.#socket.active || this.#closed) return;
    this.wasAnswered = true;
    const again = (): void => {
      if (this.#closed) return;
      this.#goOn();
      this.#socket.connect();
    };
    setTimeout(again, doorLaterMs * (0.5 + Math.random())).unref();
  }

  #heardOf(origins: readonly string[]): void {
    if (origins.length === 0) return;
    this.#gateways = origins;
    this.#tries = 0;
  }

  /** As a phone does: its gateway is cut off from the rooms, and says so. */
  #goElsewhere(): void {
    if (this.#gateways.length < 2) return;
    // It may have come by an address that the show does not tell, as of this machine: that is mostly the first one's.
    this.#tries = Math.max(0, this.#gateways.indexOf(this.#at)) + 1;
    this.#socket.io.engine.close();
  }

  /** As a phone does: where its gateway is gone, the others are tried in turn. */
  #goOn(): void {
    const next = this.#gateways[this.#tries % this.#gateways.length];
    this.#tries += 1;
    if (next === undefined) return;
    this.#at = next;
    // oxlint-disable-next-line typescript/consistent-type-assertions -- `uri` is not in the manager's types
    (this.#socket.io as unknown as { uri: string }).uri = next;
  }

  /** Asks to be let in as a phone does: again, where doors are closed or a room has no answer for a moment. */
  async #comeIn(visit: number): Promise<void> {
    let answer = await this.#heardAtTheDoor();
    while (!this.#closed && visit === this.#visit) {
      if (answer === "in") return;
      // The presenter does not want it any more.
      if (answer === "removed") return this.close();
      const isBusy = answer === "silent" || answer === "switching" || answer === "unknown";
      const waitMs = (isBusy ? doorSoonMs : doorLaterMs) * (0.5 + Math.random());
      await new Promise((done) => setTimeout(done, waitMs));
      if (!this.#closed && visit === this.#visit) answer = await this.#enter();
    }
  }

  get #entrance(): EnterInput {
    return { token: this.#token, showId: null, synthetic: true };
  }

  /** The answer to what it said with its connection. */
  #heardAtTheDoor(): Promise<DoorAnswer> {
    return new Promise((settle) => {
      const heard = (answer: EnterAnswer): void => {
        clearTimeout(timer);
        settle(this.#told(answer));
      };
      const timer = setTimeout(() => {
        this.#socket.off("entered", heard);
        settle("silent");
      }, answerTimeoutMs);
      this.#socket.once("entered", heard);
    });
  }

  #told(answer: EnterAnswer): DoorAnswer {
    if (!answer.ok) return answer.refusal;
    this.me = answer.me;
    this.#sequence = Math.max(this.#sequence, answer.account.lastSequence);
    return "in";
  }

  async #enter(): Promise<DoorAnswer> {
    try {
      const answer: EnterAnswer = await this.#socket
        .timeout(answerTimeoutMs)
        .emitWithAck("enter", this.#entrance);
      return this.#told(answer);
    } catch {
      return "silent";
    }
  }

  get isFree(): boolean {
    return !this.#busy && !this.#closed && this.me !== null;
  }

  /** Pays once. Resolves when the end is known, or at `untilMs` (of this process, monotonic) with the payment still open. */
  async pay(payee: AccountNumber, amountCents: number, untilMs: number): Promise<void> {
    this.#busy = true;
    const sequence = this.#sequence + 1;
    const startedMs = performance.now();
    let cancelling = false;
    while (performance.now() < untilMs) {
      const answer = await this.#ask(sequence, payee, amountCents, cancelling);
      if (this.#settle(answer, sequence)) {
        this.report.latenciesMs.push(performance.now() - startedMs);
        break;
      }
      if (answer.kind === "not-now" && answer.refusal === "payee-switching") cancelling = true;
      this.report.retries += 1;
      await new Promise((done) => setTimeout(done, againMs));
    }
    this.#busy = false;
  }

  close(): void {
    this.#closed = true;
    this.#socket.close();
  }

  /** True if that number has ended. */
  #settle(answer: PayAnswer, sequence: number): boolean {
    switch (answer.kind) {
      case "booked":
        this.report.booked += 1;
        this.report.receipts.push(answer.receipt);
        break;
      case "refused":
        this.report.refused += 1;
        break;
      case "cancelled":
        this.report.cancelled += 1;
        break;
      case "ended-otherwise":
        break;
      case "not-now":
      case "unknown":
      case "rejected":
        return false;
    }
    this.#sequence = sequence;
    return true;
  }

  async #ask(
    sequence: number,
    payee: AccountNumber,
    amountCents: number,
    cancelling: boolean,
  ): Promise<PayAnswer> {
    try {
      const socket = this.#socket.timeout(answerTimeoutMs);
      return cancelling
        ? await socket.emitWithAck("cancel", { sequence })
        : await socket.emitWithAck("pay", { sequence, payee, amountCents });
    } catch {
      return { kind: "unknown" };
    }
  }
}
