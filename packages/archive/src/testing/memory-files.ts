import {
  blockBytes,
  type ArchiveFile,
  type ArchiveFiles,
  type BlockFile,
  type BlockFiles,
} from "../files.ts";

/** How a file is written: a file system may have no other way than its cache, or refuse the other one when it is used. */
export const writingWays = [
  "through the cache",
  "in blocks",
  "in blocks, which are refused",
  "in blocks, for which there are no descriptors",
] as const;
export type WritingWay = (typeof writingWays)[number];

interface WaitingWrite {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly inBlocks: boolean;
  readonly act: () => void;
}

/** A directory in memory whose writes take effect when the test says so, and fail when it says so. */
export class MemoryFiles implements ArchiveFiles {
  readonly contents = new Map<string, Uint8Array>();
  /** The next writes and creations fail with this. */
  failure: Error | null = null;
  /** Files can be made, and take a few bytes. */
  isFull = false;
  /** The one file that takes nothing. */
  bad: string | null = null;
  /** The one file that cannot be read. */
  unreadable: string | null = null;
  /** No file can be renamed. */
  isFixed = false;
  /** Writes wait until `release`. */
  held = false;
  readonly way: WritingWay;
  /** Blocks that it has taken. */
  blocksTaken = 0;
  #waiting: WaitingWrite[] = [];

  constructor(way: WritingWay = "through the cache") {
    this.way = way;
  }

  get blocks(): BlockFiles | null {
    if (this.way === "through the cache") return null;
    return {
      // What a region held before is there still.
      allocate: (bytes) => new Uint8Array(bytes).fill(0xa5).buffer,
      open: (path) =>
        this.way === "in blocks, for which there are no descriptors"
          ? Promise.reject(new Error("EMFILE"))
          : Promise.resolve(this.#blockFile(path)),
    };
  }

  release(): void {
    this.held = false;
    for (const { act } of this.#waiting.splice(0)) act();
  }

  /** Of the first write that waits; 0: none does. */
  get waitingBytes(): number {
    return this.#waiting[0]?.bytes.length ?? 0;
  }

  /** The first write that waits takes effect, and no other. */
  releaseOne(): void {
    this.#waiting.shift()?.act();
  }

  /** What a reader finds, or a kill leaves, while the first write that waits has come so far. */
  after(bytes: number): MemoryFiles {
    const files = new MemoryFiles(this.way);
    for (const [path, contents] of this.contents) files.contents.set(path, contents.slice());
    const [write] = this.#waiting;
    if (write !== undefined) {
      // A block is written whole or not at all.
      const taken = write.inBlocks ? bytes - (bytes % blockBytes) : bytes;
      files.#put(write.path, [write.bytes.subarray(0, taken)], write.offset);
    }
    return files;
  }

  makeDirectory(): Promise<void> {
    return Promise.resolve();
  }

  list(directory: string): Promise<readonly string[]> {
    const names = [...this.contents.keys()].filter((path) => path.startsWith(`${directory}/`));
    return Promise.resolve(names.map((path) => path.slice(directory.length + 1)));
  }

  readWhole(path: string): Promise<Uint8Array | null> {
    if (path === this.unreadable) return Promise.reject(new Error("EIO"));
    return Promise.resolve(this.contents.get(path)?.slice() ?? null);
  }

  size(path: string): Promise<number> {
    const contents = this.contents.get(path);
    return contents === undefined
      ? Promise.reject(new Error(`${path} is gone`))
      : Promise.resolve(contents.length);
  }

  rename(from: string, to: string): Promise<void> {
    if (this.isFixed) return Promise.reject(new Error("EBUSY"));
    const contents = this.contents.get(from);
    if (contents === undefined) return Promise.reject(new Error(`${from} is gone`));
    this.contents.delete(from);
    this.contents.set(to, contents);
    return Promise.resolve();
  }

  remove(path: string): Promise<void> {
    this.contents.delete(path);
    return Promise.resolve();
  }

  open(path: string, mode: "create" | "write"): Promise<ArchiveFile> {
    if (mode === "create") {
      if (this.failure !== null) return Promise.reject(this.failure);
      if (this.contents.has(path)) return Promise.reject(new Error(`${path} is there`));
      this.contents.set(path, new Uint8Array());
    } else if (!this.contents.has(path)) return Promise.reject(new Error(`${path} is gone`));
    return Promise.resolve(this.#file(path));
  }

  #file(path: string): ArchiveFile {
    return {
      write: (chunks, offset, done) => {
        const act = (): void => {
          if (this.failure !== null) return done(this.failure);
          if (path === this.bad) return done(new Error("EIO"));
          if (this.isFull) {
            this.#put(path, [chunks[0]!.subarray(0, 20)], offset);
            return done(new Error("ENOSPC"));
          }
          this.#put(path, chunks, offset);
          done(null);
        };
        const bytes = Buffer.concat(chunks);
        if (this.held) this.#waiting.push({ path, bytes, offset, inBlocks: false, act });
        else act();
      },
      resize: (bytes) => {
        const before = this.contents.get(path) ?? new Uint8Array();
        const resized = new Uint8Array(bytes);
        resized.set(before.subarray(0, bytes));
        this.contents.set(path, resized);
        return Promise.resolve();
      },
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  #blockFile(path: string): BlockFile {
    return {
      write: (blocks, offset) => {
        const isOf = [blocks.byteOffset, blocks.length, offset].every(
          (at) => at % blockBytes === 0,
        );
        if (!isOf || this.way === "in blocks, which are refused")
          return Promise.reject(Object.assign(new Error("EINVAL"), { code: "EINVAL" }));
        const bytes = blocks.slice();
        return new Promise((resolve, reject) => {
          const act = (): void => {
            if (this.failure !== null) return reject(this.failure);
            if (path === this.bad) return reject(new Error("EIO"));
            if (this.isFull) return reject(new Error("ENOSPC"));
            this.#put(path, [bytes], offset);
            this.blocksTaken += bytes.length / blockBytes;
            resolve();
          };
          if (this.held) this.#waiting.push({ path, bytes, offset, inBlocks: true, act });
          else act();
        });
      },
      close: () => Promise.resolve(),
    };
  }

  #put(path: string, chunks: readonly Uint8Array[], offset: number): void {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, offset);
    const before = this.contents.get(path) ?? new Uint8Array();
    const after = new Uint8Array(Math.max(before.length, length));
    after.set(before);
    let at = offset;
    for (const chunk of chunks) {
      after.set(chunk, at);
      at += chunk.length;
    }
    this.contents.set(path, after);
  }
}
