/** The keys of a table that is written down in the program and so has no others, in their order there. */
export function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the tables are literals: what stands there is all
  return Object.keys(table) as Key[];
}
