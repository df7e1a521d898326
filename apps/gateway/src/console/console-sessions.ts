import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** How long a login lasts, by the wall clock: the one thing here that is decided by it, ms. */
export const sessionLastsMs = 12 * 3_600_000;
/** Sessions that were logged out of and have not expired yet. */
const endedMax = 10_000;

interface Session {
  /** 32 hex digits. */
  readonly id: string;
  /** Wall clock, ms. */
  readonly expiresAtMs: number;
}

const tokenPattern = /^([0-9a-f]{32})\.(\d{1,15})\.(\d{1,9})\.([0-9a-f]{64})$/;

/**
 * Console sessions are tokens that the show's key has signed: id, expiry, and the generation of the PIN. So they outlive
 * this process, any gateway of the show knows them, and however many there are nobody is pushed out. A new PIN raises the
 * generation and ends them all.
 */
export class ConsoleSessions {
  readonly #key: Buffer;
  readonly #generation: number;
  readonly #wallMs: () => number;
  /** By id, until when they would have lasted. Known to this process only. */
  readonly #ended = new Map<string, number>();

  /** `consoleKey`: 32 bytes, hex. */
  constructor(consoleKey: string, generation: number, wallMs: () => number) {
    this.#key = Buffer.from(consoleKey, "hex");
    this.#generation = generation;
    this.#wallMs = wallMs;
  }

  /** A new session's token. */
  begin(): string {
    const id = randomBytes(16).toString("hex");
    const text = `${id}.${Math.floor(this.#wallMs()) + sessionLastsMs}.${this.#generation}`;
    return `${text}.${this.#sign(text).toString("hex")}`;
  }

  isOpen(token: string): boolean {
    const session = this.#read(token);
    return session !== null && !this.#ended.has(session.id);
  }

  /** Logs this one out. False where it was not open, or too many were logged out of lately to remember one more. */
  end(token: string): boolean {
    const session = this.#read(token);
    if (session === null) return false;
    this.#forgetExpired();
    if (this.#ended.size >= endedMax) return false;
    this.#ended.set(session.id, session.expiresAtMs);
    return true;
  }

  #read(token: string): Session | null {
    const [, id, expiry, generation, signature] = tokenPattern.exec(token) ?? [];
    if (id === undefined || signature === undefined) return null;
    const signed = this.#sign(`${id}.${expiry}.${generation}`);
    if (!timingSafeEqual(signed, Buffer.from(signature, "hex"))) return null;
    const expiresAtMs = Number(expiry);
    if (Number(generation) !== this.#generation || this.#wallMs() >= expiresAtMs) return null;
    return { id, expiresAtMs };
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(`cablecut-console-1|${text}`).digest();
  }

  #forgetExpired(): void {
    for (const [id, expiresAtMs] of this.#ended) {
      if (this.#wallMs() >= expiresAtMs) this.#ended.delete(id);
    }
  }
}
