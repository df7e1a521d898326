/** Apart from topology.ts: a page that only counts rooms needs no zod. */
export function quorumOf(topology: { readonly rooms: readonly unknown[] }): number {
  return quorumOfCount(topology.rooms.length);
}

/** Of so many rooms. */
export function quorumOfCount(count: number): number {
  return Math.floor(count / 2) + 1;
}
