import { VirtualClock } from "../world/clock.ts";
import { Prng } from "../world/prng.ts";
import { costs, habits } from "./costs.ts";
import { bytesOf, FrameSource, type FeedFrame, type Filter } from "./feed-frames.ts";
import { newParentOf, treeOf, type Tree, type TreeNode } from "./tree.ts";

export interface Trial {
  readonly seed: number;
  readonly gateways: number;
  readonly degree: number;
  readonly filter: Filter;
  /** Virtual. Beyond it the tree comes to rest, and nothing is emitted. */
  readonly durationMs: number;
  /** A relay of the last level above the gateways dies at this moment; null: none does. */
  readonly relayDiesMs: number | null;
}

export interface Outcome {
  readonly depth: number;
  readonly relays: number;
  /** From a frame's leaving the root until a gateway has read it, ms. */
  readonly feedMs: Percentiles;
  /** How old a gateway's counts are when the root adds them up, ms. */
  readonly countsMs: Percentiles;
  /** Of what any node sends in a second, the most, bytes; the root's and that of the busiest relay. */
  readonly rootBytesPerS: number;
  readonly relayBytesPerS: number;
  readonly gatewayBytesPerS: number;
  /** Share of one processor; above 1 a node falls behind for good. */
  readonly rootBusy: number;
  readonly relayBusy: number;
  readonly gatewayBusy: number;
  /** Frames that a gateway never got, over all gateways. */
  readonly framesMissing: number;
  readonly framesTwice: number;
  /** Between two frames at one gateway, ms. */
  readonly longestGapMs: number;
}

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** What one node knows and has done. */
interface Work {
  readonly node: TreeNode;
  /** Its processor and its card are taken until then. */
  freeMs: number;
  busyMs: number;
  bytesSent: number;
  bytesGot: number;
  /** The newest frame, and how many there were. */
  last: number;
  frames: number;
  heardMs: number;
  longestGapMs: number;
  readonly kept: FeedFrame[];
  /** By child: the moment of its oldest count. */
  readonly words: Map<TreeNode, number>;
}

/**
 * Relays between the one room that tells the feed and many gateways, in virtual time: frames go down, counts go up, each node has
 * one processor and one network card, and one relay may die. Deterministic by its seed.
 */
export class FanOut {
  readonly #trial: Trial;
  readonly #tree: Tree;
  readonly #clock = new VirtualClock();
  readonly #random: Prng;
  readonly #source: FrameSource;
  readonly #work: readonly Work[];
  readonly #gone = new Set<TreeNode>();
  readonly #feedMs: number[] = [];
  readonly #countsMs: number[] = [];
  /** By connection: when the newest of what is on its way arrives. */
  readonly #arrivals = new Map<number, number>();
  #twice = 0;
  #emitted = 0;

