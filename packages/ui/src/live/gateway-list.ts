import type { KeyValueStore } from "../language.ts";

const storageKey = "cablecut.gateways";
/** More than any show has; what is stored may be anybody's. */
const originsMax = 8;

/**
 * The gateways that this page's socket may go to, its own first. A gateway tells them with every connection; they are kept,
 * so that a page which is loaded again while its gateway is gone knows where else to ask.
 */
export class GatewayList {
  readonly home: string;
  readonly #storage: KeyValueStore | null;
  #others: readonly string[];
  #tries = 0;

  constructor(home: string, storage: KeyValueStore | null) {
    this.home = home;
    this.#storage = storage;
    this.#others = this.#without(read(storage));
  }

  told(origins: readonly string[]): void {
    this.#others = this.#without(origins.filter(isOrigin));
    this.#tries = 0;
    try {
      this.#storage?.setItem(storageKey, JSON.stringify(origins));
    } catch {
      // Nothing is kept: a page that is loaded again is told again.
    }
  }

  get hasOthers(): boolean {
    return this.#others.length > 0;
  }

  /** This one was just given up: the next try goes elsewhere. */
  avoid(origin: string): void {
    const at = this.#others.indexOf(origin);
    // From home to the first of the others, from each to the next one, and from the last one home.
    this.#tries = at === this.#others.length - 1 ? 0 : 2 * at + 3;
  }

  /** Where to try next: the page's own gateway and the others in turn. */
  next(): string {
    const other = this.#others[Math.floor(this.#tries / 2) % this.#others.length];
    const isOthersTurn = this.#tries % 2 === 1;
    this.#tries += 1;
    return isOthersTurn && other !== undefined ? other : this.home;
  }

  #without(origins: readonly string[]): readonly string[] {
    return origins.filter((origin) => origin !== this.home).slice(0, originsMax);
  }
}

/** This browser's; null where it forbids even to name it. */
export function pageStorage(): KeyValueStore | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function isOrigin(text: unknown): text is string {
  if (typeof text !== "string") return false;
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

function read(storage: KeyValueStore | null): readonly string[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(storageKey) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isOrigin) : [];
  } catch {
    return [];
  }
}
