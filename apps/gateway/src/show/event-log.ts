import type { EventLine } from "@cablecut/protocol";

const linesMax = 200;

/** What the presenter reads of the show so far. */
export class EventLog {
  readonly #lines: EventLine[] = [];

  add(kind: string, values: EventLine["values"] = {}): void {
    this.#lines.push({ atMs: Date.now(), kind, values });
    if (this.#lines.length > linesMax) this.#lines.shift();
  }

  get lines(): readonly EventLine[] {
    return this.#lines;
  }
}
