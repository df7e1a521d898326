import type { EventLine } from "@cablecut/protocol";

/** Each gateway gives an event of the log the moment at which it heard of it: so far apart they are one event, ms. */
const apartMaxMs = 3_000;
/** As many as a gateway tells. */
const keptMax = 200;

/**
 * Which lines of gateways' event logs were told already: each is told once. Another gateway, or one that was started again, has a
 * log of its own, in which what was told may stand as well (cables tell their past, with its time), and which may grow by and by:
 * of it what is known is passed over, and what is older than the newest line that was told by then, until that stands in it.
 */
export class ToldLines {
  #told: readonly EventLine[] = [];
  /** The run of the gateway that told last, and the newest line of its log. */
  #boot: number | null = null;
  #last: EventLine | null = null;
  /** What was told when this run came and does not stand in its log so far, and the newest of all that while it is among them. */
  #left: EventLine[] = [];
  #before: EventLine | null = null;

  /** What is new in the log of the gateway that runs as `boot`; it counts as told from now on. */
  untold(lines: readonly EventLine[], boot: number): readonly EventLine[] {
    if (boot !== this.#boot) {
      this.#left = [...this.#told];
      this.#before = this.#told.at(-1) ?? null;
      this.#boot = boot;
      this.#last = null;
    }
    const fresh = linesAfter(lines, this.#last).filter((line) => this.#isNews(line));
    this.#last = lines.at(-1) ?? this.#last;
    this.#told = [...this.#told, ...fresh].slice(-keptMax);
    return fresh;
  }

  #isNews(line: EventLine): boolean {
    const at = this.#left.findIndex((each) => isSameEvent(each, line));
    const [known] = at === -1 ? [] : this.#left.splice(at, 1);
    if (known === undefined) return this.#before === null || line.atMs > this.#before.atMs;
    if (known === this.#before) this.#before = null;
    return false;
  }
}

function linesAfter(lines: readonly EventLine[], last: EventLine | null): readonly EventLine[] {
  if (last === null) return lines;
  const at = lines.findLastIndex((line) => line.atMs === last.atMs && isSameEvent(line, last));
  return at === -1 ? lines.filter(({ atMs }) => atMs > last.atMs) : lines.slice(at + 1);
}

function isSameEvent(one: EventLine, other: EventLine): boolean {
  return (
    Math.abs(one.atMs - other.atMs) <= apartMaxMs &&
    one.kind === other.kind &&
    JSON.stringify(one.values) === JSON.stringify(other.values)
  );
}
