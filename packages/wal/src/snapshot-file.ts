import { join } from "node:path";
import { crc32 } from "./checksum.ts";
import type { Files, OpenFile } from "./files.ts";
import type { WalDamage } from "./refusals.ts";
import { writeAll } from "./write-all.ts";
import type { Result, SnapshotPosition, StoredSnapshot } from "./types.ts";
import { damageWords, type Words } from "./words.ts";

/**
 * A snapshot in a file of its own: a header of 32 bytes, then chunks of 1 MiB (the last one shorter), each with its
 * length and CRC-32 in front. The pointer record in the wal knows the total length and a checksum over the chunks'
 * checksums, so a file that does not belong to it, or not completely, is noticed.
 */
export const snapshotChunkBytes = 1024 * 1024;

const headerBytes = 32;
const chunkHeadBytes = 8;
const magic = 0x53434343; // "CCCS", little-endian
/** So much may lie in the system's cache before it is synced: a large flush would hold up the log's small ones. */
const unsyncedBytesMax = 4 * 1024 * 1024;

const snapshotName = /^snapshot-\d{16}-\d{16}\.(snap|tmp)$/;

function baseName(position: SnapshotPosition): string {
  return `snapshot-${String(position.index).padStart(16, "0")}-${String(position.term).padStart(16, "0")}`;
}

export function snapshotFile(position: SnapshotPosition): string {
  return `${baseName(position)}.snap`;
}

export function isSnapshotFile(name: string): boolean {
  return snapshotName.test(name);
}

function chunkCount(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / snapshotChunkBytes));
}

function encodeHeader(position: SnapshotPosition): Uint8Array {
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, snapshotChunkBytes, true);
  view.setBigUint64(8, BigInt(position.index), true);
  view.setBigUint64(16, BigInt(position.term), true);
  view.setUint32(28, crc32(header.subarray(0, 28)), true);
  return header;
}

function encodeChunkHead(chunk: Uint8Array, checksum: number): Uint8Array {
  const head = new Uint8Array(chunkHeadBytes);
  const view = new DataView(head.buffer);
  view.setUint32(0, chunk.length, true);
  view.setUint32(4, checksum, true);
  return head;
}

function checksumOfChecksums(checksum: number, before: number): number {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, checksum, true);
  return crc32(bytes, before);
}

/** Writes one snapshot, chunk after chunk, never more than one at a time. Its promises reject with the system's errors. */
export class SnapshotFileWriter {
  readonly position: SnapshotPosition;
  readonly #files: Files;
  readonly #directory: string;
  readonly #path: string;
  #file: OpenFile | null = null;
  #bytes = 0;
  #at = headerBytes;
  #checksum = 0;
  #unsynced = 0;

  constructor(files: Files, directory: string, position: SnapshotPosition) {
    this.#files = files;
    this.#directory = directory;
    this.position = position;
    this.#path = join(directory, `${baseName(position)}.tmp`);
  }

