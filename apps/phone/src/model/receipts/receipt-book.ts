import {
  receiptsPerAccountMax,
  type AccountId,
  type Receipt,
  type ReceiptCheck,
  type RoomIndex,
  type SealedChecks,
} from "@cablecut/protocol";

/** The phone's own proof: the receipts that the rooms keep as well, and how many there ever were. */
export interface ReceiptBook {
  readonly account: AccountId | null;
  /** Oldest first, at most receiptsPerAccountMax; the opening of the account is the first there ever was. */
  readonly receipts: readonly Receipt[];
  /** Receipts ever taken, the opening included. */
  readonly total: number;
}

export const emptyReceipts: ReceiptBook = { account: null, receipts: [], total: 0 };

export function addReceipt(book: ReceiptBook, receipt: Receipt): ReceiptBook {
  const own = book.account === receipt.account ? book : emptyReceipts;
  if (own.receipts.some((known) => known.sequence === receipt.sequence)) return own;
  const receipts = [...own.receipts, receipt]
    .sort((left, right) => left.sequence - right.sequence)
    .slice(-receiptsPerAccountMax);
  return { account: receipt.account, receipts, total: own.total + 1 };
}

/** What a room said about each receipt after an incident. */
export interface CheckedReceipts {
  readonly incident: number;
  /** The room that showed them. */
  readonly room: RoomIndex;
  /** The room that the account left in that incident; left out where it stayed, and where this page has not seen it go. */
  readonly left?: RoomIndex;
  /** By sequence number. */
  readonly checks: Readonly<Record<number, ReceiptCheck>>;
  readonly atMs: number;
  /** When, by the show's clock: shown in this phone's time zone. A page that was kept before does not say. */
  readonly wallMs?: number;
  /** The gateway's word on it, for whichever one this phone enters next; a page that was kept before has none. */
  readonly sealed?: SealedChecks;
}

export type Verification =
  | { readonly kind: "none" }
  /** Waits its random turn, so that a hall of phones does not ask at once. */
  | { readonly kind: "waiting"; readonly incident: number; readonly dueMs: number }
  | { readonly kind: "asking"; readonly incident: number }
  | { readonly kind: "done"; readonly result: CheckedReceipts };

/**
 * `asked`: those that a room can show at all. One that is older than what rooms keep of an account is neither shown nor
 * missing, and no word against the others. `lost`: what a room should have shown and has not.
 */
export function countChecks(
  result: CheckedReceipts,
): Readonly<Record<ReceiptCheck | "asked" | "lost", number>> {
  const counts = { verified: 0, missing: 0, forged: 0, archived: 0, "not-yet": 0, asked: 0 };
  for (const check of Object.values(result.checks)) {
    counts[check] += 1;
    if (check !== "archived") counts.asked += 1;
  }
  return { ...counts, lost: counts.missing + counts.forged };
}
