import {
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/**
 * A data directory as one compressed file. The logs of five rooms are nearly the same, so one window over all of them
 * says each thing once; and a segment is mostly zeros that were set aside, of which only the number is kept.
 *
 * Decompressed: length of the index (4 bytes, little-endian), index as JSON, contents one after the other.
 */
interface ArchivedFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Without the zeros at its end. */
  readonly keptBytes: number;
}

/** All files below the directory; what a path begins with is told by `isKept`. */
export function archiveOf(directory: string, isKept: (path: string) => boolean): Buffer {
  const files: ArchivedFile[] = [];
  const contents: Buffer[] = [];
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => isKept(path) && statSync(join(directory, path)).isFile())
    .sort();
  for (const path of paths) {
    const whole = readFileSync(join(directory, path));
    const kept = whole.subarray(0, endOf(whole));
    files.push({ path, bytes: whole.length, keptBytes: kept.length });
    contents.push(kept);
  }
  const index = Buffer.from(JSON.stringify(files));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  return brotliCompressSync(Buffer.concat([length, index, ...contents]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}

/** Writes the files of an archive below a directory. */
export function unpackArchive(archive: Uint8Array, directory: string): void {
  const bytes = brotliDecompressSync(archive);
  const indexEnd = 4 + bytes.readUInt32LE(0);
  const files = JSON.parse(bytes.toString("utf8", 4, indexEnd)) as readonly ArchivedFile[];
  let at = indexEnd;
  for (const { path, bytes: length, keptBytes } of files) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes.subarray(at, at + keptBytes));
    truncateSync(file, length);
    at += keptBytes;
  }
}

function endOf(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}
