/** The file operations an archive needs: those of the log's own files. Rejections are the system's errors. */
export interface ArchiveFile {
  /** The callback says that the system took them, not that they are on stable storage. */
  write(chunks: readonly Uint8Array[], offset: number, done: (error: Error | null) => void): void;
  resize(bytes: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ArchiveFiles {
  makeDirectory(path: string): Promise<void>;
  list(directory: string): Promise<readonly string[]>;
  open(path: string, mode: "create" | "write", durable: boolean): Promise<ArchiveFile>;
  /** Null if there is none. */
  readWhole(path: string): Promise<Uint8Array | null>;
  /** Bytes. */
  size(path: string): Promise<number>;
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  /** No error if there is no such file. */
  remove(path: string): Promise<void>;
}

/** What is read and written past the system's page cache: offsets, lengths and memory are whole ones of these, bytes. */
export const blockBytes = 4_096;

/** What systems say of writing past the page cache where there is no such way: open(2), "O_DIRECT". */
const refusals = ["EINVAL", "ENOTSUP", "EOPNOTSUPP"];

export function hasNoSuchWay(error: unknown): boolean {
  return error instanceof Error && "code" in error && refusals.includes(String(error.code));
}

/** A file that is open already in the usual way, and written past the page cache. */
export interface BlockFile {
  /** Whole blocks in memory of `allocate`. Rejects with the system's error; see `hasNoSuchWay`. */
  write(blocks: Uint8Array, offset: number): Promise<void>;
  close(): Promise<void>;
}

/** Writing past the system's page cache, for what nobody reads soon. */
export interface BlockFiles {
  /** Memory that begins where a block may begin. */
  allocate(bytes: number): ArrayBuffer;
  /** Null where the file system has no such way; rejects where the file cannot be opened. */
  open(path: string): Promise<BlockFile | null>;
}
