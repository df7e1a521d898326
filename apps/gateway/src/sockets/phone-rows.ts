import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import type { Namespace } from "socket.io";

/** Phones that are told something in one breath: some 3 ms of this process. */
const rowMax = 250;

/**
 * A sign of life, which says nothing new: whoever pays while it is told is to meet one row at most on the way to the answer,
 * which takes several turns of the loop. What does say something is told at once: whoever comes in meanwhile knows it already.
 */
const atLeisure: ReadonlySet<string> = new Set<keyof GatewayToPhone>(["worldUnchanged"]);
/** From one row to the next where there is time, ms: the 60 rows of a full hall are told within a second. */
export const leisureMs = 8;

/** Rows of phones, as socket.io's rooms have them. */
export interface Rows {
  /** Phones that sit there. */
  readonly sizeOf: (row: string) => number;
  readonly tell: (row: string, name: string, values: readonly unknown[]) => void;
}

interface Told {
  readonly values: readonly unknown[];
  /** Rows that have not heard it, the next one first, and those that heard an earlier one of its name before it came. */
  readonly rows: string[];
}

/**
 * All phones, in rows. To tell 15,000 something takes a fifth of a second, and whoever pays meanwhile would wait as long: so one
 * row is told after the other, and what has come in between is heard. Of several of one name a row is told the newest. What can
 * wait takes its time, unless something that cannot has to follow it.
 */
export class PhoneRows {
  readonly #rows: Rows;
  readonly #defer: (task: () => void) => void;
  readonly #later: (task: () => void) => () => void;
  readonly #all: string[] = [nameOf(0)];
  /** Where the last one sat down: a whole hall comes in, and nobody's seat is looked for from the first row on. */
  #last = nameOf(0);
  readonly #told = new Map<string, Told>();
  /** While the next row is told at leisure: calls that off. */
  #callOff: (() => void) | null = null;

  /** `defer`: in the next turn of the loop; `later`: after `leisureMs`, unless that is called off. */
  constructor(
    rows: Rows,
    defer: (task: () => void) => void,
    later: (task: () => void) => () => void,
  ) {
    this.#rows = rows;
    this.#defer = defer;
    this.#later = later;
  }

  /** The row for one more phone. */
  seat(): string {
    if (!this.#hasRoom(this.#last))
      this.#last = this.#all.find((row) => this.#hasRoom(row)) ?? this.#oneMore();
    return this.#last;
  }

  tell(name: string, ...values: readonly unknown[]): void {
    const isTelling = this.#told.size > 0;
    const waiting = this.#told.get(name)?.rows ?? [];
    // Those that wait come first: where there is always something new they would never be told.
    const rows = [...new Set([...waiting, ...this.#all])];
    this.#told.delete(name);
    this.#told.set(name, { values, rows });
    if (!isTelling) this.#tellNext();
    else if (!atLeisure.has(name)) this.#makeHaste();
  }

  #hasRoom(row: string): boolean {
    return this.#rows.sizeOf(row) < rowMax;
  }

  #oneMore(): string {
    const row = nameOf(this.#all.length);
    this.#all.push(row);
    return row;
  }

  #tellNext(): void {
    const [first] = this.#told;
    if (first === undefined) return;
    const [name, { values, rows }] = first;
    const row = rows.shift();
    if (row !== undefined) this.#rows.tell(row, name, values);
    if (rows.length === 0) this.#told.delete(name);
    if (this.#told.size > 0) this.#goOn();
  }

  #goOn(): void {
    const canWait = [...this.#told.keys()].every((name) => atLeisure.has(name));
    if (!canWait) return this.#defer(() => this.#tellNext());
    this.#callOff = this.#later(() => {
      this.#callOff = null;
      this.#tellNext();
    });
  }

  #makeHaste(): void {
    if (this.#callOff === null) return;
    this.#callOff();
    this.#callOff = null;
    this.#goOn();
  }
}

/** No id of a socket looks like it. */
function nameOf(at: number): string {
  return `row ${at}`;
}

export function rowsOf(phones: Namespace<PhoneToGateway, GatewayToPhone>): Rows {
  return {
    sizeOf: (row) => phones.adapter.rooms.get(row)?.size ?? 0,
    tell: (row, name, values) => {
      // What may be sent is checked by the event maps of `PeoplePorts`.
      const emitter: { emit(name: string, ...values: readonly unknown[]): unknown } =
        phones.to(row);
      emitter.emit(name, ...values);
    },
  };
}
