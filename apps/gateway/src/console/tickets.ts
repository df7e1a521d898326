import { SignedTokens } from "./signed-tokens.ts";
import { UsedTokens } from "./used-tokens.ts";

/** A login link is opened soon after it was shown, ms. */
export const loginLinkLastsMs = 3_600_000;
/** A stage stays open as long as a show lasts, and is loaded again, ms. */
const stageTicketLastsMs = 12 * 3_600_000;
const usedMax = 10_000;

/** What a console that is logged in may give out: a login link that works once, and the way in for a stage. */
export class Tickets {
  readonly #logins: SignedTokens;
  readonly #stages: SignedTokens;
  readonly #used: UsedTokens;

  constructor(consoleKey: string, generation: number, wallMs: () => number) {
    this.#logins = new SignedTokens("cablecut-login-1", consoleKey, generation, wallMs);
    this.#stages = new SignedTokens("cablecut-stage-1", consoleKey, generation, wallMs);
    this.#used = new UsedTokens(usedMax, wallMs);
  }

  issue(kind: "login" | "stage"): string {
    return kind === "login"
      ? this.#logins.issue(loginLinkLastsMs)
      : this.#stages.issue(stageTicketLastsMs);
  }

  /** True the first time. */
  useLogin(ticket: string): boolean {
    const login = this.#logins.read(ticket);
    return login !== null && !this.#used.has(login.id) && this.#used.add(login);
  }

  isForStage(ticket: string): boolean {
    return this.#stages.read(ticket) !== null;
  }
}
