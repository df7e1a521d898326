import type { EventLine, ShowEventKind } from "@cablecut/protocol";

const linesMax = 200;

/** What the presenter reads of the show so far. */
export class ShowEventLog {
  readonly #lines: EventLine[] = [];

  /** `atMs` on the wall clock, for what is told later than it happened. */
  add(kind: ShowEventKind, values: EventLine["values"] = {}, atMs = Date.now()): void {
    this.#lines.push({ atMs, kind, values });
    if (this.#lines.length > linesMax) this.#lines.shift();
  }

  get lines(): readonly EventLine[] {
    return this.#lines;
  }
}
