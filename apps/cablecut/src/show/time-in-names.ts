/** A moment, to the second in UTC, as it stands in the name of a folder: without colons, which not every file system takes. */
export function timeInNames(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(":", "-");
}
