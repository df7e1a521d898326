/** The replicated log: its port (port.ts), and the drivers behind it. */
export { MemoryCluster } from "./drivers/memory/memory-log.ts";
export { unwrap as payloadOfEntry } from "./drivers/raft/envelope.ts";
export type { RaftLogLimits } from "./drivers/raft/limits.ts";
export { nodeTimers } from "./drivers/raft/node-timers.ts";
export type { LogStorage, RestoredLog, StorageWrite, StoredChunk } from "./drivers/raft/ports.ts";
export { RaftLog } from "./drivers/raft/raft-log.ts";
export type { RaftLogOptions } from "./drivers/raft/raft-log.ts";
export { openWalStorage } from "./drivers/raft/wal-storage.ts";
export type * from "./port.ts";
