import { lockHolder } from "./directory-lock.ts";
import type { Files } from "./files.ts";
import { checkIdentity } from "./identity.ts";
import type { WalIdentity } from "./identity.ts";
import { nodeFiles } from "./node-files.ts";
import { machineProcesses } from "./process-table.ts";
import type { ProcessTable } from "./process-table.ts";
import { isFollowing, isMarked } from "./loss-marks.ts";
import { replaySegments } from "./recovery.ts";
import { openingFailure } from "./refusals.ts";
import type { WalRefusal } from "./refusals.ts";
import { segmentNumbers } from "./segment.ts";
import { readSnapshotFile } from "./snapshot-file.ts";
import type { Recovered, Result } from "./types.ts";

export interface ReadWalOptions {
  readonly directory: string;
  readonly identity: WalIdentity;
  readonly files?: Files;
  readonly processes?: ProcessTable;
}

export interface WalContents {
  readonly recovered: Recovered;
  /** As in `OpenedWal`. */
  readonly snapshotChunks: readonly Uint8Array[];
}

/**
 * Reads a log that nobody has open, and changes nothing: no lock is taken, no torn tail is cut, no leftover removed.
 * Refuses as `openWal` does, `locked` if a living process has the directory, before and after reading: then what was
 * read may be half old and half new.
 */
export async function readWal(options: ReadWalOptions): Promise<Result<WalContents, WalRefusal>> {
  const files = options.files ?? nodeFiles;
  const processes = options.processes ?? machineProcesses;
  const { directory } = options;
  try {
    const before = await refusalOfLock(files, directory, processes);
    if (before !== null) return { ok: false, refusal: before };
    const contents = await readContents(files, options);
    const after = await refusalOfLock(files, directory, processes);
    return after === null ? contents : { ok: false, refusal: after };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return { ok: false, refusal: { kind: "nothing-there", directory } };
    }
    return { ok: false, refusal: openingFailure("read", directory, error) };
  }
}

async function refusalOfLock(
  files: Files,
  directory: string,
  processes: ProcessTable,
): Promise<WalRefusal | null> {
  const holder = await lockHolder(files, directory, processes);
  return holder === null ? null : { kind: "locked", directory, pid: holder.pid };
}

async function readContents(
  files: Files,
  { directory, identity }: ReadWalOptions,
): Promise<Result<WalContents, WalRefusal>> {
  const state = await checkIdentity(files, directory, identity);
  if (!state.ok) return state;
  if (state.value === "new") return { ok: false, refusal: { kind: "nothing-there", directory } };
  const names = await files.list(directory);
  const numbers = segmentNumbers(names);
  const replayed = await replaySegments(files, directory, numbers);
  if (!replayed.ok) return replayed;
  const { hardState, snapshot, entries, tail } = replayed.value;
  const chunks =
    snapshot === null
      ? { ok: true as const, value: [] }
      : await readSnapshotFile(files, directory, snapshot);
  if (!chunks.ok) return chunks;
  const { tornBytes } = tail;
  const recovering = isMarked(names, "recovering");
  const follows = isFollowing(names, snapshot === null && entries.length === 0);
  const recovered: Recovered = { hardState, snapshot, entries, tornBytes, recovering, follows };
  return { ok: true, value: { recovered, snapshotChunks: chunks.value } };
}
