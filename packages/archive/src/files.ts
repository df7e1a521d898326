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
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  /** No error if there is no such file. */
  remove(path: string): Promise<void>;
}
