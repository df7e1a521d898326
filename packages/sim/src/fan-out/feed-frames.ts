import type { Prng } from "../world/prng.ts";
import { costs, habits } from "./costs.ts";
import type { Tree, TreeNode } from "./tree.ts";

/** `whole`: every node gets every item. `own`: a node gets the items of which payer or payee is at a gateway below it. */
export type Filter = "whole" | "own";

/** What was booked within one interval. */
export interface FeedFrame {
  readonly number: number;
  readonly emittedMs: number;
  readonly items: number;
  /** Of them so many concern a gateway below the node, by its id as the tree was built. */
  readonly concern: Uint32Array;
}

/** Payers and payees are at any gateway alike. */
export class FrameSource {
  readonly #paths: readonly (readonly TreeNode[])[];
  readonly #nodes: number;
  readonly #random: Prng;
  readonly #perFrame: number;
  #owed = 0;
  #number = 0;

  constructor(tree: Tree, random: Prng) {
    this.#paths = tree.leaves.map(pathOf);
    this.#nodes = tree.nodes.length;
    this.#random = random;
    const phones = tree.leaves.length * habits.phonesPerGateway;
    this.#perFrame = (phones * habits.paymentsPerPhonePerS * habits.frameEveryMs) / 1_000;
  }

  next(nowMs: number): FeedFrame {
    this.#owed += this.#perFrame;
    const items = Math.floor(this.#owed);
    this.#owed -= items;
    const concern = new Uint32Array(this.#nodes);
    const leaves = this.#paths.length;
    for (let item = 0; item < items; item += 1) {
      const [payer, payee] = [
        this.#random.integer(0, leaves - 1),
        this.#random.integer(0, leaves - 1),
      ];
      const both = new Set([...this.#paths[payer]!, ...this.#paths[payee]!]);
      for (const node of both) concern[node.id]! += 1;
    }
    this.#number += 1;
    return { number: this.#number, emittedMs: nowMs, items, concern };
  }
}

function pathOf(leaf: TreeNode): TreeNode[] {
  const path: TreeNode[] = [];
  for (let node: TreeNode | null = leaf; node !== null; node = node.parent) path.push(node);
  return path;
}

export function bytesOf(items: number): number {
  return costs.frameBytes + items * costs.itemBytes;
}
