import type { Entry, NodeId, RaftConfig } from "../types.ts";
import { describeEffects, describeMessage } from "./describe.ts";
import { bytesOf, emptyDisk, TestNode } from "./test-node.ts";
import type { Disk, Flight } from "./test-node.ts";

/** What a `settle` may do before it is taken for a loop. */
const roundsMax = 500;

/**
 * Nodes whose clocks, disks and messages move only when a transcript says so, and which tell what they do. Each node
 * has a clock of its own; its election timeouts are `timeoutMs`, not random.
 */
export class TranscriptCluster {
  readonly lines: string[] = [];
  readonly nodes = new Map<NodeId, TestNode>();
  /** Silent links: messages over them are lost on delivery. */
  readonly cut = new Set<string>();
  /** Nodes whose writes end only on command. */
  readonly slowDisks = new Set<NodeId>();
  readonly #config: Partial<RaftConfig>;
  readonly #nodeCount: number;
  readonly #timeouts = new Map<NodeId, number>();
  readonly #disks = new Map<NodeId, Disk>();
  #flights: Flight[] = [];
  #crashedClocks = new Map<NodeId, number>();
  #lives = new Map<NodeId, number>();

  constructor(nodeCount: number, config: Partial<RaftConfig>) {
    this.#nodeCount = nodeCount;
    this.#config = config;
    for (let id = 0; id < nodeCount; id++) this.#disks.set(id, emptyDisk());
  }

  /** Fixes the next election timeouts a node draws. */
  setTimeout(id: NodeId, ms: number): void {
    this.#timeouts.set(id, ms);
  }

  /** Gives a node that was not started a log, one entry per term given, and the last term as its own. */
  setLog(id: NodeId, terms: readonly number[], term: number): void {
    const disk = this.#disks.get(id)!;
    disk.entries = terms.map((entryTerm, i): Entry => ({
      index: i + 1,
      term: entryTerm,
      data: bytesOf(`e${i + 1}t${entryTerm}`),
    }));
    disk.hardState = { term, votedFor: null };
  }

  start(id: NodeId): void {
    const disk = this.#disks.get(id)!;
    const random = (): number => ((this.#timeouts.get(id) ?? 300) - 300) / 300;
    const nowMs = this.#crashedClocks.get(id) ?? 1000;
    const [config, nodeCount] = [this.#config, this.#nodeCount];
    const life = (this.#lives.get(id) ?? 0) + 1;
    this.#lives.set(id, life);
    this.nodes.set(
      id,
      new TestNode({ config, id, nodeCount, disk, random, nowMs, chunkBytes: 64, life }),
    );
  }

  /** Of a node that does not run: everything it had written is gone, and it knows. */
  loseDisk(id: NodeId, accepted: boolean): void {
    this.#disks.set(id, { ...emptyDisk(), recovering: !accepted, follows: accepted });
  }

  /** What was not yet written is lost. Messages on the wire are not. */
  crash(id: NodeId): void {
    this.#crashedClocks.set(id, this.node(id).nowMs);
    this.nodes.delete(id);
    this.say(id, "crashes");
  }

  node(id: NodeId): TestNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`node ${id} does not run`);
    return node;
  }

  say(id: NodeId, line: string): void {
    this.lines.push(`${id} ${line}`);
  }

  /** A node's clock goes on, and every deadline on the way is ticked at its time. */
  wait(id: NodeId, ms: number): void {
    const node = this.node(id);
    const untilMs = node.nowMs + ms;
    while (node.core.nextDeadlineMs() <= untilMs) {
      node.nowMs = Math.max(node.nowMs, node.core.nextDeadlineMs());
      node.core.step(node.nowMs, { kind: "tick" });
      this.turn(id);
    }
    node.nowMs = untilMs;
  }

  /** The process stood still: one tick, late. */
  pause(id: NodeId, ms: number): void {
    const node = this.node(id);
    node.nowMs += ms;
    node.core.step(node.nowMs, { kind: "tick" });
    this.turn(id);
  }

  /** Takes a node's effects and performs them; messages wait for their delivery. Returns whether anything happened. */
  turn(id: NodeId): boolean {
    const effects = this.node(id).core.take();
    const described = describeEffects(effects);
    for (const line of described) this.say(id, line);
    const flights = this.node(id).perform(effects);
    this.#flights.push(...flights);
    const snapshotWork = effects.snapshotReads.length + effects.snapshotWrites.length;
    return described.length + flights.length + snapshotWork > 0;
  }

  finishWrite(id: NodeId): void {
    const write = this.node(id).writing[0];
    if (write === undefined) throw new Error(`node ${id} writes nothing`);
    this.say(id, `wrote #${write.id}`);
    this.node(id).finishWrite();
    this.turn(id);
  }

  /** Delivers, in order, what is on the wire now, as far as `wanted`. */
  deliver(wanted: (flight: Flight) => boolean): void {
    const due = this.#flights.filter(wanted);
    this.#flights = this.#flights.filter((flight) => !wanted(flight));
    for (const flight of due) this.#arrive(flight);
  }

  drop(wanted: (flight: Flight) => boolean): void {
    for (const { from, to, message } of this.#flights.filter(wanted)) {
      this.lines.push(`${from}->${to} ${describeMessage(message)} (lost)`);
    }
    this.#flights = this.#flights.filter((flight) => !wanted(flight));
  }

  #arrive({ from, to, message }: Flight): void {
    const node = this.nodes.get(to);
    const lost = node === undefined || this.cut.has(`${from}-${to}`);
    this.lines.push(`${from}->${to} ${describeMessage(message)}${lost ? " (lost)" : ""}`);
    if (lost) return;
    const refusal = node.core.step(node.nowMs, { kind: "message", from, message });
    if (refusal !== null) this.say(to, `refuses it: ${refusal}`);
    this.turn(to);
  }

  /** Delivers everything and ends all writes of fast disks, until nothing is left to do. */
  settle(): void {
    for (let round = 0; round < roundsMax; round++) {
      let busy = false;
      for (const id of this.nodes.keys()) {
        while (this.turn(id)) busy = true;
        while (!this.slowDisks.has(id) && this.node(id).writing.length > 0) {
          this.finishWrite(id);
          busy = true;
        }
      }
      busy ||= this.#flights.length > 0;
      this.deliver(() => true);
      if (!busy) return;
    }
    throw new Error("does not settle");
  }
}
