import type { EnterAnswer } from "@cablecut/protocol";

type Done = (answer: EnterAnswer) => void;

/** Of one connection, the first included: a page asks every few seconds while it hears nothing. */
const askedMax = 4;

/** A connection that is coming in. A page that has heard nothing asks once more, and both times it hears the one answer. */
export class Entering {
  readonly #token: string;
  readonly #asked: Done[];

  constructor(token: string, done: Done) {
    this.#token = token;
    this.#asked = [done];
  }

  again(token: string, done: Done): void {
    if (token === this.#token && this.#asked.length < askedMax) this.#asked.push(done);
    else done({ ok: false, refusal: "too-fast" });
  }

  answered(answer: EnterAnswer): void {
    for (const done of this.#asked) done(answer);
  }
}