  constructor(trial: Trial) {
    this.#trial = trial;
    this.#tree = treeOf(trial.gateways, trial.degree);
    const random = new Prng(trial.seed);
    this.#random = random.fork();
    this.#source = new FrameSource(this.#tree, random.fork());
    this.#work = this.#tree.nodes.map((node) => ({
      node,
      freeMs: 0,
      busyMs: 0,
      bytesSent: 0,
      bytesGot: 0,
      last: 0,
      frames: 0,
      heardMs: 0,
      longestGapMs: 0,
      kept: [],
      words: new Map(),
    }));
  }

  run(): Outcome {
    const { durationMs, relayDiesMs } = this.#trial;
    for (let atMs = habits.frameEveryMs; atMs <= durationMs; atMs += habits.frameEveryMs) {
      this.#clock.at(atMs, () => this.#emit());
    }
    for (const node of this.#tree.nodes) {
      const phaseMs = this.#random.between(0, habits.wordEveryMs);
      this.#clock.after(phaseMs, () => this.#tellCounts(node));
      if (node.level > 0) this.#clock.after(habits.silenceMs, () => this.#watchParent(node));
    }
    if (relayDiesMs !== null) this.#clock.at(relayDiesMs, () => this.#killRelay());
    this.#clock.pass(durationMs + 5 * habits.silenceMs, () => false);
    return this.#outcome();
  }

  get #isOver(): boolean {
    return this.#clock.nowMs > this.#trial.durationMs;
  }

  #workOf(node: TreeNode): Work {
    return this.#work[node.id]!;
  }

  #emit(): void {
    const frame = this.#source.next(this.#clock.nowMs);
    this.#emitted = frame.number;
    this.#take(this.#tree.root, frame);
  }

  /** A node has a frame in hand: keeps it for who comes late, and passes it on. */
  #take(node: TreeNode, frame: FeedFrame): void {
    const work = this.#workOf(node);
    if (frame.number <= work.last) {
      this.#twice += 1;
      return;
    }
    work.last = frame.number;
    work.frames += 1;
    work.kept.push(frame);
    if (work.kept.length > habits.framesKept) work.kept.shift();
    for (const child of node.children) this.#sendFrame(work, child, frame);
  }

  #sendFrame(from: Work, to: TreeNode, frame: FeedFrame): void {
    const items = this.#itemsFor(to, frame);
    // Items are written once where everybody gets the same, and for each child where it gets its own.
    const writeMs = this.#trial.filter === "own" ? items * costs.writeItemMs : 0;
    this.#send(from, to, bytesOf(items), writeMs, () => this.#receive(to, frame));
  }

  #itemsFor(node: TreeNode, frame: FeedFrame): number {
    return this.#trial.filter === "whole" ? frame.items : frame.concern[node.id]!;
  }

  #receive(node: TreeNode, frame: FeedFrame): void {
    const work = this.#workOf(node);
    const nowMs = this.#clock.nowMs;
    if (work.heardMs > 0) work.longestGapMs = Math.max(work.longestGapMs, nowMs - work.heardMs);
    work.heardMs = nowMs;
    const isLeaf = node.level === this.#tree.depth;
    // A relay that passes everything on reads nothing.
    const reads = isLeaf || this.#trial.filter === "own";
    const readMs = reads ? this.#itemsFor(node, frame) * costs.readItemMs : 0;
    this.#busy(work, readMs, () => {
      if (isLeaf && frame.number > work.last)
        this.#feedMs.push(this.#clock.nowMs - frame.emittedMs);
      this.#take(node, frame);
    });
  }

  /** Each says what it knows of below; the root adds up. */
  #tellCounts(node: TreeNode): void {
    if (this.#isOver || this.#gone.has(node)) return;
    const nowMs = this.#clock.nowMs;
    const work = this.#workOf(node);
    this.#clock.after(habits.wordEveryMs, () => this.#tellCounts(node));
    const stamps = [...work.words.values()].filter((stamp) => nowMs - stamp < habits.wordHoldsMs);
    if (node.parent === null) {
      for (const stamp of stamps) this.#countsMs.push(nowMs - stamp);
      return;
    }
    const oldest = node.level === this.#tree.depth ? nowMs : Math.min(...stamps);
    if (!Number.isFinite(oldest)) return;
    const { parent } = node;
    this.#send(work, parent, costs.wordBytes, 0, () => {
      this.#workOf(parent).words.set(node, oldest);
    });
  }

  #watchParent(node: TreeNode): void {
    if (this.#isOver || this.#gone.has(node)) return;
    const work = this.#workOf(node);
    const silentMs = this.#clock.nowMs - work.heardMs;
    const lookAgainMs = silentMs < habits.silenceMs ? habits.silenceMs - silentMs : 50;
    if (silentMs >= habits.silenceMs && node.parent !== null && this.#gone.has(node.parent)) {
      this.#join(node, newParentOf(node, this.#tree, this.#gone));
      work.heardMs = this.#clock.nowMs - silentMs;
    }
    this.#clock.after(Math.max(1, lookAgainMs), () => this.#watchParent(node));
  }

  /** The new parent goes on behind the last frame that the child has. */
  #join(node: TreeNode, parent: TreeNode): void {
    node.parent = parent;
    const { last } = this.#workOf(node);
    this.#send(this.#workOf(node), parent, costs.wordBytes, 0, () => {
      const at = this.#workOf(parent);
      for (const frame of at.kept) if (frame.number > last) this.#sendFrame(at, node, frame);
      parent.children.add(node);
    });
  }

  #killRelay(): void {
    const relays = this.#tree.nodes.filter(({ level }) => level === this.#tree.depth - 1);
    const relay = this.#random.pick(relays);
    if (relay.level > 0) this.#gone.add(relay);
  }

  /** One after the other over one processor and one card; what is on its way to or from a dead node is lost. */
  #send(from: Work, to: TreeNode, bytes: number, writeMs: number, arrived: () => void): void {
    from.bytesSent += bytes;
    this.#busy(from, costs.sendMs + writeMs + bytes / costs.bytesPerMs, () => {
      const { low, high, seldom, seldomShare } = costs.latencyMs;
      const onTheWayMs = this.#random.chance(seldomShare)
        ? this.#random.between(high, seldom)
        : this.#random.between(low, high);
      // Frames over one connection do not overtake each other.
      const link = this.#workOf(to);
      const atMs = this.#inOrder(from.node, to, this.#clock.nowMs + onTheWayMs);
      this.#clock.at(atMs, () => {
        if (this.#gone.has(to) || this.#gone.has(from.node)) return;
        link.bytesGot += bytes;
        arrived();
      });
    });
  }

  #inOrder(from: TreeNode, to: TreeNode, atMs: number): number {
    const link = from.id * this.#tree.nodes.length + to.id;
    const inOrderMs = Math.max(atMs, this.#arrivals.get(link) ?? 0);
    this.#arrivals.set(link, inOrderMs);
    return inOrderMs;
  }

  #busy(work: Work, tookMs: number, done: () => void): void {
    const startMs = Math.max(this.#clock.nowMs, work.freeMs);
    work.freeMs = startMs + tookMs;
    work.busyMs += tookMs;
    this.#clock.at(work.freeMs, () => {
      if (!this.#gone.has(work.node)) done();
    });
  }

  #outcome(): Outcome {
    const { depth, leaves } = this.#tree;
    const seconds = this.#trial.durationMs / 1_000;
    const gateways = leaves.map((leaf) => this.#workOf(leaf));
    const relays = this.#work.filter(({ node }) => node.level > 0 && node.level < depth);
    const [root] = this.#work;
    const most = (of: readonly Work[], what: (work: Work) => number): number =>
      of.reduce((highest, work) => Math.max(highest, what(work)), 0);
    const busy = (work: Work): number => work.busyMs / this.#trial.durationMs;
    return {
      depth,
      relays: relays.length,
      feedMs: percentilesOf(this.#feedMs),
      countsMs: percentilesOf(this.#countsMs),
      rootBytesPerS: root!.bytesSent / seconds,
      relayBytesPerS: most(relays, ({ bytesSent }) => bytesSent) / seconds,
      gatewayBytesPerS: most(gateways, ({ bytesGot }) => bytesGot) / seconds,
      rootBusy: busy(root!),
      relayBusy: most(relays, busy),
      gatewayBusy: most(gateways, busy),
      framesMissing: gateways.reduce((sum, { frames }) => sum + this.#emitted - frames, 0),
      framesTwice: this.#twice,
      longestGapMs: most(gateways, ({ longestGapMs }) => longestGapMs),
    };
  }
}

function percentilesOf(values: number[]): Percentiles {
  if (values.length === 0) return { p50: 0, p99: 0 };
  values.sort((one, other) => one - other);
  const at = (share: number): number => values[Math.ceil(share * values.length) - 1]!;
  return { p50: at(0.5), p99: at(0.99) };
}
