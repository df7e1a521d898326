import type { CommittedEntry, LogConsumer, ReplicaId } from "../port.ts";

/** A state machine that remembers what it was given, and complains about everything the port forbids. */
export class RecordingConsumer implements LogConsumer {
  /** payloads[i] has index i + 1; "" is an entry of the engine. */
  payloads: string[] = [];
  restores = 0;
  snapshots = 0;
  leader: ReplicaId | null = null;
  term = 0;
  /** Set when the log must not call any more. */
  silenced = false;
  /** Nobody is there any more to hear what became of an append. */
  crashed = false;

  get appliedIndex(): number {
    return this.payloads.length;
  }

  /** How often a payload is in the log. */
  count(payload: string): number {
    return this.payloads.filter((applied) => applied === payload).length;
  }

  apply(entries: readonly CommittedEntry[]): void {
    this.#mustNotBeSilenced("apply");
    let term = 0;
    for (const entry of entries) {
      if (entry.index !== this.payloads.length + 1) {
        throw new Error(`entry ${entry.index} applied after ${this.payloads.length}`);
      }
      if (entry.term < term) throw new Error(`term ${entry.term} after ${term}`);
      term = entry.term;
      this.payloads.push(new TextDecoder().decode(entry.payload));
    }
  }

  /** Cut in odd places: a consumer must not rely on getting its own chunks back. */
  snapshot(): readonly Uint8Array[] {
    this.snapshots++;
    const state = new TextEncoder().encode(JSON.stringify(this.payloads));
    const cut = Math.floor(state.length / 3);
    return [state.subarray(0, cut), new Uint8Array(0), state.subarray(cut)];
  }

  restore(index: number, chunks: readonly Uint8Array[]): void {
    this.#mustNotBeSilenced("restore");
    const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    const payloads = JSON.parse(new TextDecoder().decode(bytes)) as string[];
    if (payloads.length !== index) throw new Error(`snapshot ${index} holds ${payloads.length}`);
    this.payloads = payloads;
    this.restores++;
  }

  leaderChanged(leader: ReplicaId | null, term: number): void {
    this.#mustNotBeSilenced("leaderChanged");
    if (term < this.term) throw new Error(`term ${term} after ${this.term}`);
    if (leader === this.leader && term === this.term) throw new Error("no change of leader");
    this.leader = leader;
    this.term = term;
  }

  #mustNotBeSilenced(call: string): void {
    if (this.silenced) throw new Error(`${call} after the log was stopped or crashed`);
  }
}
