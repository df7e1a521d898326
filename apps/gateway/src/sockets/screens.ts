import type { ScreenSize } from "@cablecut/protocol";

interface Screen {
  /** It is this machine's, or a console has opened it. */
  readonly isKnown: boolean;
  size: ScreenSize | null;
}

/**
 * The stages here that an audience may look at. Anybody may open one, on a phone too: where one of the show's own is here, those
 * alone are counted and measured, since what a console reads of them it can change. With several gateways one of the show's own
 * may be at another: so it is told whose they are.
 */
export class Screens {
  readonly #here = new Map<string, Screen>();

  came(connection: string, isKnown: boolean): void {
    this.#here.set(connection, { isKnown, size: null });
  }

  measured(connection: string, size: ScreenSize): void {
    const screen = this.#here.get(connection);
    if (screen !== undefined) screen.size = size;
  }

  left(connection: string): void {
    this.#here.delete(connection);
  }

  get count(): number {
    return this.#counted.length;
  }

  /** The show's own. */
  get knownCount(): number {
    return this.#known.length;
  }

  /** Of those that have told theirs. */
  get sizes(): readonly ScreenSize[] {
    return this.#counted.flatMap(({ size }) => size ?? []);
  }

  get #known(): readonly Screen[] {
    return [...this.#here.values()].filter(({ isKnown }) => isKnown);
  }

  get #counted(): readonly Screen[] {
    const known = this.#known;
    return known.length > 0 ? known : [...this.#here.values()];
  }
}
