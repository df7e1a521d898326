/** Apart from topology.ts: a page that only counts rooms needs no zod. */
export function quorumOf(topology: { readonly rooms: readonly unknown[] }): number {
  return Math.floor(topology.rooms.length / 2) + 1;
}
