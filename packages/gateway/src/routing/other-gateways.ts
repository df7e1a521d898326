import type { GatewayWord } from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";

/** A word counts for so long, ms of awake time (C2). */
export const wordAgeMaxMs = 2_000;
/** Phones of a gateway that fell silent are awaited for so long, ms of awake time (C8). */
const awaitedForMs = 15_000;
/** Boots whose last number is remembered; beyond it the one that was heard first is forgotten. */
const bootsMax = 64;

/** What the other gateways of the show say, as long as it counts (rules C). */
export class OtherGateways {
  readonly #self: Pick<GatewayWord, "gateway" | "boot">;
  readonly #awake: AwakeClock;
  /** By boot. */
  readonly #lastNumbers = new Map<number, number>();
  /** By gateway. */
  readonly #words = new Map<string, { readonly word: GatewayWord; readonly heardMs: number }>();
  /** How many of their words were taken since the start. */
  wordsHeard = 0;
  /** How often one of them fell silent, or was started again. */
  fellSilent = 0;
  #awaited = { phones: 0, untilMs: Number.NEGATIVE_INFINITY };
  /** Told of how many phones a gateway had that fell silent. */
  #lost: (phones: number) => void = () => undefined;

  constructor(self: Pick<GatewayWord, "gateway" | "boot">, awake: AwakeClock) {
    this.#self = self;
    this.#awake = awake;
  }

  /** The words that count now. */
  get words(): readonly GatewayWord[] {
    return [...this.#words.values()].map(({ word }) => word);
  }

  /** At some time since the start. */
  get wereHeard(): boolean {
    return this.wordsHeard > 0;
  }

  /** False where it is nobody else's, or old: then nothing is taken from it. */
  heard(word: GatewayWord): boolean {
    const { gateway, boot, number } = word;
    if (boot === this.#self.boot) return false;
    if (number <= (this.#lastNumbers.get(boot) ?? 0)) return false;
    this.#remember(boot, number);
    if (gateway === this.#self.gateway) return this.#heardOfEarlierLife(word);
    this.wordsHeard += 1;
    const before = this.#words.get(gateway);
    // The same gateway was started again: of its phones nobody has come back yet.
    if (before !== undefined && before.word.boot !== boot) this.#drop(before.word);
    this.#words.set(gateway, { word, heardMs: this.#awake.nowMs });
    if (word.awaited !== null) this.#await(word.awaited.phones, word.awaited.forMs);
    return true;
  }

  tick(): void {
    for (const { word, heardMs } of this.#words.values())
      if (this.#awake.nowMs - heardMs > wordAgeMaxMs) this.#drop(word);
  }

  /** Phones that there were when a gateway fell silent, while they are awaited; null otherwise. */
  get awaited(): GatewayWord["awaited"] {
    const forMs = this.#awaited.untilMs - this.#awake.nowMs;
    return forMs > 0 ? { phones: this.#awaited.phones, forMs } : null;
  }

  /** `phonesHere`: at this gateway. */
  onLost(phonesHere: () => number): void {
    this.#lost = (phones) => {
      const others = this.words.reduce((sum, { counts }) => sum + counts.people, 0);
      this.#await(phones + others + phonesHere(), awaitedForMs);
    };
  }

  /** Of this gateway, before it was started again: its phones are on their way back (C8). Nothing else of it holds. */
  #heardOfEarlierLife({ counts, awaited }: GatewayWord): false {
    if (counts.people > 0) this.#lost(counts.people);
    if (awaited !== null) this.#await(awaited.phones, awaited.forMs);
    return false;
  }

  #drop(word: GatewayWord): void {
    this.#words.delete(word.gateway);
    this.fellSilent += 1;
    if (word.counts.people > 0) this.#lost(word.counts.people);
  }

  #await(phones: number, forMs: number): void {
    const untilMs = this.#awake.nowMs + Math.min(forMs, awaitedForMs);
    // What comes back from another gateway must not keep itself alive.
    if (phones > (this.awaited?.phones ?? 0)) this.#awaited = { phones, untilMs };
  }

  #remember(boot: number, number: number): void {
    this.#lastNumbers.delete(boot);
    this.#lastNumbers.set(boot, number);
    if (this.#lastNumbers.size <= bootsMax) return;
    for (const oldest of this.#lastNumbers.keys()) {
      this.#lastNumbers.delete(oldest);
      return;
    }
  }
}