  /** `chunk` is exactly 1 MiB unless it is the last. */
  async write(chunk: Uint8Array): Promise<void> {
    const file = this.#file ?? (await this.#begin());
    const checksum = crc32(chunk);
    await writeAll(file, [encodeChunkHead(chunk, checksum), chunk], this.#at);
    this.#at += chunkHeadBytes + chunk.length;
    this.#bytes += chunk.length;
    this.#checksum = checksumOfChecksums(checksum, this.#checksum);
    this.#unsynced += chunk.length;
    if (this.#unsynced < unsyncedBytesMax) return;
    await file.sync();
    this.#unsynced = 0;
  }

  /** Afterwards the file is on stable storage under its name; only its pointer is missing. */
  async finish(): Promise<StoredSnapshot> {
    if (this.#file === null) await this.write(new Uint8Array(0));
    await this.#file!.sync();
    await this.#file!.close();
    this.#file = null;
    await this.#files.rename(this.#path, join(this.#directory, snapshotFile(this.position)));
    await this.#files.syncDirectory(this.#directory);
    return { ...this.position, bytes: this.#bytes, checksum: this.#checksum };
  }

  async abandon(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
    await this.#files.remove(this.#path);
  }

  async #begin(): Promise<OpenFile> {
    await this.#files.remove(this.#path);
    const file = await this.#files.open(this.#path, "create", false);
    this.#file = file;
    await writeAll(file, [encodeHeader(this.position)], 0);
    return file;
  }
}

export interface SnapshotChunkRead {
  readonly chunk: number;
  readonly last: boolean;
  readonly data: Uint8Array;
}

/** Reads chunk number `chunk` of a stored snapshot; null if the file is gone. Rejects with the system's errors. */
export async function readSnapshotChunk(
  files: Files,
  directory: string,
  snapshot: StoredSnapshot,
  chunk: number,
): Promise<Result<SnapshotChunkRead, WalDamage> | null> {
  const path = join(directory, snapshotFile(snapshot));
  if (!(await files.list(directory)).includes(snapshotFile(snapshot))) return null;
  const file = await files.open(path, "read", false);
  try {
    const read = await readChunk(file, snapshot, chunk);
    return read.ok ? { ok: true, value: read.value.read } : read;
  } finally {
    await file.close();
  }
}

async function readChunk(
  file: OpenFile,
  snapshot: StoredSnapshot,
  chunk: number,
): Promise<Result<{ read: SnapshotChunkRead; checksum: number }, WalDamage>> {
  const offset = headerBytes + chunk * (chunkHeadBytes + snapshotChunkBytes);
  const last = chunk === chunkCount(snapshot.bytes) - 1;
  const length = last ? snapshot.bytes - chunk * snapshotChunkBytes : snapshotChunkBytes;
  const bytes = await file.read(offset, chunkHeadBytes + length);
  const damage = (what: Words): Result<never, WalDamage> => ({
    ok: false,
    refusal: { kind: "damaged", file: file.path, offset, what },
  });
  if (bytes.length < chunkHeadBytes + length) return damage(damageWords.chunkShort(chunk));
  const head = new DataView(bytes.buffer, bytes.byteOffset, chunkHeadBytes);
  const data = bytes.subarray(chunkHeadBytes);
  const checksum = head.getUint32(4, true);
  if (head.getUint32(0, true) !== length || crc32(data) !== checksum) {
    return damage(damageWords.chunk(chunk));
  }
  return { ok: true, value: { read: { chunk, last, data }, checksum } };
}

/** Reads and checks a whole snapshot. Rejects with the system's errors. */
export async function readSnapshotFile(
  files: Files,
  directory: string,
  snapshot: StoredSnapshot,
): Promise<Result<readonly Uint8Array[], WalDamage>> {
  const path = join(directory, snapshotFile(snapshot));
  const damage = (what: Words): Result<never, WalDamage> => ({
    ok: false,
    refusal: { kind: "damaged", file: path, offset: 0, what },
  });
  if (!(await files.list(directory)).includes(snapshotFile(snapshot))) {
    return damage(damageWords.snapshotGone);
  }
  const file = await files.open(path, "read", false);
  try {
    const header = await file.read(0, headerBytes);
    if (!encodeHeader(snapshot).every((byte, at) => byte === header[at])) {
      return damage(damageWords.snapshotHeader);
    }
    const chunks: Uint8Array[] = [];
    let checksum = 0;
    for (let chunk = 0; chunk < chunkCount(snapshot.bytes); chunk++) {
      const read = await readChunk(file, snapshot, chunk);
      if (!read.ok) return read;
      chunks.push(read.value.read.data);
      checksum = checksumOfChecksums(read.value.checksum, checksum);
    }
    if (checksum !== snapshot.checksum) {
      return damage(damageWords.otherChunks);
    }
    return { ok: true, value: chunks };
  } finally {
    await file.close();
  }
}

/** The same bytes in chunks of 1 MiB; whole chunks are views, not copies, where they lie in one piece. */
export function* rechunk(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  for (const chunk of chunks) {
    let from = 0;
    while (from < chunk.length) {
      const piece = chunk.subarray(from, from + snapshotChunkBytes - held);
      pieces.push(piece);
      held += piece.length;
      from += piece.length;
      if (held < snapshotChunkBytes) continue;
      yield joined(pieces, held);
      pieces = [];
      held = 0;
    }
  }
  if (held > 0) yield joined(pieces, held);
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
