/** Any two quorums of `nodeCount` nodes share a node. */
export function quorumSize(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/**
 * Figure 2, Rules for Leaders 4: the highest N such that a majority of matchIndex[i] >= N. `matchIndexes` has one
 * value per node, the leader's own included, and is sorted in place.
 */
export function quorumIndex(matchIndexes: number[]): number {
  matchIndexes.sort((a, b) => b - a);
  return matchIndexes[quorumSize(matchIndexes.length) - 1] ?? 0;
}
