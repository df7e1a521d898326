import { SignedTokens } from "./signed-tokens.ts";

/** How long a login lasts, by the wall clock: the one thing here that is decided by it, ms. */
export const sessionLastsMs = 12 * 3_600_000;
/** Of a session's id so much names it among those that were logged out of: 64 bits, hex digits. */
const nameLength = 16;

/** Sessions that were logged out of at any gateway of the show; they are remembered until they would have expired. */
export interface EndedSessions {
  has(name: string): boolean;
  /** False where one more cannot be remembered. */
  add(name: string, expiresAtS: number): boolean;
}

/** Console sessions are signed tokens: however many there are nobody is pushed out. */
export class ConsoleSessions {
  readonly #tokens: SignedTokens;
  readonly #ended: EndedSessions;

  /** `consoleKey`: 32 bytes, hex. */
  constructor(consoleKey: string, generation: number, wallMs: () => number, ended: EndedSessions) {
    this.#tokens = new SignedTokens("cablecut-console-1", consoleKey, generation, wallMs);
    this.#ended = ended;
  }

  /** A new session's token. */
  begin(): string {
    return this.#tokens.issue(sessionLastsMs);
  }

  isOpen(token: string): boolean {
    const session = this.#tokens.read(token);
    return session !== null && !this.#ended.has(sessionName(session));
  }

  /** Logs this one out, wherever it is open. False where it was not open, or one more cannot be remembered. */
  end(token: string): boolean {
    const session = this.#tokens.read(token);
    if (session === null) return false;
    return this.#ended.add(sessionName(session), Math.ceil(session.expiresAtMs / 1_000));
  }
}

/** Of a session or a login link, among those that are over. */
export function sessionName({ id }: { readonly id: string }): string {
  return id.slice(0, nameLength);
}
