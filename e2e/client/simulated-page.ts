import type {
  AccountView,
  EnterAnswer,
  EnterInput,
  PayAnswer,
  SealedChecks,
} from "@cablecut/protocol";
import { PhoneSocket, usualOpenMs } from "./phone-socket.ts";

/** As the pages have it: first try after so long, doubled up to the most, half more or less, ms. */
const firstAgainMs = 250;
const mostAgainMs = 2_000;
const payAgainMs = 300;
/** Where it was in before and knows no other gateway, for the first try. */
const backMs = 10_000;
/** The door says something within this time, or the connection is of no use, ms. */
const doorAnswerMs = 8_000;

export interface PageParts {
  /** Origin of the page; the socket goes there first. */
  readonly home: string;
  /** 32 hex digits. */
  readonly token: string;
  readonly synthetic?: boolean;
  readonly localAddress?: string;
  /** Of a local authority, where the address is https. */
  readonly ca?: string;
  readonly random: () => number;
  /** Told of every payment that was booked, once. */
  readonly onBooked?: (answer: Extract<PayAnswer, { kind: "booked" }>) => void;
}

/**
 * A phone's page without a screen: enters, tells what it keeps, pays under numbers of its own until each has ended, and goes
 * to another of the show's gateways when its socket is lost, as the page does.
 */
export class SimulatedPage {
  readonly #parts: PageParts;
  readonly #page: string;
  #gateways: readonly string[] = [];
  #socket: PhoneSocket | null = null;
  #visit = 0;
  #tries = 0;
  #isKnownToWork = false;
  #closed = false;
  /** Where the socket is or goes. */
  at: string;
  /** Null while it is not in. */
  account: AccountView | null = null;
  accountNumber = 0;
  /** Payments that it says it keeps. */
  kept = 0;
  lastSequence = 0;
  booked = 0;
  receipts = 0;
  sealed: SealedChecks | null = null;
  /** Monotonic, of when it last came in and when it last lost its gateway, ms. */
  enteredMs = 0;
  lostMs = 0;
  /** Refusals at the door, by name. */
  readonly refusals = new Map<string, number>();
  onEntered: () => void = () => undefined;
  /** Asked by the gateway to check receipts. */
  onVerify: (incident: number) => void = () => undefined;
  onCue: (on: boolean) => void = () => undefined;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.at = parts.home;
    this.#page = parts.token.slice(0, 16);
  }

  /** The socket is at another gateway than the page's own. */
  get hasMoved(): boolean {
    return this.at !== this.#parts.home;
  }

  get isIn(): boolean {
    return this.account !== null;
  }

  connect(): void {
    const { home, localAddress, ca } = this.#parts;
    const way = {
      gateway: this.at,
      openMs: this.#isKnownToWork && this.#others.length === 0 ? backMs : usualOpenMs,
      page: home,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(ca === undefined ? {} : { ca }),
    };
    // It comes in with its connection, as the page does.
    let told = false;
    const startedMs = performance.now();
    const socket = new PhoneSocket(
      way,
      {
        events: ["entered", "gateways", "elsewhere", "verifyReceipts", "world"],
        onOpen: () => {
          setTimeout(() => {
            if (!told) socket.close();
          }, doorAnswerMs).unref();
        },
        onClose: () => {
          if (told) this.#isKnownToWork = true;
          else if (performance.now() - startedMs >= way.openMs) this.#isKnownToWork = false;
          told = true;
          this.#lost(socket);
        },
        onEvent: (name, [value]) => {
          if (name !== "entered") return this.#hear(name, value);
          told = true;
          // oxlint-disable-next-line typescript/consistent-type-assertions -- gateways are ours and of the same version
          this.#entered(socket, value as EnterAnswer);
        },
      },
      { enter: this.#entrance() },
    );
    this.#socket = socket;
  }

  get #others(): readonly string[] {
    return this.#gateways.filter((each) => each !== this.#parts.home);
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
  }

  /** A request over the present socket; null where no answer came. */
  ask<Answer>(name: string, input: unknown): Promise<Answer | null> {
    return this.#socket?.ask<Answer>(name, input) ?? Promise.resolve(null);
  }

  /** Pays once: the same number until its end is known. Resolves to the time that took, ms, or null at `untilMs`. */
  async pay(payee: number, amountCents: number, untilMs: number): Promise<number | null> {
    const sequence = this.lastSequence + 1;
    const startedMs = performance.now();
    while (performance.now() < untilMs && !this.#closed) {
      const answer = await this.ask<PayAnswer>("pay", { sequence, payee, amountCents });
      if (answer?.kind === "booked" || answer?.kind === "refused") {
        this.lastSequence = sequence;
        if (answer.kind === "booked") {
          this.booked += 1;
          this.#parts.onBooked?.(answer);
        }
        this.receipts += 1;
        return performance.now() - startedMs;
      }
      await new Promise((done) => setTimeout(done, payAgainMs * (0.5 + this.#parts.random())));
    }
    return null;
  }

  #entrance(): EnterInput {
    const { token, synthetic = false } = this.#parts;
    this.#visit += 1;
    const { kept, receipts, sealed: verified } = this;
    const keptCents = kept * 888;
    const tells = {
      kept,
      keptCents,
      checking: 0,
      receipts,
      page: this.#page,
      visit: this.#visit,
      verified,
    };
    return { token, showId: null, tells, ...(synthetic ? { synthetic } : {}) };
  }

  async #askAgain(socket: PhoneSocket): Promise<void> {
    const answer = await socket.ask<EnterAnswer>("enter", this.#entrance());
    if (answer === null) return socket.close();
    this.#entered(socket, answer);
  }

  #entered(socket: PhoneSocket, answer: EnterAnswer): void {
    if (socket !== this.#socket || this.#closed) return;
    if (!answer.ok) {
      this.refusals.set(answer.refusal, (this.refusals.get(answer.refusal) ?? 0) + 1);
      setTimeout(
        () => {
          if (socket === this.#socket && !this.#closed) void this.#askAgain(socket);
        },
        400 * (0.5 + this.#parts.random()),
      );
      return;
    }
    this.#tries = 0;
    this.account = answer.account;
    this.accountNumber = answer.me.accountNumber;
    this.lastSequence = Math.max(this.lastSequence, answer.account.lastSequence);
    this.enteredMs = performance.now();
    this.onEntered();
  }

  #hear(name: string, value: unknown): void {
    if (name === "gateways") this.#gateways = value as readonly string[];
    if (name === "elsewhere") this.#goElsewhere();
    if (name === "verifyReceipts") this.onVerify((value as { incident: number }).incident);
    if (name === "world") this.onCue((value as { cue: { on: boolean } }).cue.on);
  }

  /** Its gateway is cut off from the rooms, and says so. */
  #goElsewhere(): void {
    if (this.#others.length === 0) return;
    this.#tries = this.hasMoved ? 0 : 1;
    this.#socket?.close();
  }

  #lost(socket: PhoneSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (this.#closed) return;
    if (this.account !== null) this.lostMs = performance.now();
    const hadAccount = this.accountNumber !== 0;
    this.account = null;
    const waitMs = Math.min(mostAgainMs, firstAgainMs * 2 ** Math.min(this.#tries, 4));
    const other = this.#others[Math.floor(this.#tries / 2) % this.#others.length];
    const isOthersTurn = this.#tries % 2 === 1 && hadAccount;
    this.at = isOthersTurn && other !== undefined ? other : this.#parts.home;
    this.#tries += 1;
    setTimeout(
      () => {
        if (!this.#closed) this.connect();
      },
      waitMs * (0.5 + this.#parts.random()),
    );
  }
}
