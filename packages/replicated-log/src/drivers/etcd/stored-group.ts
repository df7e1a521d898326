import type { EtcdNotice } from "./etcd-log-options.ts";
import type { Keys, Origin } from "./keys.ts";
import { splitPayloads } from "./payload-group.ts";
import type { StoredPut } from "./store.ts";

/** Payloads that a room of this log has put under one key. */
export interface StoredGroup {
  readonly origin: Origin;
  readonly payloads: readonly Uint8Array[];
  readonly revision: number;
  /** Of all of them, as they are stored. */
  readonly bytes: number;
}

/** As much as is told of a key that another program has put. */
const foreignKeyCharactersMax = 64;

/**
 * What drivers of ours have made, of all that is put below the log's prefix: any program of a member's machine may put something
 * there. Every room passes that over, so its content alone must tell; and no room may write groups of a later format before every
 * room can read them.
 */
export class StoredGroups {
  readonly #keys: Pick<Keys, "originOf">;
  readonly #replicas: number;
  readonly #notice: (notice: EtcdNotice) => void;
  #isTold = false;

  constructor(
    keys: Pick<Keys, "originOf">,
    replicas: number,
    notice: (notice: EtcdNotice) => void,
  ) {
    this.#keys = keys;
    this.#replicas = replicas;
    this.#notice = notice;
  }

  among(puts: readonly StoredPut[]): readonly StoredGroup[] {
    return puts.flatMap((put) => this.#groupIn(put) ?? this.#passOver(put));
  }

  #groupIn({ key, value, revision }: StoredPut): StoredGroup | null {
    const origin = this.#keys.originOf(key);
    const payloads = splitPayloads(value);
    if (origin === null || origin.replica >= this.#replicas || payloads === null) return null;
    return { origin, payloads, revision, bytes: value.length };
  }

  /** Told once: whoever puts one puts many. */
  #passOver({ key, revision }: StoredPut): readonly [] {
    if (!this.#isTold) {
      this.#isTold = true;
      this.#notice({ kind: "foreign-put", key: key.slice(0, foreignKeyCharactersMax), revision });
    }
    return [];
  }
}
