import { hasNoSuchWay, type BlockFile, type BlockFiles } from "@cablecut/archive";

/**
 * The same files, of which it is told once that the archive is written through the page cache: it loses nothing by that, but
 * whoever measures batches finds a fifth of them missing, and would look for it elsewhere.
 */
export function tellingOfTheCache(blocks: BlockFiles, tell: (why: string) => void): BlockFiles {
  let isTold = false;
  const tellOnce = (why: string): void => {
    if (!isTold) tell(why);
    isTold = true;
  };
  return {
    ...blocks,
    async open(path) {
      const file = await blocks.open(path).catch((error: unknown) => {
        tellOnce(String(error));
        throw error;
      });
      if (file === null) tellOnce("this file system has no other way");
      return file && { ...file, write: writing(file, tellOnce) };
    },
  };
}

function writing(file: BlockFile, tell: (why: string) => void): BlockFile["write"] {
  return async (blocks, offset) => {
    try {
      await file.write(blocks, offset);
    } catch (error) {
      if (hasNoSuchWay(error)) tell(String(error));
      throw error;
    }
  };
}
