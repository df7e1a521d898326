import type { EventLine, ShowEventKind } from "@cablecut/protocol";

const linesMax = 200;
/** For the report. */
const keptMax = 2_000;

/** What the presenter reads of the show so far, and the report more of it. */
export class ShowEventLog {
  readonly #kept: EventLine[] = [];
  #forgotten = 0;
  readonly #wallMs: () => number;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** `atMs` on the wall clock, for what is told later than it happened. */
  add(kind: ShowEventKind, values: EventLine["values"] = {}, atMs = this.#wallMs()): void {
    this.#kept.push({ atMs, kind, values });
    if (this.#kept.length <= keptMax) return;
    this.#kept.shift();
    this.#forgotten += 1;
  }

  get lines(): readonly EventLine[] {
    return this.#kept.slice(-linesMax);
  }

  get all(): readonly EventLine[] {
    return this.#kept;
  }

  /** How many are not among `all` any more. */
  get forgotten(): number {
    return this.#forgotten;
  }
}
