import type { LedgerResult } from "@cablecut/protocol";

/** What the naive model remembers of accounts, rooms and shards. */

export interface Ended {
  readonly result: LedgerResult;
  readonly payee: number | null;
  readonly amount: number;
  readonly index: number;
}

export interface ModelAccount {
  readonly shard: number;
  readonly openedIndex: number;
  readonly ended: Ended[];
  readonly received: { payer: number; sequence: number; amount: number; index: number }[];
}

export interface ModelRoom {
  readonly beats: { index: number; position: number }[];
  suspected: boolean;
  drained: boolean;
  suspicions: number[];
  stableSince: number;
  clock: number | null;
  age: number;
}

export interface ModelShard {
  readonly home: number;
  owner: number;
  epoch: number;
}

export function newRoom(): ModelRoom {
  return {
    beats: [],
    suspected: false,
    drained: false,
    suspicions: [],
    stableSince: 0,
    clock: null,
    age: 0,
  };
}
