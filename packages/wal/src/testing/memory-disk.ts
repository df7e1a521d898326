import { dirname } from "node:path";
import type { Files, OpenFile, OpenMode } from "../files.ts";

const sectorBytes = 512;
const blockBytes = 4096;

interface Inode {
  current: Uint8Array;
  durable: Uint8Array;
  /** Sectors written since the last sync, successful or not. */
  readonly dirty: Set<number>;
  /** Numbers of the blocks that something was written to; the rest of a file is a hole. */
  readonly blocks: Set<number>;
}

interface NameChange {
  readonly directory: string;
  apply(names: Map<string, Inode>): void;
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(0, length));
  return copy;
}

function inodeOf(bytes: Uint8Array, blocks: Iterable<number> = []): Inode {
  return {
    current: bytes.slice(),
    durable: bytes.slice(),
    dirty: new Set(),
    blocks: new Set(blocks),
  };
}

function copySector(from: Uint8Array, to: Uint8Array, sector: number): void {
  const begin = sector * sectorBytes;
  if (begin >= to.length) return;
  to.set(from.subarray(begin, Math.min(begin + sectorBytes, to.length)), begin);
}

export type DiskOperation =
  | "write"
  | "sync"
  | "resize"
  | "rename"
  | "open"
  | "remove"
  | "makeDirectory";

/**
 * A disk in memory that knows what is on stable storage and what is only in the system's cache, can fill up, and fails
 * when told to. Every operation takes one turn of the event loop.
 */
export class MemoryDisk implements Files {
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #nameChanges: NameChange[] = [];
  #dead = false;
  #allocatedBlocks = 0;
  /** How many blocks of 4 KiB can be written to, ever: removing a file gives none back. */
  capacityBlocks = Number.POSITIVE_INFINITY;
  /** Returns the code of the error with which an operation is to fail, or null. */
  fault: (operation: DiskOperation, path: string) => string | null = () => null;
  readonly log: string[] = [];

