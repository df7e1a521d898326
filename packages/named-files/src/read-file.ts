import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/**
 * - `absent`: there is nothing of this name.
 * - `no-file`: it is a folder, a pipe or a device.
 * - `not-allowed`: who runs this may not read it.
 * - `too-long`: it has more bytes than are read.
 * - `failed`: the system says no, with its code.
 */
export type FileRefusal =
  | { readonly kind: "absent" | "no-file" | "not-allowed" }
  | { readonly kind: "too-long"; readonly bytesMax: number }
  | { readonly kind: "failed"; readonly code: string };

export type ReadFile =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly refusal: FileRefusal };

/** The bytes of a file that somebody has named. A pipe is not waited for. */
export function readFileOf(path: string, bytesMax: number): ReadFile {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY + constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (!stats.isFile()) return { ok: false, refusal: { kind: "no-file" } };
    const tooLong = { ok: false, refusal: { kind: "too-long", bytesMax } } as const;
    if (stats.size > bytesMax) return tooLong;
    const bytes = readUpTo(file, bytesMax, stats.size);
    return bytes === null ? tooLong : { ok: true, bytes };
  } catch (error) {
    return { ok: false, refusal: refusalOf(codeOf(error)) };
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** What stands in a file of UTF-8, without the mark that some editors put before it (RFC 8259, 8.1). */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Null where there are more: what the system makes up as it is read says that it has none, and some grow meanwhile. */
function readUpTo(file: number, bytesMax: number, expected: number): Buffer | null {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.max(chunkBytes, expected + 1 - length));
    const read = readSync(file, chunk);
    if (read === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, read));
    length += read;
    if (length > bytesMax) return null;
  }
}

const chunkBytes = 64 * 1024;

function refusalOf(code: string): FileRefusal {
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
  if (code === "EISDIR" || code === "ENXIO") return { kind: "no-file" };
  if (code === "EACCES" || code === "EPERM") return { kind: "not-allowed" };
  return { kind: "failed", code };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "?";
}
