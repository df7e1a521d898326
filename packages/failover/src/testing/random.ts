import { seededRandom } from "@cablecut/seeded-random";

/** Draws that depend on the seed alone. */
export interface Random {
  /** 0 up to but not including 1. */
  next(): number;
  between(low: number, high: number): number;
  integer(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
}

export function randomOf(seed: number): Random {
  const next = seededRandom(seed);
  const between = (low: number, high: number): number => low + next() * (high - low);
  return {
    next,
    between,
    integer: (low, high) => Math.floor(between(low, high + 1)),
    pick: (items) => items[Math.floor(next() * items.length)]!,
  };
}
