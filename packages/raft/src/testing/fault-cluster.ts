import { seededRandom } from "@cablecut/seeded-random";
import { decodeMessage, encodeMessage } from "../message-codec.ts";
import type { Message } from "../messages.ts";
import type { AnsweredRead, Entry, NodeId } from "../types.ts";
import { emptyDisk, TestNode, textOf, bytesOf } from "./test-node.ts";
import type { Applied, Disk, Flight } from "./test-node.ts";

interface Scheduled extends Flight {
  readonly atMs: number;
}

interface Replica {
  node: TestNode;
  running: boolean;
  /** Crashes and starts so far: a write finishing for an earlier life is nobody's. */
  life: number;
}

/** How hostile a run is; drawn from the seed. */
export interface Hostility {
  readonly loss: number;
  readonly duplication: number;
  readonly delayMaxMs: number;
  readonly writeMaxMs: number;
}

const stepMs = 5;

/**
 * Bare cores under virtual time: a network that loses, duplicates and reorders, disks that take their time, crashes
 * that forget what was not yet written. Every message goes through the wire codec. Checked after each step:
 * election safety, state machine safety, leader completeness, log matching, and that committed entries stay on disk.
 */
export class FaultCluster {
  readonly replicas: Replica[];
  nowMs = 0;
  readonly random: () => number;
  hostility: Hostility;
  /** Unordered pairs `a-b` and ordered `a>b` that carry nothing. */
  readonly cut = new Set<string>();
  proposals = 0;
  disksLost = 0;
  readsAnswered = 0;
  /** By who asked, in which life, under which number: how much was committed when it was first asked. */
  readonly #readFloors = new Map<string, number>();
  #reads = 0;
  #flights: Scheduled[] = [];
  #writes: { readonly atMs: number; readonly replica: Replica; readonly life: number }[] = [];
  #leaders = new Map<number, NodeId>();
  /** Index to what was committed there, by anybody. */
  #committed: Applied[] = [];
  #checkedApplied: number[];

  constructor(seed: number, nodeCount: number, hostility: Hostility) {
    this.random = seededRandom(seed);
    this.hostility = hostility;
    this.#checkedApplied = Array.from({ length: nodeCount }, () => 0);
    this.replicas = Array.from({ length: nodeCount }, (_, id) => ({
      node: this.#start(id, nodeCount, { disk: emptyDisk(), life: 0 }),
      running: true,
      life: 0,
    }));
  }

