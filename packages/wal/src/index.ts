/** The durable log on plain files: see wal.ts for the running log, frame.ts for what is on the disk. */
export type { Files, OpenFile, OpenMode } from "./files.ts";
export { walFormat } from "./identity.ts";
export type { WalIdentity } from "./identity.ts";
export { nodeFiles } from "./node-files.ts";
export { openWal } from "./open-wal.ts";
export type { OpenedWal, WalOptions } from "./open-wal.ts";
export type { ProcessRun, ProcessTable } from "./process-table.ts";
export { readWal } from "./read-wal.ts";
export type { ReadWalOptions, WalContents } from "./read-wal.ts";
export { describeRefusal } from "./refusals.ts";
export type { WalDamage, WalFailure, WalIoFailure, WalOverrun, WalRefusal } from "./refusals.ts";
export { rechunk, snapshotChunkBytes } from "./snapshot-file.ts";
export type { SnapshotChunkRead } from "./snapshot-file.ts";
export type { SnapshotReceiver } from "./snapshot-store.ts";
export type * from "./types.ts";
export { defaultWalLimits, entryBytesMax } from "./wal.ts";
export type { Wal, WalLimits, WalStatus } from "./wal.ts";
