import { formatCount } from "@cablecut/ui";

/** A dash where nobody knows it. */
export function countText(count: number | null): string {
  return count === null ? "—" : formatCount(count);
}
