import type { KeyValueStore } from "@cablecut/ui";

/** What a browser keeps from one load of the page to the next. */
export function storageInMemory(kept = new Map<string, string>()): KeyValueStore {
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}
