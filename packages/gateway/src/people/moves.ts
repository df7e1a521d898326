import {
  moveLinkMs,
  movesAnsweredMax,
  movesAskedMax,
  type AccountId,
  type GatewayWord,
  type MoveAnswered,
  type MoveAsked,
  type MoveLinkAnswer,
  type TakeMoveAnswer,
} from "@cablecut/protocol";
import type { GatewayPorts } from "../ports.ts";

interface Link {
  readonly account: AccountId;
  readonly token: string;
  readonly code: string;
  readonly untilMs: number;
  /** By which question it was used, if it was. */
  by: string | null;
}

/** Somebody who waits for what another gateway says of a link. */
interface Waiting {
  readonly asked: MoveAsked;
  readonly code: string;
  readonly untilMs: number;
  readonly done: (answer: TakeMoveAnswer) => void;
}

interface MovesParts {
  readonly boot: number;
  readonly ports: Pick<GatewayPorts, "nowMs" | "random" | "seal">;
  /** The other gateways' words that count now. */
  readonly words: () => readonly GatewayWord[];
}

/** So long another gateway's word on a link is awaited, and one's own is told, ms. */
const patienceMs = 3_000;

/** Digits of a code that say whose it is and are random, and those that no stranger can make of them. */
const begunDigits = 24;
const proofDigits = 16;

const hex = (word: number): string => word.toString(16).padStart(8, "0");

/**
 * Links that move an account to another browser. Each is good once and for a minute, an account has one at most, and the
 * gateway that gave it decides: a code says whose it is, so that any gateway to which it is brought can ask that one, and
 * proves that a gateway of this show made it, so that nobody has others asked of links that he has made up.
 */
export class Moves {
  readonly #parts: MovesParts;
  /** By name, oldest first. */
  readonly #links = new Map<string, Link>();
  readonly #names = new Map<AccountId, string>();
  /** By question, oldest first. */
  readonly #waiting = new Map<string, Waiting>();
  /** What was said to other gateways, by question, oldest first. */
  readonly #answered = new Map<string, { readonly said: MoveAnswered; readonly untilMs: number }>();

  constructor(parts: MovesParts) {
    this.#parts = parts;
  }

