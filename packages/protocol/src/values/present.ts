/**
 * What the program's own logic says is there: a room of the topology, a key that was just listed. Throws where it is not,
 * which only a bug can bring about; `what` names it. For everything that may be missing there is narrowing.
 */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`${what} is missing`);
  return value;
}