  #replica(id: NodeId): Replica {
    const replica = this.replicas[id];
    if (replica === undefined) throw new Error(`no replica ${id}`);
    return replica;
  }

  #start(id: NodeId, nodeCount: number, { disk, life }: { disk: Disk; life: number }): TestNode {
    const config = {
      inflightMessagesMax: 4,
      appendEntriesMax: 5,
      inflightBytesMax: 200,
      applyEntriesMax: 7,
      snapshotRetryMs: 200,
    };
    const { random, nowMs } = this;
    return new TestNode({ config, id, nodeCount, disk, random, nowMs, chunkBytes: 100, life });
  }

  /** A crash after which the disk is empty. A majority never loses its disks at the same time. */
  loseDisk(id: NodeId): void {
    const replica = this.#replica(id);
    const lost = this.replicas.filter(({ node }) => node.disk.recovering && node !== replica.node);
    if (lost.length >= Math.floor(this.replicas.length / 2)) return;
    this.crash(id);
    this.disksLost++;
    const disk = { ...emptyDisk(), recovering: true };
    replica.node = this.#start(id, this.replicas.length, { disk, life: replica.life });
    this.#checkedApplied[id] = 0;
  }

  crash(id: NodeId): void {
    const replica = this.#replica(id);
    replica.running = false;
    replica.life++;
  }

  restart(id: NodeId): void {
    const replica = this.#replica(id);
    replica.life++;
    const { disk } = replica.node;
    replica.node = this.#start(id, this.replicas.length, { disk, life: replica.life });
    replica.running = true;
    this.#checkedApplied[id] = 0;
  }

  propose(id: NodeId): void {
    const replica = this.#replica(id);
    if (!replica.running) return;
    replica.node.core.propose(this.nowMs, [bytesOf(`p${++this.proposals}`)]);
    this.#turn(replica);
  }

  /** A new question for a read index, or sometimes the last one again. */
  read(id: NodeId): void {
    const replica = this.#replica(id);
    if (!replica.running) return;
    if (this.random() < 0.8) this.#reads++;
    const key = `${id}/${replica.life}/${this.#reads}`;
    if (!this.#readFloors.has(key)) this.#readFloors.set(key, this.#committed.length);
    replica.node.core.readIndex(this.nowMs, this.#reads);
    this.#turn(replica);
  }

  /** What any node had applied when it was asked may have been acknowledged. */
  #checkReads(replica: Replica, answers: readonly AnsweredRead[]): void {
    for (const { id: number, index } of answers) {
      const key = `${replica.node.id}/${replica.life}/${number}`;
      const floor = this.#readFloors.get(key);
      if (floor === undefined) throw new Error(`read ${key} is answered and was never asked`);
      if (index < floor)
        throw new Error(`read ${key} is answered ${index}, committed was ${floor}`);
      this.readsAnswered++;
    }
  }

  /** Virtual time goes on by one step of the simulation. */
  advance(): void {
    this.nowMs += stepMs;
    const due = this.#flights.filter((flight) => flight.atMs <= this.nowMs);
    this.#flights = this.#flights.filter((flight) => flight.atMs > this.nowMs);
    for (const flight of due) this.#deliver(flight);
    const done = this.#writes.filter((write) => write.atMs <= this.nowMs);
    this.#writes = this.#writes.filter((write) => write.atMs > this.nowMs);
    for (const { replica, life } of done) {
      if (!replica.running || replica.life !== life) continue;
      replica.node.nowMs = this.nowMs;
      replica.node.finishWrite();
      this.#turn(replica);
    }
    for (const replica of this.replicas) {
      if (!replica.running || replica.node.core.nextDeadlineMs() > this.nowMs) continue;
      replica.node.core.step(this.nowMs, { kind: "tick" });
      this.#turn(replica);
    }
    this.#check();
  }

  #deliver({ from, to, message }: Flight): void {
    const replica = this.#replica(to);
    if (!replica.running || this.cut.has(`${from}>${to}`)) return;
    const refusal = replica.node.core.step(this.nowMs, { kind: "message", from, message });
    if (refusal !== null) throw new Error(`${message.kind} from ${from} refused: ${refusal}`);
    this.#turn(replica);
  }

  #turn(replica: Replica): void {
    replica.node.nowMs = this.nowMs;
    for (let more = true; more;) {
      const writesBefore = replica.node.writing.length;
      const effects = replica.node.core.take();
      for (const flight of replica.node.perform(effects)) this.#send(flight);
      this.#checkReads(replica, effects.readIndexes);
      if (replica.node.writing.length > writesBefore) {
        const atMs = this.nowMs + this.random() * this.hostility.writeMaxMs;
        this.#writes.push({ atMs, replica, life: replica.life });
      }
      more = effects.more || effects.snapshotReads.length > 0 || effects.snapshotWrites.length > 0;
    }
  }

  #send(flight: Flight): void {
    const { loss, duplication, delayMaxMs } = this.hostility;
    const message = throughTheWire(flight.message);
    const copies = this.random() < loss ? 0 : this.random() < duplication ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const atMs = this.nowMs + this.random() * delayMaxMs;
      this.#flights.push({ from: flight.from, to: flight.to, message, atMs });
    }
  }

  #check(): void {
    for (const [id, replica] of this.replicas.entries()) {
      if (!replica.running) continue;
      this.#checkStateMachineSafety(id, replica.node);
      this.#checkLeader(id, replica.node);
    }
  }

  /** Figure 3: no two nodes apply different entries at one index. */
  #checkStateMachineSafety(id: NodeId, node: TestNode): void {
    const checked = this.#checkedApplied[id] ?? 0;
    for (const [at, entry] of node.applied.slice(checked).entries()) {
      const i = checked + at;
      if (entry.index !== i + 1) throw new Error(`node ${id} applied ${entry.index} at ${i + 1}`);
      const known = (this.#committed[i] ??= entry);
      if (known.term !== entry.term || known.text !== entry.text) {
        throw new Error(`node ${id} applied ${show(entry)}, another ${show(known)}`);
      }
    }
    this.#checkedApplied[id] = node.applied.length;
  }

  /** Figure 3: one leader per term, and it has every entry that was committed before. */
  #checkLeader(id: NodeId, node: TestNode): void {
    const { role, term } = node.core.status();
    if (role !== "leader") return;
    const known = this.#leaders.get(term);
    if (known === id) return;
    if (known !== undefined) throw new Error(`term ${term} has two leaders, ${known} and ${id}`);
    this.#leaders.set(term, id);
    const log = new Map(
      [...node.disk.entries, ...node.writing.flatMap((write) => write.entries)].map(
        (entry: Entry) => [entry.index, entry],
      ),
    );
    for (const entry of this.#committed.slice(node.core.status().snapshotIndex)) {
      const own = log.get(entry.index);
      if (own?.term !== entry.term || textOf(own.data) !== entry.text) {
        throw new Error(`leader ${id} of term ${term} lacks the committed ${show(entry)}`);
      }
    }
  }

  /** What was committed must be on a quorum of disks, whoever crashes now. */
  checkDurability(): void {
    const quorum = Math.floor(this.replicas.length / 2) + 1;
    for (const entry of this.#committed) {
      const copies = this.replicas.filter(({ node: { disk } }) => {
        // It may have been one of the quorum; that nobody is elected without the entry is checked with every leader.
        if (disk.recovering) return true;
        if ((disk.snapshot?.index ?? 0) >= entry.index) return true;
        return disk.entries.some((own) => own.index === entry.index && own.term === entry.term);
      });
      if (copies.length < quorum) throw new Error(`${show(entry)} is on ${copies.length} disks`);
    }
  }

  /** Figure 3, log matching, over what is on the disks: same index and term, same entries up to there. */
  checkLogMatching(): void {
    for (const [a, one] of this.replicas.entries()) {
      for (const other of this.replicas.slice(a + 1)) {
        matchLogs(one.node.disk.entries, other.node.disk.entries);
      }
    }
  }

  /** One that takes itself for the leader. */
  get leader(): NodeId | null {
    const leads = ({ running, node }: Replica): boolean =>
      running && node.core.status().role === "leader";
    return this.replicas.find(leads)?.node.id ?? null;
  }

  get committedCount(): number {
    return this.#committed.length;
  }

  get converged(): boolean {
    return this.replicas.every(
      ({ running, node }) =>
        running && !node.disk.recovering && node.applied.length === this.#committed.length,
    );
  }
}

function matchLogs(one: readonly Entry[], other: readonly Entry[]): void {
  const terms = new Map(other.map((entry) => [entry.index, entry]));
  let agreed = false;
  for (const entry of one.toReversed()) {
    const twin = terms.get(entry.index);
    if (twin === undefined) continue;
    const same = twin.term === entry.term && textOf(twin.data) === textOf(entry.data);
    if (twin.term === entry.term && !same) throw new Error(`two entries ${entry.index}`);
    if (agreed && !same) throw new Error(`logs differ at ${entry.index} and agree above`);
    agreed ||= same;
  }
}

function show(entry: Applied): string {
  return `${entry.index}/${entry.term} "${entry.text}"`;
}

/** Every message of a run is encoded and decoded, as a real driver does. */
function throughTheWire(message: Message): Message {
  const bytes = Uint8Array.from(encodeMessage(message).flatMap((chunk) => [...chunk]));
  const result = decodeMessage(bytes);
  if (result.kind === "refused") throw new Error(`${message.kind} refused: ${result.refusal}`);
  return result.message;
}
