import type { HeldArchive } from "./held-archive.ts";

type Compared = Pick<HeldArchive, "chains">;

/**
 * Of each archive the first entry that is another one than the others have; null where all are the same. At every entry the most
 * decide, of as many the first; whose archive differs is asked no more, since each hash has all before it under it.
 */
export function differencesOf(archives: readonly Compared[]): readonly (number | null)[] {
  const differsAt: (number | null)[] = archives.map(() => null);
  const end = archives.reduce((longest, { chains }) => Math.max(longest, chains.length), 0);
  for (let entry = 1; entry < end; entry += 1) {
    if (areOne(archives, differsAt, entry)) continue;
    const most = mostCommon(
      archives.map(({ chains }, at) => knownAt(chains, entry, differsAt[at])),
    );
    for (const [at, { chains }] of archives.entries()) {
      const known = knownAt(chains, entry, differsAt[at]);
      if (known !== 0n && known !== most) differsAt[at] = entry;
    }
  }
  return differsAt;
}

function knownAt(
  chains: BigUint64Array,
  entry: number,
  differsAt: number | null | undefined,
): bigint {
  return differsAt === null ? (chains[entry] ?? 0n) : 0n;
}

function areOne(
  archives: readonly Compared[],
  differsAt: readonly (number | null)[],
  entry: number,
): boolean {
  let first = 0n;
  for (const [at, { chains }] of archives.entries()) {
    const known = knownAt(chains, entry, differsAt[at]);
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
