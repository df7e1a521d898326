/**
 * The file operations the wal needs, as a port: production uses `nodeFiles`, tests a disk that can fill up, fail a
 * sync, or lose what was not synced.
 *
 * Rejections and callback errors are the errors of the operating system (with a `code` such as ENOSPC).
 */

export interface OpenFile {
  readonly path: string;
  /**
   * Writes all chunks one after the other from `offset`. In a file opened with `durable` the callback means that they
   * are on stable storage; in another one only that the system took them. Chunks must not change until then.
   */
  write(chunks: readonly Uint8Array[], offset: number, done: (error: Error | null) => void): void;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Grows with zeros or shrinks. */
  resize(bytes: number): Promise<void>;
  /** Contents and length are on stable storage. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenMode =
  /** Must not exist yet. */
  | "create"
  /** Must exist. */
  | "write"
  | "read";

export interface Files {
  /** Makes the directory and its parents; an existing one is fine. */
  makeDirectory(path: string): Promise<void>;
  /** The names in a directory. */
  list(directory: string): Promise<readonly string[]>;
  open(path: string, mode: OpenMode, durable: boolean): Promise<OpenFile>;
  /** The whole file, or null if there is none. */
  readWhole(path: string): Promise<Uint8Array | null>;
  /** Atomically replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Atomically gives the file a second name; false if `to` exists. */
  linkIfFree(from: string, to: string): Promise<boolean>;
  /** No error if there is no such file. */
  remove(path: string): Promise<void>;
  /** Names created, renamed and removed in the directory are on stable storage. */
  syncDirectory(path: string): Promise<void>;
}
