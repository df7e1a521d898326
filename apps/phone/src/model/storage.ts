import type { Person } from "@cablecut/protocol";
import type { KeyValueStore } from "@cablecut/ui";
import { believed } from "./kept-shapes.ts";
import type { Profile } from "./phone-state.ts";
import type { ReceiptBook, Verification } from "./receipts/receipt-book.ts";
import type { TransferBook } from "./transfer/payment.ts";

export interface Identity {
  /** 32 hex digits; leaves the phone only over its own socket. */
  readonly token: string;
  readonly showId: string | null;
}

/** Everything the phone keeps, each under a key of its own, so that one damaged value costs only itself. */
export interface Kept {
  readonly identity: Identity;
  readonly profile: Profile;
  readonly payments: TransferBook;
  readonly receipts: ReceiptBook;
  readonly verification: Verification;
  /** Wall clock, ms. */
  readonly "balance-known-at": number;
  readonly "recent-payees": readonly Person[];
  /** The hint about the app's web view was seen. */
  readonly "in-app-hint-seen": true;
}

/** Raised when the shape of a stored value changes; older values are then ignored. */
const version = 1;
const pageKey = "cablecut.page";
const identityKey = "cablecut.identity";

/**
 * What survives a reload. Two tabs share it, so the tab that was opened last owns it: it claims the storage when it
 * starts, and whoever finds the claim gone to another one writes nothing any more. What somebody has cleared meanwhile is
 * put back as a whole. In a private mode without storage everything lives in memory; there, and where a full one has no
 * room for the account itself, the page's own address has it. What a full one has no room for is not there at all, receipts
 * excepted: what stood there before would be sent once more, or although it was taken back.
 */
export interface PhoneStorage {
  /** False while a reload would lose something. */
  readonly remembers: boolean;
  /** The page's own address has the account. */
  readonly isInAddress: boolean;
  /** Null where nothing was kept, or where it was damaged or written by an older version. */
  read<Key extends keyof Kept>(key: Key): Kept[Key] | null;
  write<Key extends keyof Kept>(key: Key, value: Kept[Key]): void;
  remove(key: keyof Kept): void;
  /** Puts back what somebody has cleared: a reload is to find it. */
  putBack(): void;
  /** Another tab has claimed it: what was cleared nobody has. */
  isTaken(): boolean;
}

export function openPhoneStorage(
  backing: KeyValueStore | null,
  pageId: string,
  fragment: FragmentPort,
): PhoneStorage {
  /** All that this page has read and written. */
  const memory = new Map<string, string>();
  const wasHere = backing !== null && readText(backing, pageKey) !== null;
  const disk = backing !== null && claims(backing, pageId) ? backing : null;
  const shown = identityIn(fragment.read());
  // Where a page of this browser had no room for it. An address that came from somebody else's is nobody's account here.
  const hasNone = disk === null || parse(readText(disk, identityKey) ?? "") === null;
  if (disk === null || (wasHere && hasNone)) memory.set(identityKey, shown);
  // At once: the next load would take it for its own.
  else if (shown !== identityIn("")) fragment.write("");
  /** What could not be written. */
  const unkept = new Set(disk === null ? [identityKey] : []);
  /** Which page load has it; null: it was cleared. */
  const holder = (): string | null => (disk === null ? pageId : readText(disk, pageKey));
  let wasTaken = false;
  // For good: what is cleared afterwards was the other tab's.
  const isTaken = (): boolean => (wasTaken ||= ![null, pageId].includes(holder()));
  const keep = (name: string, text: string): void => {
    const isKept = disk !== null && isWritten(disk, name, text);
    if (isKept) unkept.delete(name);
    else unkept.add(name);
    // Receipts are sent nowhere: those of before are still proof.
    if (!isKept && disk !== null && name !== "cablecut.receipts") isWritten(disk, name, "");
    if (name !== identityKey) return;
    const isShown = identityIn(fragment.read()) !== identityIn("");
    // Full or forbidden: this page goes on with its own memory, a reload asks the rooms.
    if (!isKept) fragment.write(fragmentOf(parse(text)));
    else if (isShown) fragment.write("");
  };
  const putBack = (): void => {
    if (disk === null || isTaken() || holder() !== null || !claims(disk, pageId)) return;
    for (const [name, text] of memory) keep(name, text);
  };
  const write = (key: keyof Kept, value: unknown): void => {
    if (isTaken()) return;
    putBack();
    const name = `cablecut.${key}`;
    const text = JSON.stringify({ version, value });
    memory.set(name, text);
    keep(name, text);
  };
  return {
    get remembers() {
      return unkept.size === 0;
    },
    get isInAddress() {
      return unkept.has(identityKey);
    },
    isTaken,
    putBack,
    read<Key extends keyof Kept>(key: Key) {
      const name = `cablecut.${key}`;
      const text = memory.get(name) ?? (disk === null ? null : readText(disk, name));
      if (text === null) return null;
      memory.set(name, text);
      return believed(key, parse(text));
    },
    write,
    remove: (key) => write(key, null),
  };
}

function isWritten(storage: KeyValueStore, name: string, text: string): boolean {
  try {
    storage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

function claims(storage: KeyValueStore, pageId: string): boolean {
  return isWritten(storage, pageKey, pageId) && readText(storage, pageKey) === pageId;
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
    const stored: unknown = JSON.parse(text);
    if (typeof stored !== "object" || stored === null) return null;
    if (!("version" in stored) || !("value" in stored)) return null;
    return stored.version === version ? stored.value : null;
  } catch {
    return null;
  }
}

/** The part of the page's address behind the #, which never leaves the browser. */
export interface FragmentPort {
  read(): string;
  /** Without an entry of its own in the history. */
  write(fragment: string): void;
}

export function browserFragment({ history, location }: Window): FragmentPort {
  return {
    read: () => location.hash,
    write: (fragment) =>
      history.replaceState(history.state, "", `${location.pathname}${location.search}${fragment}`),
  };
}

/** "#<token>.<show>": a reload comes back to the account although nothing could be stored. */
function fragmentOf(identity: unknown): string {
  if (typeof identity !== "object" || identity === null) return "";
  if (!("token" in identity) || typeof identity.token !== "string") return "";
  const showId = "showId" in identity && typeof identity.showId === "string" ? identity.showId : "";
  return `#${identity.token}.${showId}`;
}

function identityIn(fragment: string): string {
  const match = /^#([0-9a-f]{32})\.([\w-]{0,40})$/.exec(fragment);
  const showId = match?.[2] === "" ? null : match?.[2];
  const value = match === null ? null : { token: match[1], showId };
  return JSON.stringify({ version, value });
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
