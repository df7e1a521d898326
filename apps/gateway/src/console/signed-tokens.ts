import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export interface Signed {
  /** 32 hex digits. */
  readonly id: string;
  /** Wall clock, ms. */
  readonly expiresAtMs: number;
}

const tokenPattern = /^([0-9a-f]{32})\.(\d{1,15})\.(\d{1,9})\.([0-9a-f]{64})$/;

/**
 * Tokens for one purpose that the show's key has signed: id, expiry, and the generation of the PIN. They outlive this
 * process, and any gateway of the show knows them. A new PIN raises the generation and ends them all.
 */
export class SignedTokens {
  readonly #purpose: string;
  readonly #key: Buffer;
  readonly #generation: number;
  readonly #wallMs: () => number;

  /** `consoleKey`: 32 bytes, hex. `purpose`: a token of one is worth nothing for another. */
  constructor(purpose: string, consoleKey: string, generation: number, wallMs: () => number) {
    this.#purpose = purpose;
    this.#key = Buffer.from(consoleKey, "hex");
    this.#generation = generation;
    this.#wallMs = wallMs;
  }

  /** A new token that is good for so long, ms. */
  issue(lastsMs: number): string {
    const id = randomBytes(16).toString("hex");
    const text = `${id}.${Math.floor(this.#wallMs()) + lastsMs}.${this.#generation}`;
    return `${text}.${this.#sign(text).toString("hex")}`;
  }

  /** Null where it is no token for this, or no longer. */
  read(token: string): Signed | null {
    const [, id, expiry, generation, signature] = tokenPattern.exec(token) ?? [];
    if (id === undefined || signature === undefined) return null;
    const signed = this.#sign(`${id}.${expiry}.${generation}`);
    if (!timingSafeEqual(signed, Buffer.from(signature, "hex"))) return null;
    const expiresAtMs = Number(expiry);
    if (Number(generation) !== this.#generation || this.#wallMs() >= expiresAtMs) return null;
    return { id, expiresAtMs };
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(`${this.#purpose}|${text}`).digest();
  }
}
