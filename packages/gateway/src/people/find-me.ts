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
  /** The stage shows people's windows now. */
  readonly drawsWindows: () => boolean;
  readonly directory: Pick<Directory, "find">;
  readonly people: Pick<PeoplePorts, "toAllStages">;
}

/** Whose window is shown on the stage because the person asked: so few at a time that they can be told apart. */
export class FindMe {
  readonly #parts: FindMeParts;
  /** Those who may not ask again yet, at whichever gateway, oldest first: few more than `findMeAtOnceMax` for each `findMeMs`. */
  #shown: { readonly account: AccountId; readonly atMs: number }[] = [];
  readonly #found = new ToldAgain<AccountId>(foundMax);

  constructor(parts: FindMeParts) {
    this.#parts = parts;
  }

  ask(person: Person): FindMeAnswer {
    if (!this.#parts.drawsWindows()) return { ok: false, refusal: "no-windows" };
    const { account } = person;
    if (this.#wasShown(account)) return { ok: false, refusal: "too-fast" };
    const atMs = this.#parts.nowMs();
    const now = this.#shown.filter((each) => atMs - each.atMs < findMeMs);
    if (now.length >= findMeAtOnceMax) return { ok: false, refusal: "many-at-once" };
    this.#found.add(account);
    this.#show(person);
    return { ok: true };
  }

  /** Who was found here lately, for the next word to other gateways: a stage may be at any of them. */
  takeFound(): readonly AccountId[] {
    return this.#found.take();
  }

  /** Found at another gateway, which says so more than once. */
  foundElsewhere(account: AccountId): void {
    if (this.#wasShown(account)) return;
    this.#parts.directory.find(account, (person) => {
      if (person !== null && !this.#wasShown(account)) this.#show(person);
    });
  }

  #show(person: Person): void {
    this.#shown.push({ account: person.account, atMs: this.#parts.nowMs() });
    this.#parts.people.toAllStages("findMe", person);
  }

  #wasShown(account: AccountId): boolean {
    const atMs = this.#parts.nowMs();
    this.#shown = this.#shown.filter((each) => atMs - each.atMs < findMeAgainMs);
    return this.#shown.some((each) => each.account === account);
  }
}
