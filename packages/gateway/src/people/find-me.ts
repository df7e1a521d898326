import {
  findMeAgainMs,
  findMeAtOnceMax,
  findMeMs,
  type AccountId,
  type FindMeAnswer,
  type ShowSnapshot,
} from "@cablecut/protocol";

/** What the presenter has set of the stage. */
interface StageDials {
  readonly blank: boolean;
  readonly countHidden: boolean;
  readonly stage: { readonly view: ShowSnapshot["stage"]["view"] };
}

/** Whose window is shown on the stage because the person asked: so few at a time that they can be told apart. */
export class FindMe {
  readonly #nowMs: () => number;
  /** Those who may not ask again yet, oldest first: no more than `findMeAtOnceMax` for each `findMeMs`. */
  #shown: { readonly account: AccountId; readonly atMs: number }[] = [];

  readonly #dials: StageDials;

  constructor(nowMs: () => number, dials: StageDials) {
    this.#nowMs = nowMs;
    this.#dials = dials;
  }

  ask(account: AccountId): FindMeAnswer {
    if (!this.#showsWindows) return { ok: false, refusal: "no-windows" };
    const atMs = this.#nowMs();
    this.#shown = this.#shown.filter((each) => atMs - each.atMs < findMeAgainMs);
    if (this.#shown.some((each) => each.account === account))
      return { ok: false, refusal: "too-fast" };
    const now = this.#shown.filter((each) => atMs - each.atMs < findMeMs);
    if (now.length >= findMeAtOnceMax) return { ok: false, refusal: "many-at-once" };
    this.#shown.push({ account, atMs });
    return { ok: true };
  }

  /** Of a hidden head count a window is nobody's; the dashboard has none. */
  get #showsWindows(): boolean {
    const { blank, countHidden, stage } = this.#dials;
    return !blank && !countHidden && stage.view === "story";
  }
}
