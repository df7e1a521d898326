import type { Say } from "./step.ts";

interface Part {
  readonly held: string[];
  closed: boolean;
}

/**
 * Keeps together what each of several speakers says at the same time, in the order in which they began: the first is
 * heard at once, the others once all before them have ended.
 */
export class Transcript {
  readonly #print: Say;
  #parts: Part[] = [];

  constructor(print: Say) {
    this.#print = print;
  }

  open(): { readonly text: Say; close(): void } {
    const part: Part = { held: [], closed: false };
    this.#parts.push(part);
    const text = (chunk: string): void => {
      part.held.push(chunk);
      this.#flush();
    };
    const close = (): void => {
      part.closed = true;
      this.#flush();
    };
    return { text, close };
  }

  #flush(): void {
    for (let first = this.#parts[0]; first !== undefined; first = this.#parts[0]) {
      for (const chunk of first.held.splice(0)) this.#print(chunk);
      if (!first.closed) return;
      this.#parts.shift();
    }
  }
}
