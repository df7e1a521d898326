import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { PayAnswer, Receipt } from "@cablecut/protocol";
import { SimulatedPage } from "../client/simulated-page.ts";

/** A payment whose end is not known by then has none, ms. */
const endMs = 60_000;

/** People at both gateways who pay each other without a pause, one number at a time, and keep every receipt. */
export class People {
  readonly receipts: Receipt[] = [];
  readonly #pages: readonly SimulatedPage[];
  readonly #open = new Set<Promise<void>>();
  readonly #pauseMs: number;
  #paying = false;
  /** Payments whose end nobody could find out. */
  lost = 0;
  /** The longest that anybody waited for the end of a payment since `restart` of the clock, ms. */
  longestMs = 0;

  constructor(origins: readonly string[], count: number, pauseMs: number) {
    this.#pauseMs = pauseMs;
    this.#pages = Array.from({ length: count }, (_, at) => {
      return new SimulatedPage({
        home: origins[at % origins.length]!,
        token: randomBytes(16).toString("hex"),
        random: Math.random,
        onBooked: (answer: Extract<PayAnswer, { kind: "booked" }>) =>
          this.receipts.push(answer.receipt),
      });
    });
    for (const page of this.#pages) page.connect();
  }

  get count(): number {
    return this.#pages.length;
  }

  /** Of them so many have an account and a gateway now. */
  get inside(): number {
    return this.#pages.filter((page) => page.isIn).length;
  }

  get atOtherGateways(): number {
    return this.#pages.filter((page) => page.hasMoved).length;
  }

  /** And so many are at this one, which they may not have reached yet. */
  countAt(gateway: string): number {
    return this.#pages.filter(({ at }) => at === gateway).length;
  }

  start(): void {
    this.#paying = true;
    for (const page of this.#pages) {
      const life = this.#pay(page);
      this.#open.add(life);
      void life.then(() => this.#open.delete(life));
    }
  }

  /** Resolves when every payment that was begun has an end. */
  async stop(): Promise<void> {
    this.#paying = false;
    await Promise.all(this.#open);
  }

  close(): void {
    this.#paying = false;
    for (const page of this.#pages) page.close();
  }

  async #pay(page: SimulatedPage): Promise<void> {
    while (this.#paying) {
      const payee = this.#pages[Math.floor(Math.random() * this.#pages.length)]!;
      if (payee !== page && payee.accountNumber !== 0) {
        const tookMs = await page.pay(payee.accountNumber, 888, performance.now() + endMs);
        if (tookMs === null) this.lost += 1;
        this.longestMs = Math.max(this.longestMs, tookMs ?? endMs);
      }
      await pause(this.#pauseMs * (0.5 + Math.random()));
    }
  }
}
