interface Task {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Virtual time: what is planned happens in order of time, and among equals in the order in which it was planned. */
export class VirtualClock {
  nowMs = 0;
  #order = 0;
  readonly #heap: Task[] = [];

  /** Runs `run` after `delayMs`; the result calls it off. */
  after(delayMs: number, run: () => void): () => void {
    return this.at(this.nowMs + delayMs, run);
  }

  /** At a moment: what is planned for one and the same stays in order. Now, if it has passed. */
  at(ms: number, run: () => void): () => void {
    this.#order += 1;
    const atMs = Math.max(ms, this.nowMs);
    const task: Task = { atMs, order: this.#order, run, cancelled: false };
    this.#insert(task);
    return () => {
      task.cancelled = true;
    };
  }

  /** Lets time pass; false as soon as `stopped` says so. */
  pass(durationMs: number, stopped: () => boolean): boolean {
    const endMs = this.nowMs + durationMs;
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.atMs > endMs) break;
      this.#removeFirst();
      if (first.cancelled) continue;
      this.nowMs = first.atMs;
      first.run();
      if (stopped()) return false;
    }
    this.nowMs = endMs;
    return !stopped();
  }

  #insert(task: Task): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(task);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(task, heap[parent]!)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = task;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
