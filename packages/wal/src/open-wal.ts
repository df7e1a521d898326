import { join } from "node:path";
import { lockDirectory } from "./directory-lock.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import type { Files } from "./files.ts";
import { beginIdentity, checkIdentity, finishIdentity } from "./identity.ts";
import type { WalIdentity } from "./identity.ts";
import { nodeFiles } from "./node-files.ts";
import { machineProcesses } from "./process-table.ts";
import type { ProcessTable } from "./process-table.ts";
import { isFollowing, isMarked, setMark } from "./loss-marks.ts";
import { replaySegments } from "./recovery.ts";
import type { ReplayedLog } from "./recovery.ts";
import { openingFailure } from "./refusals.ts";
import type { WalFailure, WalRefusal } from "./refusals.ts";
import { SegmentChain } from "./segment-chain.ts";
import { preparedSegmentName, prepareSegment, segmentNumbers, startSegment } from "./segment.ts";
import { isSnapshotFile, readSnapshotFile, snapshotFile } from "./snapshot-file.ts";
import type { Recovered, Result, StoredSnapshot } from "./types.ts";
import { defaultWalLimits, Wal } from "./wal.ts";
import type { WalLimits } from "./wal.ts";
import { writeAll } from "./write-all.ts";

/**
 * What an empty directory means: a new log; a successor of one that was lost, marked until `Wal.recovered`
 * as recovering, or as one that follows; or that the log one expects there is lost (`nothing-there`).
 */
export type IfEmpty = "create" | "recover" | "follow" | "refuse";

export interface WalOptions {
  /** Made if it does not exist. */
  readonly directory: string;
  readonly identity: WalIdentity;
  readonly ifEmpty: IfEmpty;
  /** Called once, when the disk failed; from then on nothing is acknowledged. */
  readonly onFailure: (failure: WalFailure) => void;
  readonly limits?: Partial<WalLimits>;
  readonly files?: Files;
  readonly processes?: ProcessTable;
}

export interface OpenedWal {
  readonly wal: Wal;
  readonly recovered: Recovered;
  /** The current snapshot in chunks of 1 MiB, checked; empty without one. */
  readonly snapshotChunks: readonly Uint8Array[];
}

/**
 * Opens the log in a directory, or sets a new one up. Everything that is given back is on stable storage. Resolves to
 * a refusal when the directory is in use, incomplete, damaged, somebody else's, or the system refuses an operation.
 */
export async function openWal(options: WalOptions): Promise<Result<OpenedWal, WalRefusal>> {
  const files = options.files ?? nodeFiles;
  const { directory } = options;
  const limits = { ...defaultWalLimits, ...options.limits };
  if (limits.groupBytesMax > limits.segmentBytes / 4) {
    throw new RangeError("a group must fit into a quarter of a segment");
  }
  let lock: DirectoryLock | null = null;
  let opened: Result<OpenedWal, WalRefusal> | null = null;
  try {
    await files.makeDirectory(directory);
    const locked = await lockDirectory(files, directory, options.processes ?? machineProcesses);
    if (!locked.ok) return locked;
    lock = locked.value;
    opened = await openLocked(options, files, limits, lock);
    return opened;
  } catch (error) {
    return { ok: false, refusal: openingFailure("open", directory, error) };
  } finally {
    // If this fails too, the lock is given up with the process.
    if (opened?.ok !== true) await lock?.release().catch(() => undefined);
  }
}

