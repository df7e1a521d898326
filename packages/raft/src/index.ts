/**
 * Raft as a sans-IO core: see types.ts for the contract with a driver, messages.ts for what
 * nodes say to each other, raft.ts for the core itself.
 *
 * Not here, on purpose: membership changes (the set of rooms is fixed).
 */
export { raftConfig } from "./config.ts";
export { decodeMessage, encodeMessage } from "./message-codec.ts";
export { createRaft } from "./raft.ts";
export type * from "./messages.ts";
export type * from "./types.ts";
