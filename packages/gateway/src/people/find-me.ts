import {
  findMeAgainMs,
  findMeAtOnceMax,
  findMeMs,
  foundMax,
  type AccountId,
  type FindMeAnswer,
  type Person,
} from "@cablecut/protocol";
import type { PeoplePorts } from "../ports.ts";
import type { Directory } from "./directory.ts";
import { ToldAgain } from "./told-again.ts";

interface FindMeParts {
  readonly nowMs: () => number;
  /** The stage shows people's windows now. Anybody may have it asked, again and again. */
  readonly drawsWindows: () => boolean;
  readonly directory: Pick<Directory, "find">;
  readonly people: Pick<PeoplePorts, "toAllStages">;
}

/** Whose window is shown on the stage because the person asked: so few at a time that they can be told apart. */
export class FindMe {
  readonly #parts: FindMeParts;
  /** Those who may not ask again yet, at whichever gateway, oldest first: few more than `findMeAtOnceMax` for each `findMeMs`. */
  #shown: { readonly account: AccountId; readonly atMs: number }[] = [];
  readonly #found = new ToldAgain<AccountId>(foundMax, (account) => account);

  constructor(parts: FindMeParts) {
    this.#parts = parts;
  }

  ask(person: Person): FindMeAnswer {
    const { account } = person;
    if (this.#wasShown(account)) return { ok: false, refusal: "too-fast" };
    if (!this.#parts.drawsWindows()) return { ok: false, refusal: "no-windows" };
    const atMs = this.#parts.nowMs();
    const now = this.#shown.filter((each) => atMs - each.atMs < findMeMs);
    if (now.length >= findMeAtOnceMax) return { ok: false, refusal: "many-at-once" };
    this.#found.add(account);
    this.#remember(account);
    this.#parts.people.toAllStages("findMe", person);
    return { ok: true };
  }

  /** Who was found here lately, for the next word to other gateways: a stage may be at any of them. */
  takeFound(): readonly AccountId[] {
    return this.#found.take();
  }

  /** Found at another gateway, which says so more than once; a stage here may have lost its windows since. */
  foundElsewhere(account: AccountId): void {
    if (this.#wasShown(account)) return;
    this.#parts.directory.find(account, (person) => {
      if (person === null || this.#wasShown(account)) return;
      this.#remember(account);
      if (this.#parts.drawsWindows()) this.#parts.people.toAllStages("findMe", person);
    });
  }

  #remember(account: AccountId): void {
    this.#shown.push({ account, atMs: this.#parts.nowMs() });
  }

  #wasShown(account: AccountId): boolean {
    const atMs = this.#parts.nowMs();
    this.#shown = this.#shown.filter((each) => atMs - each.atMs < findMeAgainMs);
    return this.#shown.some((each) => each.account === account);
  }
}
