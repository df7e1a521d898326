import { SimulatedPage } from "../client/simulated-page.ts";

/** Phones that pay each other all the time, over one address. */
export class ProxiedCrowd {
  readonly pages: readonly SimulatedPage[];
  /** Payments that were begun, by numbers; each must end. */
  begun = 0;
  unfinished = 0;
  #paying = true;
  readonly #rounds: Promise<void>[] = [];

  /** `perSecond`: payments of all together. */
  constructor(of: {
    readonly phones: number;
    readonly home: string;
    readonly ca: string;
    readonly seed: number;
    readonly random: () => number;
  }) {
    this.pages = Array.from(
      { length: of.phones },
      (_, at) =>
        new SimulatedPage({
          home: of.home,
          ca: of.ca,
          token: `${of.seed.toString(16).padStart(8, "0")}${at.toString(16).padStart(24, "0")}`,
          random: of.random,
        }),
    );
  }

  /** They come in as through a door. */
  async comeIn(perSecond: number): Promise<void> {
    for (const page of this.pages) {
      page.connect();
      await new Promise((done) => setTimeout(done, 1_000 / perSecond));
    }
  }

  get areIn(): number {
    return this.pages.filter(({ isIn }) => isIn).length;
  }

  get booked(): number {
    return this.pages.reduce((sum, { booked }) => sum + booked, 0);
  }

  /** Everybody pays the next one, waits, and pays again, until `stop`. */
  pay(eachEveryMs: number, patienceMs: number): void {
    const { pages } = this;
    for (const [at, page] of pages.entries())
      this.#rounds.push(
        this.#payOn(page, pages[(at + 1) % pages.length]!, eachEveryMs, patienceMs),
      );
  }

  async #payOn(
    page: SimulatedPage,
    payee: SimulatedPage,
    everyMs: number,
    patienceMs: number,
  ): Promise<void> {
    // Not all at the same moment.
    await new Promise((done) => setTimeout(done, everyMs * Math.random()));
    while (this.#paying) {
      this.begun += 1;
      const tookMs = await page.pay(payee.accountNumber, 1, performance.now() + patienceMs);
      if (tookMs === null) this.unfinished += 1;
      await new Promise((done) => setTimeout(done, everyMs));
    }
  }

  /** Nobody begins another payment; resolves when all that were begun have ended, or were given up. */
  async stop(): Promise<void> {
    this.#paying = false;
    await Promise.all(this.#rounds);
  }

  close(): void {
    for (const page of this.pages) page.close();
  }
}
