import type { EventLine } from "@cablecut/protocol";

/** Each gateway gives an event of the log the moment at which it heard of it: so far apart they are one event, ms. */
const apartMaxMs = 3_000;
/** As many as a gateway tells. */
const keptMax = 200;

/** Which lines of gateways' event logs were told already: each is told once. */
export class ToldLines {
  #told: readonly EventLine[] = [];
  /** The run of the gateway that told last, and the newest line of its log. */
  #boot: number | null = null;
  #last: EventLine | null = null;

  /** What is new in the log of the gateway that runs as `boot`; it counts as told from now on. */
  untold(lines: readonly EventLine[], boot: number): readonly EventLine[] {
    const fresh =
      boot === this.#boot ? linesAfter(lines, this.#last) : this.#untoldOfAnother(lines);
    this.#boot = boot;
    this.#last = lines.at(-1) ?? this.#last;
    this.#told = [...this.#told, ...fresh].slice(-keptMax);
    return fresh;
  }

  /**
   * Another gateway, or one that was started again, has a log of its own, in which the last line may stand as well (cables tell
   * their past, with its time): then what follows it there is new, otherwise what is younger.
   */
  #untoldOfAnother(lines: readonly EventLine[]): readonly EventLine[] {
    const last = this.#told.at(-1);
    if (last === undefined) return lines;
    const left = [...this.#told];
    const known = lines.map((line) => {
      const at = left.findIndex((each) => isSameEvent(each, line));
      return at === -1 ? null : left.splice(at, 1)[0];
    });
    const at = known.indexOf(last);
    return lines.filter(
      ({ atMs }, index) => known[index] === null && (at === -1 ? atMs > last.atMs : index > at),
    );
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
