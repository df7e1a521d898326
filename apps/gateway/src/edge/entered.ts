import type { EnterAnswer } from "@cablecut/protocol";
import type { NamespaceName } from "./namespaces.ts";

/** Nobody has come in for so long: the connection ends, ms. */
const notEnteredMaxMs = 30_000;

export type EnterRefusal = Extract<EnterAnswer, { readonly ok: false }>["refusal"];

/** The show says "not now". Whoever hears anything else has to ask otherwise, and stays no longer for asking the same again. */
const passing: ReadonlySet<EnterRefusal> = new Set<EnterRefusal>([
  "doors-closed",
  "many-are-coming",
  "last-numbers",
  "too-many-phones",
  "accounts-full",
  "no-room",
  "switching",
  "unknown",
]);

const bits = { "/phone": 1, "/stage": 2, "/presenter": 4 } as const satisfies Record<
  NamespaceName,
  number
>;

/**
 * Where somebody has come in over one connection. Each namespace has its own: a phone, or a stage, which anybody may be, is a
 * stranger at the console's door as long as it has not logged in.
 */
export class Entered {
  readonly #tooLong: () => void;
  /** A bit for each namespace. */
  #inside = 0;
  #placed = 0;
  /** Runs while it is a stranger anywhere: thousands are not to hold a timer each that has nothing to do. */
  #timer: NodeJS.Timeout | null;

  /** `tooLong`: nobody has come in where it should have, for half a minute. */
  constructor(tooLong: () => void) {
    this.#tooLong = tooLong;
    this.#timer = this.#wait();
  }

  /** It has come in somewhere. */
  get isInside(): boolean {
    return this.#inside !== 0;
  }

  /** It has come in nowhere, or not everywhere where it has a place. */
  get isStranger(): boolean {
    return this.#inside === 0 || (this.#placed & ~this.#inside) !== 0;
  }

  has(namespace: NamespaceName): boolean {
    return (this.#inside & bits[namespace]) !== 0;
  }

  add(namespace: NamespaceName): void {
    this.#inside |= bits[namespace];
    if (!this.isStranger) this.stopWaiting();
  }

  /** It has a place there, and has come in already or is expected to. */
  takesPlace(namespace: NamespaceName): void {
    this.#placed |= bits[namespace];
    if (this.isStranger) this.#timer ??= this.#wait();
    else this.stopWaiting();
  }

  /** It has half a minute more, where waiting helps. */
  waitOn(refusal: EnterRefusal): void {
    if (!this.isStranger || !passing.has(refusal)) return;
    this.stopWaiting();
    this.#timer = this.#wait();
  }

  stopWaiting(): void {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(this.#tooLong, notEnteredMaxMs).unref();
  }
}
