/** A node of the tree. The root reads the log's feed in a room; leaves are gateways. */
export interface TreeNode {
  readonly id: number;
  /** Hops from the root. */
  readonly level: number;
  /** Null for the root. */
  parent: TreeNode | null;
  readonly children: Set<TreeNode>;
}

export interface Tree {
  readonly root: TreeNode;
  readonly nodes: readonly TreeNode[];
  readonly leaves: readonly TreeNode[];
  /** Hops from root to leaf, the same for all. */
  readonly depth: number;
}

/** All leaves at one depth, the fewest levels in which nobody has more than `degree` children, children spread evenly. */
export function treeOf(leafCount: number, degree: number): Tree {
  if (leafCount < 1 || degree < 2) throw new RangeError(`${leafCount} leaves, degree ${degree}`);
  const widths = [leafCount];
  while (widths[0]! > degree) widths.unshift(Math.ceil(widths[0]! / degree));
  const root: TreeNode = { id: 0, level: 0, parent: null, children: new Set() };
  const nodes = [root];
  let above = [root];
  for (const [depth, width] of widths.entries()) {
    const level = Array.from({ length: width }, (_, place): TreeNode => {
      const parent = above[Math.floor((place * above.length) / width)]!;
      const id = nodes.length + place;
      const node: TreeNode = { id, level: depth + 1, parent, children: new Set() };
      parent.children.add(node);
      return node;
    });
    nodes.push(...level);
    above = level;
  }
  return { root, nodes, leaves: above, depth: widths.length };
}

/** Where a child goes whose parent is gone: to another node of the parent's level with the fewest children, else to the root. */
export function newParentOf(child: TreeNode, tree: Tree, gone: ReadonlySet<TreeNode>): TreeNode {
  let best: TreeNode | null = null;
  for (const node of tree.nodes) {
    if (node.level !== child.level - 1 || gone.has(node)) continue;
    if (best === null || node.children.size < best.children.size) best = node;
  }
  return best ?? tree.root;
}
