/** What is alive on a page's heap. */
export interface HeapSample {
  readonly atS: number;
  readonly mebibytes: number;
}

/** How fast the heap grows, MiB per minute: the line that fits the samples best, so that one of them decides nothing. */
export function heapPerMinute(samples: readonly HeapSample[]): number {
  const count = samples.length;
  const meanS = samples.reduce((sum, { atS }) => sum + atS, 0) / count;
  const mean = samples.reduce((sum, { mebibytes }) => sum + mebibytes, 0) / count;
  const spread = samples.reduce((sum, { atS }) => sum + (atS - meanS) ** 2, 0);
  const together = samples.reduce(
    (sum, { atS, mebibytes }) => sum + (atS - meanS) * (mebibytes - mean),
    0,
  );
  return (together / spread) * 60;
}