  give(account: AccountId, token: string): MoveLinkAnswer {
    this.#forgetOld();
    const before = this.#names.get(account);
    if (before !== undefined) this.#links.delete(before);
    const begun = `${hex(this.#parts.boot)}${this.#randomHex()}`.slice(0, begunDigits);
    const code = `${begun}${this.#proofOf(begun)}`;
    const name = this.#nameOf(code);
    this.#links.set(name, {
      account,
      token,
      code,
      untilMs: this.#parts.ports.nowMs() + moveLinkMs,
      by: null,
    });
    this.#names.set(account, name);
    return { ok: true, code, forMs: moveLinkMs };
  }

  /**
   * From then on it is over, but for the page that took it: an answer may be lost with its line. `page`: random, of its load;
   * null where it does not say. `done` is called once, at the latest after `patienceMs`.
   */
  take(code: string, page: string | null, done: (answer: TakeMoveAnswer) => void): void {
    const { boot, ports, words } = this.#parts;
    const link = this.#nameOf(code);
    const question = page === null ? this.#randomHex() : this.#questionOf(code, page);
    if (code.startsWith(hex(boot))) {
      const taken = this.#use(link, question);
      return done(taken === null ? refused("link-over") : { ok: true, token: taken.token });
    }
    const giver = words().find((word) => code.startsWith(hex(word.boot)));
    // It was started anew, or is of a build that is not asked.
    if (giver?.movesAsked === undefined) return done(refused("other-gateway"));
    if (!this.#isOfShow(code)) return done(refused("link-over"));
    const before = this.#waiting.get(question);
    if (before === undefined && (this.#isAsked(link) || this.#waiting.size >= movesAskedMax))
      return done(refused("too-fast"));
    // Over another line: whoever asked before hears nothing any more. The oldest stays first.
    this.#waiting.delete(question);
    before?.done(refused("too-fast"));
    const asked = { question, boot: giver.boot, link };
    const untilMs = ports.nowMs() + patienceMs;
    this.#waiting.set(question, { asked, code, untilMs, done });
  }

  /** For the next word to the other gateways. */
  told(): {
    readonly movesAsked: readonly MoveAsked[];
    readonly movesAnswered: readonly MoveAnswered[];
  } {
    return {
      movesAsked: [...this.#waiting.values()].map(({ asked }) => asked),
      movesAnswered: [...this.#answered.values()].map(({ said }) => said),
    };
  }

  /** What another gateway asks and answers; it says both in several words. */
  othersTell({
    movesAsked = [],
    movesAnswered = [],
  }: Pick<GatewayWord, "movesAsked" | "movesAnswered">): void {
    for (const { question, sealed } of movesAnswered) {
      const waiting = this.#waiting.get(question);
      if (waiting === undefined) continue;
      this.#waiting.delete(question);
      const { code, done } = waiting;
      done(
        sealed === null
          ? refused("link-over")
          : { ok: true, token: this.#turned(sealed, question, code) },
      );
    }
    for (const asked of movesAsked) this.#answer(asked);
  }

  tick(): void {
    const nowMs = this.#parts.ports.nowMs();
    for (const [question, { untilMs, done }] of this.#waiting) {
      if (untilMs > nowMs) break;
      this.#waiting.delete(question);
      done(refused("other-gateway"));
    }
    for (const [question, { untilMs }] of this.#answered) {
      if (untilMs > nowMs) break;
      this.#answered.delete(question);
    }
  }

  #answer({ question, boot, link }: MoveAsked): void {
    const { ports } = this.#parts;
    if (boot !== this.#parts.boot || this.#answered.has(question)) return;
    if (this.#answered.size >= movesAnsweredMax) return;
    const used = this.#use(link, question);
    const sealed = used === null ? null : this.#turned(used.token, question, used.code);
    // Longer than it is asked: who asks once more must not hear that the link is over.
    const untilMs = ports.nowMs() + 2 * patienceMs;
    this.#answered.set(question, { said: { question, sealed }, untilMs });
  }

  /**
   * A token into what no word gives away, and back: only a gateway of this show that has the link itself knows what the digits
   * are turned by.
   */
  #turned(digits: string, question: string, code: string): string {
    const by = this.#parts.ports.seal(["cablecut-moved-1", question, code].join("|"));
    return Array.from(digits, (digit, at) =>
      (parseInt(digit, 16) ^ parseInt(by.charAt(at), 16)).toString(16),
    ).join("");
  }

  #isOfShow(code: string): boolean {
    return code.slice(begunDigits) === this.#proofOf(code.slice(0, begunDigits));
  }

  #proofOf(begun: string): string {
    return this.#parts.ports.seal(["cablecut-link-1", begun].join("|")).slice(0, proofDigits);
  }

  #isAsked(link: string): boolean {
    return [...this.#waiting.values()].some(({ asked }) => asked.link === link);
  }

  #nameOf(code: string): string {
    return this.#parts.ports.seal(["cablecut-move-1", code].join("|")).slice(0, 32);
  }

  /** The same whenever a page asks for a link, at whichever gateway, and of no other page. */
  #questionOf(code: string, page: string): string {
    return this.#parts.ports.seal(["cablecut-taker-1", code, page].join("|")).slice(0, 32);
  }

  #randomHex(): string {
    const word = (): string => hex(Math.floor(this.#parts.ports.random() * 2 ** 32));
    return Array.from({ length: 4 }, word).join("");
  }

  #use(name: string, question: string): Link | null {
    this.#forgetOld();
    const link = this.#links.get(name);
    if (link === undefined || (link.by ?? question) !== question) return null;
    link.by = question;
    return link;
  }

  #forgetOld(): void {
    const nowMs = this.#parts.ports.nowMs();
    for (const [name, link] of this.#links) {
      if (link.untilMs > nowMs) return;
      this.#forget(name, link);
    }
  }

  #forget(name: string, { account }: Link): void {
    this.#links.delete(name);
    this.#names.delete(account);
  }
}

function refused(refusal: (TakeMoveAnswer & { ok: false })["refusal"]): TakeMoveAnswer {
  return { ok: false, refusal };
}
