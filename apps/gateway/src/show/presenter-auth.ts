import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { nowMs } from "../clock.ts";

/** Wrong PINs in a minute, over all connections, before nobody may try for the rest of it. */
const wrongPerMinuteMax = 10;
const sessionsMax = 50;

/**
 * The presenter's PIN. A failed login changes nothing but the count of failed logins: no session, no state, no event.
 */
export class PresenterAuth {
  readonly #salt: string;
  readonly #pinHash: Buffer;
  readonly #sessions = new Set<string>();
  #wrong: number[] = [];

  constructor(presenter: { readonly salt: string; readonly pinHash: string }) {
    this.#salt = presenter.salt;
    this.#pinHash = Buffer.from(presenter.pinHash, "hex");
  }

  login(
    pin: string,
  ): { ok: true; session: string } | { ok: false; refusal: "wrong-pin" | "too-fast" } {
    const now = nowMs();
    this.#wrong = this.#wrong.filter((at) => now - at < 60_000);
    if (this.#wrong.length >= wrongPerMinuteMax) return { ok: false, refusal: "too-fast" };
    const hash = hashPin(pin, this.#salt);
    if (hash.length !== this.#pinHash.length || !timingSafeEqual(hash, this.#pinHash)) {
      this.#wrong.push(now);
      return { ok: false, refusal: "wrong-pin" };
    }
    const session = randomBytes(16).toString("hex");
    for (const oldest of this.#sessions) {
      if (this.#sessions.size < sessionsMax) break;
      this.#sessions.delete(oldest);
    }
    this.#sessions.add(session);
    return { ok: true, session };
  }

  isOpen(session: string): boolean {
    return this.#sessions.has(session);
  }
}

/** scrypt with light cost: a PIN of a few digits is guarded by the count of wrong ones, not by the hash. */
export function hashPin(pin: string, salt: string): Buffer {
  return scryptSync(pin, salt, 32, { N: 1024, r: 8, p: 1 });
}
