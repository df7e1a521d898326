import type { KeyValueStore } from "@cablecut/ui";

/** Everything the phone keeps, each under a key of its own, so that one damaged value costs only itself. */
export type StorageKey =
  | "identity"
  | "profile"
  | "payments"
  | "receipts"
  | "verification"
  | "recent-payees";

/** Raised when the shape of a stored value changes; older values are then ignored. */
const version = 1;
const pageKey = "cablecut.page";

/**
 * What survives a reload. Two tabs share it, so the tab that was opened last owns it: it claims the storage when it
 * starts, and whoever finds the claim gone writes nothing any more. In a private mode without storage everything lives
 * in memory, and `remembers` is false.
 */
export interface PhoneStorage {
  readonly remembers: boolean;
  read(key: StorageKey): unknown;
  write(key: StorageKey, value: unknown): void;
  remove(key: StorageKey): void;
  /** False as soon as another tab has claimed the storage. */
  isMine(): boolean;
}

export function openPhoneStorage(backing: KeyValueStore | null, pageId: string): PhoneStorage {
  const memory = new Map<string, string>();
  const disk = backing !== null && claims(backing, pageId) ? backing : null;
  const isMine = (): boolean => disk === null || readText(disk, pageKey) === pageId;
  return {
    remembers: disk !== null,
    isMine,
    read(key) {
      const name = `cablecut.${key}`;
      const text = memory.get(name) ?? (disk === null ? null : readText(disk, name));
      return text === null ? null : parse(text);
    },
    write(key, value) {
      const name = `cablecut.${key}`;
      const text = JSON.stringify({ version, value });
      if (disk === null) memory.set(name, text);
      else if (isMine()) {
        try {
          disk.setItem(name, text);
          memory.delete(name);
        } catch {
          // Full: this page goes on with its own memory, a reload asks the rooms.
          memory.set(name, text);
        }
      }
    },
    remove(key) {
      this.write(key, null);
    },
  };
}

function claims(storage: KeyValueStore, pageId: string): boolean {
  try {
    storage.setItem(pageKey, pageId);
    return storage.getItem(pageKey) === pageId;
  } catch {
    return false;
  }
}

function readText(storage: KeyValueStore, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    const stored = JSON.parse(text) as { version?: unknown; value?: unknown } | null;
    return stored?.version === version ? (stored.value ?? null) : null;
  } catch {
    return null;
  }
}

/** The browser's own storage, or null where it is forbidden. */
export function browserStorage(): KeyValueStore | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** 128 random bits as 32 hex digits; works on plain http, where crypto.randomUUID does not exist. */
export function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
