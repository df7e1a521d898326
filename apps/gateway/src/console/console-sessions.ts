import { SignedTokens } from "./signed-tokens.ts";
import { UsedTokens } from "./used-tokens.ts";

/** How long a login lasts, by the wall clock: the one thing here that is decided by it, ms. */
export const sessionLastsMs = 12 * 3_600_000;
/** Sessions that were logged out of and have not expired yet. */
const endedMax = 10_000;

/** Console sessions are signed tokens: however many there are nobody is pushed out. */
export class ConsoleSessions {
  readonly #tokens: SignedTokens;
  readonly #ended: UsedTokens;

  /** `consoleKey`: 32 bytes, hex. */
  constructor(consoleKey: string, generation: number, wallMs: () => number) {
    this.#tokens = new SignedTokens("cablecut-console-1", consoleKey, generation, wallMs);
    this.#ended = new UsedTokens(endedMax, wallMs);
  }

  /** A new session's token. */
  begin(): string {
    return this.#tokens.issue(sessionLastsMs);
  }

  isOpen(token: string): boolean {
    const session = this.#tokens.read(token);
    return session !== null && !this.#ended.has(session.id);
  }

  /** Logs this one out. False where it was not open, or too many were logged out of lately to remember one more. */
  end(token: string): boolean {
    const session = this.#tokens.read(token);
    return session !== null && this.#ended.add(session);
  }
}
