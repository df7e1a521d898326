/** What is to happen in virtual time, in order; among equals, in the order in which it was put down. */
export class Agenda {
  nowMs = 0;
  #count = 0;
  readonly #heap: { atMs: number; order: number; run: () => void }[] = [];

  at(atMs: number, run: () => void): void {
    const heap = this.#heap;
    this.#count += 1;
    const item = { atMs: Math.max(atMs, this.nowMs), order: this.#count, run };
    let hole = heap.length;
    heap.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!before(item, heap[parent]!)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = item;
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + delayMs, run);
  }

  runUntil(endMs: number): void {
    while (this.#heap.length > 0 && this.#heap[0]!.atMs <= endMs) {
      const item = this.#takeFirst();
      this.nowMs = item.atMs;
      item.run();
    }
    this.nowMs = endMs;
  }

  #takeFirst(): { atMs: number; run: () => void } {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }
}

function before(a: { atMs: number; order: number }, b: { atMs: number; order: number }): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
