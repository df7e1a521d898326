import type { LogConsumer, ReplicaId } from "../../port.ts";
import type { LogStorage, RestoredLog, Timers, Transport } from "../raft/ports.ts";
import type { Keys } from "./keys.ts";
import type { EtcdLogLimits } from "./limits.ts";
import type { EtcdStore } from "./store.ts";

export interface EtcdLogOptions {
  readonly replica: ReplicaId;
  /** Names of the members in the order of the replicas, each beside its own room. */
  readonly memberNames: readonly string[];
  readonly consumer: LogConsumer;
  /** Holds snapshots, and what was applied since as a copy that spares the member reading it again. */
  readonly storage: LogStorage;
  readonly restored: RestoredLog;
  readonly store: EtcdStore;
  readonly keys: Keys;
  readonly transport: Transport;
  readonly timers: Timers;
  readonly limits?: Partial<EtcdLogLimits>;
  /** What an operator may want to know. */
  readonly onNotice?: (notice: EtcdNotice) => void;
}

export type EtcdNotice =
  | { readonly kind: "watch-ended"; readonly detail: string }
  | { readonly kind: "snapshot-wanted"; readonly behindRevision: number }
  | { readonly kind: "snapshot-restored"; readonly index: number }
  /** Another program has put something below the log's prefix, and it is passed over. Told of the first only. */
  | { readonly kind: "foreign-put"; readonly key: string; readonly revision: number }
  | { readonly kind: "message-refused"; readonly from: ReplicaId };
