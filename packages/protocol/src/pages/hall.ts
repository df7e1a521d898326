import { asAccountId, asShardId, type AccountId, type ShardId } from "../values/ids.ts";

/**
 * The hall as the big screen draws it: one window for every attendee. Where a window is follows from its shard and from
 * the snapshot's owner of that shard, so only what a snapshot has not is told here.
 */

/** An attendee's window: it belongs to the same shard for ever. */
export interface HallWindow {
  readonly account: AccountId;
  readonly shard: ShardId;
  readonly synthetic: boolean;
}

/** Windows of accounts that follow each other without a gap, see `encodeWindows`. */
export interface WindowRun {
  readonly first: AccountId;
  readonly codes: string;
}

export interface HallFrame {
  /** Attendees per shard, by the log: also those that this gateway has not met since its start. */
  readonly people: readonly number[];
  readonly synthetic: readonly number[];
  /** Whom the gateway has met since its last frame; everybody that it has met in the first frame of a connection. */
  readonly met: readonly WindowRun[];
  /** Where the bitmaps begin: bit n is the account `firstAccount + n`. */
  readonly firstAccount: AccountId;
  /** Whose payments were booked since the last frame; see `encodeBits`. */
  readonly booked: string;
  /** Who lives in a shard that was moved by a failover, and has not been seen paying since. */
  readonly arrived: string;
}

const digitsPerWindow = 2;

/** Two digits of base 36 each: twice the shard, and one more for a synthetic attendee. */
export function encodeWindows(windows: readonly HallWindow[]): readonly WindowRun[] {
  const runs: { first: AccountId; codes: string; next: number }[] = [];
  for (const { account, shard, synthetic } of windows.toSorted((a, b) => a.account - b.account)) {
    const code = (shard * 2 + Number(synthetic)).toString(36).padStart(digitsPerWindow, "0");
    const last = runs.at(-1);
    if (last?.next === account) {
      last.codes += code;
      last.next += 1;
    } else runs.push({ first: account, codes: code, next: account + 1 });
  }
  return runs.map(({ first, codes }) => ({ first, codes }));
}

export function decodeWindows(runs: readonly WindowRun[]): readonly HallWindow[] {
  return runs.flatMap(({ first, codes }) =>
    Array.from({ length: Math.floor(codes.length / digitsPerWindow) }, (_, position) => {
      const at = position * digitsPerWindow;
      const code = Number.parseInt(codes.slice(at, at + digitsPerWindow), 36);
      const shard = asShardId(code >> 1);
      return { account: asAccountId(first + position), shard, synthetic: code % 2 === 1 };
    }),
  );
}

const bitsPerDigit = 4;

/** Positions from 0 as hex digits, four to a digit, the lowest bit first; trailing zeros are left out. */
export function encodeBits(positions: Iterable<number>): string {
  const digits: number[] = [];
  for (const position of positions) {
    const at = Math.floor(position / bitsPerDigit);
    while (digits.length <= at) digits.push(0);
    digits[at] = (digits[at] ?? 0) | (1 << (position % bitsPerDigit));
  }
  return digits.map((digit) => digit.toString(16)).join("");
}

export function decodeBits(text: string): ReadonlySet<number> {
  const positions = new Set<number>();
  for (let at = 0; at < text.length; at += 1) {
    const digit = Number.parseInt(text.charAt(at), 16);
    for (let bit = 0; bit < bitsPerDigit; bit += 1) {
      if ((digit & (1 << bit)) !== 0) positions.add(at * bitsPerDigit + bit);
    }
  }
  return positions;
}
