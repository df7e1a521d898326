import { SignedTokens, type Signed } from "./signed-tokens.ts";

/** A login link is opened soon after it was shown, ms. */
export const loginLinkLastsMs = 3_600_000;
/** A stage stays open as long as a show lasts, and is loaded again, ms. */
const stageTicketLastsMs = 12 * 3_600_000;

/** What a console that is logged in may give out: a login link that works once, and the way in for a stage. */
export class Tickets {
  readonly #logins: SignedTokens;
  readonly #stages: SignedTokens;

  constructor(consoleKey: string, generation: number, wallMs: () => number) {
    this.#logins = new SignedTokens("cablecut-login-1", consoleKey, generation, wallMs);
    this.#stages = new SignedTokens("cablecut-stage-1", consoleKey, generation, wallMs);
  }

  issue(kind: "login" | "stage"): string {
    return kind === "login"
      ? this.#logins.issue(loginLinkLastsMs)
      : this.#stages.issue(stageTicketLastsMs);
  }

  /** Null where it is no login link, or no longer; whether it was used before is not known here. */
  readLogin(ticket: string): Signed | null {
    return this.#logins.read(ticket);
  }

  isForStage(ticket: string): boolean {
    return this.#stages.read(ticket) !== null;
  }
}
