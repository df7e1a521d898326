/** The durable log on plain files: see wal.ts for the running log, frame.ts for what is on the disk. */
export { lockDirectory, lockHolder } from "./directory-lock.ts";
export { refusalOfLog } from "./identity.ts";
export { followsIn, logPresence, unmarkLog } from "./loss-marks.ts";
export { nodeFiles } from "./node-files.ts";
export { openWal } from "./open-wal.ts";
export type { WalOptions } from "./open-wal.ts";
export { machineProcesses } from "./process-table.ts";
export { readWal } from "./read-wal.ts";
export type { WalContents } from "./read-wal.ts";
export { describeRefusal } from "./refusals.ts";
export { timedFiles } from "./timed-files.ts";
export type { WalRefusal } from "./refusals.ts";
export type { SnapshotReceiver } from "./snapshot-store.ts";
export type * from "./types.ts";
export type { Wal } from "./wal.ts";