  /**
   * The disk after a loss of power: of what was not synced any sectors may have arrived and others not, and of the
   * changes of names the first few. The old disk answers nothing any more.
   */
  crash(random: () => number): MemoryDisk {
    this.#dead = true;
    const names = new Map(this.#durableNames);
    const survivors = Math.floor(random() * (this.#nameChanges.length + 1));
    for (const change of this.#nameChanges.slice(0, survivors)) change.apply(names);
    return this.#reborn(names, (inode) => this.#afterPowerLoss(inode, random));
  }

  /** The disk after the process was killed: the system keeps all it was given, and what is not synced is not. */
  kill(): MemoryDisk {
    this.#dead = true;
    const disk = new MemoryDisk();
    disk.#names = this.#names;
    disk.#durableNames = this.#durableNames;
    disk.#nameChanges = this.#nameChanges;
    return disk;
  }

  /** A copy, whole and synced. */
  copy(): MemoryDisk {
    return this.#reborn(this.#names, (inode) => inode.current);
  }

  /** Contents of a file as the system shows them; throws if there is none. */
  bytes(path: string): Uint8Array {
    const inode = this.#names.get(path);
    if (inode === undefined) throw systemError("ENOENT");
    return inode.current;
  }

  /** Replaces a file behind everybody's back. */
  plant(path: string, bytes: Uint8Array | null): void {
    if (bytes === null) {
      this.#names.delete(path);
      this.#durableNames.delete(path);
      return;
    }
    const inode = inodeOf(bytes);
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  paths(): string[] {
    return [...this.#names.keys()].sort();
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#turn();
    this.#mayFail("makeDirectory", path);
  }

  async list(directory: string): Promise<readonly string[]> {
    await this.#turn();
    const names = this.paths().filter((path) => dirname(path) === directory);
    return names.map((path) => path.slice(directory.length + 1));
  }

  async open(path: string, mode: OpenMode, durable: boolean): Promise<OpenFile> {
    await this.#turn();
    this.#mayFail("open", path);
    const found = this.#names.get(path);
    if (mode !== "create") {
      if (found === undefined) throw systemError("ENOENT");
      return this.#openFile(path, found, durable);
    }
    if (found !== undefined) throw systemError("EEXIST");
    const inode = inodeOf(new Uint8Array(0));
    this.#changeNames(dirname(path), (names) => names.set(path, inode));
    return this.#openFile(path, inode, durable);
  }

  async readWhole(path: string): Promise<Uint8Array | null> {
    await this.#turn();
    return this.#names.get(path)?.current.slice() ?? null;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#turn();
    this.#mayFail("rename", from);
    const inode = this.#names.get(from);
    if (inode === undefined) throw systemError("ENOENT");
    this.#changeNames(dirname(to), (names) => {
      names.delete(from);
      names.set(to, inode);
    });
  }

  async linkIfFree(from: string, to: string): Promise<boolean> {
    await this.#turn();
    const inode = this.#names.get(from);
    if (inode === undefined) throw systemError("ENOENT");
    if (this.#names.has(to)) return false;
    this.#changeNames(dirname(to), (names) => names.set(to, inode));
    return true;
  }

  async remove(path: string): Promise<void> {
    await this.#turn();
    this.#mayFail("remove", path);
    this.#changeNames(dirname(path), (names) => names.delete(path));
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#turn();
    this.#mayFail("sync", path);
    // Names are journalled in order: syncing one directory takes along what came before.
    const last = this.#nameChanges.findLastIndex((change) => change.directory === path);
    for (const change of this.#nameChanges.splice(0, last + 1)) change.apply(this.#durableNames);
  }

  #openFile(path: string, inode: Inode, durable: boolean): OpenFile {
    return {
      path,
      write: (chunks, offset, done) => {
        // The system takes the bytes a turn later, and the disk, if at all, in the one after.
        setImmediate(() => {
          if (this.#dead) return;
          const error = this.#take(path, inode, chunks, offset);
          if (error !== null || !durable) {
            done(error);
            return;
          }
          setImmediate(() => {
            if (this.#dead) return;
            done(this.#sync(path, inode));
          });
        });
      },
      read: async (offset, length) => {
        await this.#turn();
        return inode.current.slice(offset, offset + length);
      },
      resize: async (bytes) => {
        await this.#turn();
        this.#mayFail("resize", path);
        inode.current = padded(inode.current, bytes);
      },
      sync: async () => {
        await this.#turn();
        const error = this.#sync(path, inode);
        if (error !== null) throw error;
      },
      close: () => this.#turn(),
    };
  }

  #take(path: string, inode: Inode, chunks: readonly Uint8Array[], offset: number): Error | null {
    const code = this.fault("write", path);
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (offset + bytes > inode.current.length)
      inode.current = padded(inode.current, offset + bytes);
    let at = offset;
    for (const chunk of chunks) {
      for (let from = 0; from < chunk.length;) {
        const block = Math.floor(at / blockBytes);
        const length = Math.min(chunk.length - from, (block + 1) * blockBytes - at);
        // A write that fails may have been taken in part.
        if (code !== null && at > offset) return systemError(code);
        if (!inode.blocks.has(block)) {
          if (this.#allocatedBlocks >= this.capacityBlocks) return systemError("ENOSPC");
          inode.blocks.add(block);
          this.#allocatedBlocks++;
        }
        inode.current.set(chunk.subarray(from, from + length), at);
        for (
          let sector = Math.floor(at / sectorBytes);
          sector * sectorBytes < at + length;
          sector++
        ) {
          inode.dirty.add(sector);
        }
        at += length;
        from += length;
      }
    }
    this.log.push(`write ${path}`);
    return code === null ? null : systemError(code);
  }

  /** A sync that fails leaves what it should have written in the cache, but no longer marked as unwritten. */
  #sync(path: string, inode: Inode): Error | null {
    const code = this.fault("sync", path);
    if (code === null) {
      inode.durable = padded(inode.durable, inode.current.length);
      for (const sector of inode.dirty) copySector(inode.current, inode.durable, sector);
      this.log.push(`sync ${path}`);
    }
    inode.dirty.clear();
    return code === null ? null : systemError(code);
  }

  #afterPowerLoss(inode: Inode, random: () => number): Uint8Array {
    const { current, durable, dirty } = inode;
    const bytes = padded(durable, random() < 0.5 ? durable.length : current.length);
    for (const sector of dirty) if (random() < 0.5) copySector(current, bytes, sector);
    return bytes;
  }

  #reborn(names: Map<string, Inode>, contents: (inode: Inode) => Uint8Array): MemoryDisk {
    const disk = new MemoryDisk();
    const inodes = new Map<Inode, Inode>();
    for (const [name, inode] of names) {
      let copy = inodes.get(inode);
      if (copy === undefined) {
        copy = inodeOf(contents(inode), inode.blocks);
        inodes.set(inode, copy);
      }
      disk.#names.set(name, copy);
      disk.#durableNames.set(name, copy);
    }
    return disk;
  }

  #changeNames(directory: string, apply: (names: Map<string, Inode>) => unknown): void {
    apply(this.#names);
    this.#nameChanges.push({ directory, apply: (names) => void apply(names) });
  }

  #mayFail(operation: DiskOperation, path: string): void {
    const code = this.fault(operation, path);
    if (code !== null) throw systemError(code);
  }

  /** Never resolves on a dead disk. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        if (!this.#dead) resolve();
      });
    });
  }
}
