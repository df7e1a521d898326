/** An invariant of Raft is broken: a bug in the core or its driver. The node must stop before it harms the log. */
export class RaftInvariantError extends Error {
  override readonly name = "RaftInvariantError";
}

/** Throws RaftInvariantError unless `condition` holds. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new RaftInvariantError(message);
}
