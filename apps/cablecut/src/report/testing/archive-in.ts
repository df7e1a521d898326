import { stat } from "node:fs/promises";
import { join } from "node:path";
import { openArchive, type ArchiveWriter } from "@cablecut/archive";
import { BatchWriter, type Ledger } from "@cablecut/ledger";
import { asLogIndex } from "@cablecut/protocol";
import { nodeFiles } from "@cablecut/wal";
import { sha256 } from "../held-archive.ts";

/** A room's archive in a data directory. */
export async function archiveIn(
  directory: string,
  owner: { readonly show: string; readonly room: string },
  {
    genesisChain,
    segmentBytes,
    hasGaps,
  }: {
    readonly genesisChain: Uint8Array;
    readonly segmentBytes: number;
    /** Otherwise whatever the archive has to tell is a fault of the test. */
    readonly hasGaps: boolean;
  },
): Promise<ArchiveWriter> {
  const opened = await openArchive({
    files: { ...nodeFiles, size: async (path) => (await stat(path)).size },
    blocks: null,
    directory: join(directory, "rooms", owner.room, "archive"),
    owner,
    sha256,
    genesisChain,
    limits: { segmentBytes },
    after: (delayMs, task) => void setTimeout(task, delayMs),
    onNotice: (notice) => {
      if (!hasGaps) throw new Error(JSON.stringify(notice));
    },
  });
  if (!opened.ok) throw new Error(opened.detail);
  return opened.archive;
}

/** So many empty entries behind `before`, and nothing in front of them. `ledger`: a new one, which is used up. */
export async function writeLateEntries(
  archive: ArchiveWriter,
  ledger: Ledger,
  { before, entries }: { readonly before: number; readonly entries: number },
): Promise<void> {
  const empty = new BatchWriter().finish();
  let chain = ledger.chainHash();
  const applied = ledger.apply(1, empty);
  archive.restored(before, chain);
  for (let index = before + 1; index <= before + entries; index += 1) {
    const input = Buffer.alloc(40 + empty.length);
    input.set(chain);
    input.writeBigUInt64LE(BigInt(index), 32);
    input.set(empty, 40);
    chain = sha256(input);
    archive.applied({ ...applied, index: asLogIndex(index) }, empty, chain);
  }
  await archive.close();
}
