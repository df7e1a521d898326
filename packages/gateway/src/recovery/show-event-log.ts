import type { EventLine, ShowEventKind } from "@cablecut/protocol";

const linesMax = 200;

/** What the presenter reads of the show so far. */
export class ShowEventLog {
  readonly #lines: EventLine[] = [];
  readonly #wallMs: () => number;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** `atMs` on the wall clock, for what is told later than it happened. */
  add(kind: ShowEventKind, values: EventLine["values"] = {}, atMs = this.#wallMs()): void {
    this.#lines.push({ atMs, kind, values });
    if (this.#lines.length > linesMax) this.#lines.shift();
  }

  get lines(): readonly EventLine[] {
    return this.#lines;
  }
}
