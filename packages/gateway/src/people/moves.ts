import {
  moveLinkMs,
  type AccountId,
  type MoveLinkAnswer,
  type TakeMoveAnswer,
} from "@cablecut/protocol";

interface Link {
  readonly account: AccountId;
  readonly token: string;
  readonly untilMs: number;
}

const hex = (word: number): string => word.toString(16).padStart(8, "0");

/**
 * Links that move an account to another browser. Each is good once and for a minute, an account has one at most, and they
 * live in the memory of the gateway that gave them: a code says whose it is, so that others can say so.
 */
export class Moves {
  readonly #boot: string;
  readonly #nowMs: () => number;
  readonly #random: () => number;
  /** By code, oldest first. */
  readonly #links = new Map<string, Link>();
  readonly #codes = new Map<AccountId, string>();

  constructor(boot: number, nowMs: () => number, random: () => number) {
    this.#boot = hex(boot);
    this.#nowMs = nowMs;
    this.#random = random;
  }

  give(account: AccountId, token: string): MoveLinkAnswer {
    this.#forgetOld();
    const before = this.#codes.get(account);
    if (before !== undefined) this.#links.delete(before);
    const bits = Array.from({ length: 4 }, () => hex(Math.floor(this.#random() * 2 ** 32)));
    const code = `${this.#boot}${bits.join("")}`;
    this.#links.set(code, { account, token, untilMs: this.#nowMs() + moveLinkMs });
    this.#codes.set(account, code);
    return { ok: true, code, forMs: moveLinkMs };
  }

  /** From then on it is over. */
  take(code: string): TakeMoveAnswer {
    this.#forgetOld();
    const link = this.#links.get(code);
    if (link !== undefined) {
      this.#forget(code, link);
      return { ok: true, token: link.token };
    }
    const refusal = code.startsWith(this.#boot) ? "link-over" : "other-gateway";
    return { ok: false, refusal };
  }

  #forgetOld(): void {
    const now = this.#nowMs();
    for (const [code, link] of this.#links) {
      if (link.untilMs > now) return;
      this.#forget(code, link);
    }
  }

  #forget(code: string, { account }: Link): void {
    this.#links.delete(code);
    this.#codes.delete(account);
  }
}
