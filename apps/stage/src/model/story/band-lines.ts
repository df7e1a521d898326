import { textWidth } from "../type/metrics.ts";

/** Between statement and phase in one line, px: they are two sentences. */
const betweenMin = 72;
/** No number in a band is wider: measured with it, a line does not move while it counts. */
const widestNumber = "88,888";

/**
 * Whether a statement of 104 px and its phase of 56 stand beside each other in a band of this width, however far the numbers
 * in them count: the place of the words must not change under them. Both languages together never do.
 */
export function standInOneLine({
  headline,
  second,
  width,
}: {
  readonly headline: string;
  readonly second: string;
  readonly width: number;
}): boolean {
  const widest = (text: string): string => text.replaceAll(/\d[\d,.]*/gu, widestNumber);
  const both = textWidth(widest(headline), 104, 800) + textWidth(widest(second), 56, 600);
  return both + betweenMin <= width;
}
