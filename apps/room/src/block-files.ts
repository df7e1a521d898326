import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { blockBytes, hasNoSuchWay, type BlockFile, type BlockFiles } from "@cablecut/archive";

/** Only Linux has the flag; elsewhere everything is written through the page cache. */
const pastCache = process.platform === "linux" ? constants.O_DIRECT : null;

/** Node has it, and its types do not say so. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};
const pageOfWebAssembly = 65_536;

/**
 * Writing past the page cache (O_DIRECT). An archive is written once and not read again soon: in the cache it costs a copy into
 * memory that is new each time, and pushes out what others need.
 */
export const blockFiles: BlockFiles = {
  allocate,
  async open(path) {
    if (pastCache === null) return null;
    try {
      return blockFile(await fs.open(path, constants.O_WRONLY | pastCache));
    } catch (error) {
      if (hasNoSuchWay(error)) return null;
      throw error;
    }
  },
};

/**
 * The one memory in Node that begins at a page: others begin somewhere in theirs. The system may refuse it, as it keeps addresses
 * for far more than it holds: then ordinary memory, which a file that needs more refuses, and is written through the cache.
 */
function allocate(bytes: number): ArrayBuffer {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / pageOfWebAssembly) }).buffer;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new ArrayBuffer(bytes);
  }
}

function blockFile(handle: fs.FileHandle): BlockFile {
  return {
    async write(blocks, offset) {
      let written = 0;
      while (written < blocks.length) {
        const left = blocks.length - written;
        const { bytesWritten } = await handle.write(blocks, written, left, offset + written);
        // The next call says why it took no more.
        if (bytesWritten === 0 || bytesWritten % blockBytes !== 0)
          throw new Error(`the disk took ${bytesWritten} of ${left} bytes`);
        written += bytesWritten;
      }
    },
    close: () => handle.close(),
  };
}
