import type { Pace, Topology } from "@cablecut/protocol";
import { emptyState, type LedgerState } from "./state.ts";
import { openAccount } from "../rules/open-account.ts";

/**
 * chain(0): SHA-256 over what all replicas must agree on before the first entry, as ASCII text. Names and coordinates
 * are left out; they may be corrected without another genesis.
 */
export function genesisChainOf(
  topology: Topology,
  pace: Pace,
  sha256: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const rooms = topology.rooms.map((room) => `${room.id}@${room.city}`).join(",");
  const numbers = [pace.heartbeatMs, pace.suspectMs, pace.leaseMs, pace.moveIntervalMs].join(",");
  const text = `cablecut ledger 1;${rooms};${topology.shardsPerRoom};${pace.name},${numbers}`;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return Uint8Array.from(sha256(bytes));
}

/** The house accounts are open from the beginning: canary 2s and till 2s + 1 in shard s, without tokens. */
export function genesisState(
  topology: Topology,
  pace: Pace,
  genesisChain: Uint8Array,
): LedgerState {
  const state = emptyState(topology, pace, genesisChain);
  for (let account = 0; account < state.houseAccounts; account++) {
    openAccount(state, account >>> 1);
  }
  return state;
}
