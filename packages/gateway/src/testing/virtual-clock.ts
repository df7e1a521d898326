interface Task {
  atMs: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Virtual time: what is planned happens in order of time, and among equals in the order in which it was planned. */
export class VirtualClock {
  nowMs = 1_000;
  readonly #tasks: Task[] = [];

  /** The result calls it off. */
  after(delayMs: number, run: () => void): () => void {
    const task = { atMs: this.nowMs + Math.max(delayMs, 0), run, cancelled: false };
    let low = 0;
    let high = this.#tasks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#tasks[middle]!.atMs <= task.atMs) low = middle + 1;
      else high = middle;
    }
    this.#tasks.splice(low, 0, task);
    return () => {
      task.cancelled = true;
    };
  }

  every(periodMs: number, run: () => void): void {
    this.after(periodMs, () => {
      run();
      this.every(periodMs, run);
    });
  }

  /** The machine sleeps: nothing runs, and what was due meanwhile runs when it goes on, in its order. */
  sleep(durationMs: number): void {
    this.nowMs += durationMs;
    for (const task of this.#tasks) task.atMs = Math.max(task.atMs, this.nowMs);
  }

  pass(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    for (let first = this.#tasks[0]; first !== undefined; first = this.#tasks[0]) {
      if (first.atMs > endMs) break;
      this.#tasks.shift();
      if (first.cancelled) continue;
      this.nowMs = first.atMs;
      first.run();
    }
    this.nowMs = endMs;
  }
}
