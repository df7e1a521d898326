import type { OpenFile } from "./files.ts";

/** `file.write` for the paths where a promise costs nothing that matters; rejects with the system's error. */
export function writeAll(
  file: OpenFile,
  chunks: readonly Uint8Array[],
  offset: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    file.write(chunks, offset, (error) => (error === null ? resolve() : reject(error)));
  });
}
