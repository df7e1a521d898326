import {
  present,
  type EnterAnswer,
  type InFlight,
  type PayAnswer,
  type Receipt,
  type VerifyAnswer,
} from "@cablecut/protocol";
import { letIn } from "../client/let-in.ts";
import { PhoneSocket } from "../client/phone-socket.ts";

/** Of payments. With them and its verifications a phone stays below the eight requests a second that it may make. */
const againMs = 250;
/** Of verifications: as rarely as the page, since each may count as five requests. */
const verifyAgainMs = 1_500;

/** A phone without a screen that pays the same person again and again, keeps its receipts and tells what was in flight. */
export class PayingPhone {
  readonly #origin: string;
  readonly #token: string;
  readonly receipts: Receipt[] = [];
  #socket: PhoneSocket | null = null;
  #numbers = 0;
  readonly #sent: {
    sequence: number;
    sentMs: number;
    endedMs: number | null;
    end: InFlight["end"];
  }[] = [];
  me: (EnterAnswer & { ok: true }) | null = null;
  /** The incidents whose receipts a room has checked for it. */
  readonly checked: number[] = [];
  #stopped = false;

  constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  async enter(): Promise<EnterAnswer & { ok: true }> {
    const { socket, open } = this.#connect();
    await open;
    const page = this.#token.slice(0, 16);
    const tells = {
      kept: 0,
      keptCents: 0,
      checking: 0,
      receipts: 0,
      page,
      visit: 1,
      verified: null,
    };
    const input = { token: this.#token, showId: null, tells };
    const answer = await letIn(() => socket.ask<EnterAnswer>("enter", input));
    if (answer.opening !== null) this.receipts.push(answer.opening);
    this.me = answer;
    return answer;
  }

  /** Pays until it is stopped, each number until its end is known. */
  async payOn(payee: number): Promise<void> {
    while (!this.#stopped) {
      const sequence = ++this.#numbers;
      const sent = { sequence, sentMs: performance.now(), endedMs: null, end: "open" as const };
      this.#sent.push(sent);
      await this.#untilEnded(sequence, payee);
      await pause(againMs);
    }
  }

  /** The number that is open is ended first. */
  stop(): void {
    this.#stopped = true;
  }

  close(): void {
    this.#socket?.close();
  }

  async #untilEnded(sequence: number, payee: number): Promise<void> {
    for (;;) {
      const answer = await this.#ask<PayAnswer>("pay", { sequence, payee, amountCents: 888 });
      const end = answer?.kind;
      if (end === "booked" || end === "refused" || end === "cancelled") {
        const sent = present(
          this.#sent.find((each) => each.sequence === sequence),
          "the number that was sent",
        );
        Object.assign(sent, { end, endedMs: performance.now() });
        if (answer?.kind === "booked") this.receipts.push(answer.receipt);
        return;
      }
      await pause(againMs);
    }
  }

  #ask<Answer>(name: string, input: unknown): Promise<Answer | null> {
    return this.#socket?.ask<Answer>(name, input) ?? Promise.resolve(null);
  }

  #connect(): { socket: PhoneSocket; open: Promise<void> } {
    let opened: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (opened = resolve));
    const socket = new PhoneSocket(
      { gateway: this.#origin, page: this.#origin },
      {
        events: ["verifyReceipts"],
        onOpen: () => opened(),
        onClose: () => undefined,
        onEvent: (_, [request]) =>
          void this.#verify(request as { incident: number; startedAgoMs?: number }),
      },
    );
    this.#socket = socket;
    return { socket, open };
  }

  async #verify({
    incident,
    startedAgoMs,
  }: {
    readonly incident: number;
    readonly startedAgoMs?: number;
  }): Promise<void> {
    const beganMs = startedAgoMs === undefined ? null : performance.now() - startedAgoMs;
    for (;;) {
      const inFlight = beganMs === null ? {} : { inFlight: this.#inFlightAt(beganMs) };
      const answer = await this.#ask<VerifyAnswer>("verify", {
        incident,
        receipts: this.receipts.slice(-32),
        ...inFlight,
      });
      const isChecked = answer?.ok === true && !answer.checks.includes("not-yet");
      if (
        isChecked &&
        !this.#sent.some(({ end, sentMs }) => end === "open" && sentMs < (beganMs ?? 0))
      ) {
        this.checked.push(incident);
        return;
      }
      await pause(verifyAgainMs);
    }
  }

  #inFlightAt(beganMs: number): InFlight[] {
    return this.#sent
      .filter(({ sentMs, endedMs }) => sentMs < beganMs && (endedMs === null || endedMs > beganMs))
      .map(({ sequence, sentMs, endedMs, end }) => ({
        sequence,
        sentBeforeMs: Math.round(beganMs - sentMs),
        end,
        endedAfterMs: endedMs === null ? null : Math.round(endedMs - beganMs),
      }));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
