import { scryptSync, timingSafeEqual } from "node:crypto";
import { nowMs } from "../monotonic-clock.ts";

/** Wrong PINs in a minute, over all connections, before nobody may try for the rest of it. */
const wrongPerMinuteMax = 10;

/**
 * The presenter's PIN. A wrong one changes nothing but the count of wrong ones: no session, no state, no event.
 */
export class PresenterPin {
  readonly #salt: string;
  readonly #pinHash: Buffer;
  #wrong: number[] = [];

  constructor(presenter: { readonly salt: string; readonly pinHash: string }) {
    this.#salt = presenter.salt;
    this.#pinHash = Buffer.from(presenter.pinHash, "hex");
  }

  /** Null where it is the PIN. */
  refusalOf(pin: string): "wrong-pin" | "too-fast" | null {
    const now = nowMs();
    this.#wrong = this.#wrong.filter((at) => now - at < 60_000);
    if (this.#wrong.length >= wrongPerMinuteMax) return "too-fast";
    const hash = hashPin(pin, this.#salt);
    if (hash.length === this.#pinHash.length && timingSafeEqual(hash, this.#pinHash)) return null;
    this.#wrong.push(now);
    return "wrong-pin";
  }
}

/** scrypt with light cost: a PIN of a few digits is guarded by the count of wrong ones, not by the hash. */
export function hashPin(pin: string, salt: string): Buffer {
  return scryptSync(pin, salt, 32, { N: 1024, r: 8, p: 1 });
}