async function openLocked(
  options: WalOptions,
  files: Files,
  limits: WalLimits,
  lock: DirectoryLock,
): Promise<Result<OpenedWal, WalRefusal>> {
  const { directory, identity } = options;
  const state = await checkIdentity(files, directory, identity);
  if (!state.ok) return state;
  if (state.value === "new") {
    if (options.ifEmpty === "refuse") {
      return { ok: false, refusal: { kind: "nothing-there", directory } };
    }
    await setUp(files, options, limits);
  }
  const names = await files.list(directory);
  const numbers = segmentNumbers(names);
  const replayed = await replaySegments(files, directory, numbers);
  if (!replayed.ok) return replayed;
  const log = replayed.value;
  const snapshotChunks = await readSnapshot(files, directory, log.snapshot);
  if (!snapshotChunks.ok) return snapshotChunks;
  await removeLeftovers(files, directory, log.snapshot);
  const chain = await continueTail(files, directory, limits, log);
  const { hardState, snapshot, entries, lastIndex, lastTerm, tail } = log;
  const wal = new Wal({
    files,
    directory,
    limits,
    chain,
    lock,
    state: { hardState, snapshot, lastIndex, lastTerm },
    onFailure: options.onFailure,
  });
  const { tornBytes } = tail;
  const recovering = isMarked(names, "recovering");
  const follows = isFollowing(names, snapshot === null && entries.length === 0);
  const recovered: Recovered = { hardState, snapshot, entries, tornBytes, recovering, follows };
  return { ok: true, value: { wal, recovered, snapshotChunks: snapshotChunks.value } };
}

/**
 * The newest segment is read whole at every start, zeros included, and a new log is begun by every new show: its first
 * segment is short, so that five rooms begin within a second on a small machine. Every segment says how long it is.
 */
const firstSegmentBytesMax = 4 * 1024 * 1024;

/** A crash in the middle of it leaves an unfinished identity, and the next start begins again. */
async function setUp(
  files: Files,
  { directory, identity, ifEmpty }: WalOptions,
  limits: WalLimits,
): Promise<void> {
  for (const name of await files.list(directory)) {
    if (segmentNumbers([name]).length > 0) await files.remove(join(directory, name));
  }
  await beginIdentity(files, directory, identity);
  if (ifEmpty === "recover") await setMark(files, directory, "recovering");
  if (ifEmpty === "follow") await setMark(files, directory, "following");
  const segmentBytes = Math.min(limits.segmentBytes, firstSegmentBytesMax);
  const prepared = await prepareSegment(files, directory, segmentBytes);
  const started = await startSegment(files, directory, prepared, 1, 1, {
    segmentBytes,
    lastIndex: 0,
    lastTerm: 0,
    hardState: { term: 0, votedFor: null },
    snapshot: null,
  });
  await started.file.close();
  await finishIdentity(files, directory);
}

async function readSnapshot(
  files: Files,
  directory: string,
  snapshot: StoredSnapshot | null,
): Promise<Result<readonly Uint8Array[], WalRefusal>> {
  if (snapshot === null) return { ok: true, value: [] };
  return readSnapshotFile(files, directory, snapshot);
}

/** Files that a crash left half made, and snapshots that no durable pointer names. */
async function removeLeftovers(
  files: Files,
  directory: string,
  snapshot: StoredSnapshot | null,
): Promise<void> {
  const current = snapshot === null ? null : snapshotFile(snapshot);
  for (const name of await files.list(directory)) {
    const needless = name === preparedSegmentName || (isSnapshotFile(name) && name !== current);
    if (needless) await files.remove(join(directory, name));
  }
}

/**
 * Makes the newest segment ready to be continued. A process that was killed may have left its last frame in the
 * system's cache only. It is written again, because syncing alone would do nothing if the system had failed to write
 * that page before and marked it clean nevertheless.
 */
async function continueTail(
  files: Files,
  directory: string,
  limits: WalLimits,
  log: ReplayedLog,
): Promise<SegmentChain> {
  const { tail, segments } = log;
  const file = await files.open(tail.path, "write", true);
  // With zeros, not by shortening the file: a crash in the middle of this must leave a torn tail again.
  if (tail.tornBytes > 0) await writeAll(file, [new Uint8Array(tail.tornBytes)], tail.end);
  await writeAll(file, [tail.lastFrame], tail.lastFrameAt);
  await file.sync();
  await files.syncDirectory(directory);
  return new SegmentChain({
    files,
    directory,
    segmentBytes: limits.segmentBytes,
    segments,
    file,
    end: tail.end,
    currentBytes: tail.segmentBytes,
    nextSequence: tail.nextSequence,
  });
}
