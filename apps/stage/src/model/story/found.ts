import { findMeAtOnceMax, findMeMs, type AccountId } from "@cablecut/protocol";

/** Somebody whose window is shown, since when on this page's clock, ms. */
export interface Found {
  readonly account: AccountId;
  readonly atMs: number;
}

export const nobodyFound: readonly Found[] = [];

/** The gateway lets few ask at a time; several gateways together let more, and then the first ones have had their turn. */
export function someoneFound(
  found: readonly Found[],
  account: AccountId,
  nowMs: number,
): readonly Found[] {
  const others = found.filter((each) => each.account !== account && nowMs - each.atMs < findMeMs);
  return [...others, { account, atMs: nowMs }].slice(-findMeAtOnceMax);
}
