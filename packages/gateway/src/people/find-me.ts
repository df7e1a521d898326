import {
  findMeAgainMs,
  findMeAtOnceMax,
  findMeMs,
  type AccountId,
  type FindMeAnswer,
} from "@cablecut/protocol";

/** Whose window is shown on the stage because the person asked: so few at a time that they can be told apart. */
export class FindMe {
  readonly #nowMs: () => number;
  /** Those who may not ask again yet, oldest first: no more than `findMeAtOnceMax` for each `findMeMs`. */
  #shown: { readonly account: AccountId; readonly atMs: number }[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  ask(account: AccountId): FindMeAnswer {
    const atMs = this.#nowMs();
    this.#shown = this.#shown.filter((each) => atMs - each.atMs < findMeAgainMs);
    if (this.#shown.some((each) => each.account === account))
      return { ok: false, refusal: "too-fast" };
    const now = this.#shown.filter((each) => atMs - each.atMs < findMeMs);
    if (now.length >= findMeAtOnceMax) return { ok: false, refusal: "many-at-once" };
    this.#shown.push({ account, atMs });
    return { ok: true };
  }
}
