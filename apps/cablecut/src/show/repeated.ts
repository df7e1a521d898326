/** The first value that was there before; null: all differ. */
export function repeated(values: readonly string[]): string | null {
  return values.find((value, at) => values.indexOf(value) !== at) ?? null;
}
