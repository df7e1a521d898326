import type { DialChange, MeasureSource, Pace } from "@cablecut/protocol";

/** Records as plain values, for tests: what the model takes, and what `encodeRaw` turns into bytes. */
export type Command =
  | {
      readonly kind: "transfer";
      readonly payer: number;
      readonly payee: number;
      readonly amount: number;
      readonly sequence: number;
      readonly payerEpoch: number;
      readonly payeeEpoch: number;
    }
  | {
      readonly kind: "cancel";
      readonly payer: number;
      readonly sequence: number;
      readonly payerEpoch: number;
    }
  | {
      readonly kind: "open";
      readonly tokenHash: string;
      readonly shard: number;
      readonly epoch: number;
    }
  | {
      readonly kind: "heartbeat";
      readonly room: number;
      readonly predecessor: number;
      readonly clockMs: number;
      readonly digestIndex?: number;
      readonly digest?: string;
      readonly chainPrefix?: string;
    }
  | {
      readonly kind: "suspect";
      readonly room: number;
      readonly by: number;
      readonly lastHeartbeat: number;
    }
  | {
      readonly kind: "move";
      readonly shard: number;
      readonly from: number;
      readonly to: number;
      readonly epoch: number;
      readonly reason: "failover" | "handover";
      readonly ownerHeartbeat: number;
      readonly by: number;
    }
  | { readonly kind: "set-pace"; readonly pace: Pace }
  | { readonly kind: "set-failback"; readonly failback: boolean | null }
  | { readonly kind: "adopt-format" }
  | {
      readonly kind: "incident-measured";
      readonly incident: number;
      readonly source: MeasureSource;
      readonly durationMs: number;
      /** So many `shard-measured` follow. */
      readonly shards: number;
    }
  | { readonly kind: "shard-measured"; readonly shard: number; readonly ms: number }
  | { readonly kind: "set-dial"; readonly change: DialChange };
