import type { HeldArchive } from "./held-archive.ts";
import { chunksOf, entriesIn } from "./held-chains.ts";

type Compared = Pick<HeldArchive, "chains">;

/**
 * Of each archive the first entry that is another one than the others have; null where all are the same. At every entry the most
 * decide, of as many the first; whose archive differs is asked no more, since each hash has all before it under it.
 */
export function differencesOf(archives: readonly Compared[]): readonly (number | null)[] {
  const differsAt: (number | null)[] = archives.map(() => null);
  for (const chunk of chunksOf(archives.map(({ chains }) => chains))) {
    const { from, to } = entriesIn(chunk);
    const held = archives.map(({ chains }) => chains.chunk(chunk));
    // Before the first entry all have the same: the show's.
    for (let entry = Math.max(1, from); entry <= to; entry += 1)
      compareAt(entry - from, entry, held, differsAt);
  }
  return differsAt;
}

function compareAt(
  at: number,
  entry: number,
  held: readonly BigUint64Array[],
  differsAt: (number | null)[],
): void {
  if (areOne(held, differsAt, at)) return;
  const knownOf = (room: number): bigint =>
    differsAt[room] === null ? (held[room]?.[at] ?? 0n) : 0n;
  const most = mostCommon(held.map((_, room) => knownOf(room)));
  for (const room of held.keys()) {
    const known = knownOf(room);
    if (known !== 0n && known !== most) differsAt[room] = entry;
  }
}

function areOne(
  held: readonly BigUint64Array[],
  differsAt: readonly (number | null)[],
  at: number,
): boolean {
  let first = 0n;
  for (let room = 0; room < held.length; room += 1) {
    const known = differsAt[room] === null ? (held[room]?.[at] ?? 0n) : 0n;
    if (first === 0n) first = known;
    else if (known !== 0n && known !== first) return false;
  }
  return true;
}

function mostCommon(chains: readonly bigint[]): bigint {
  const counts = new Map<bigint, number>();
  for (const chain of chains) if (chain !== 0n) counts.set(chain, (counts.get(chain) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? 0n;
}
