import { gatewayMutants } from "./gateway-mutants.ts";

/** A bug, planted by replacing one piece of text that occurs exactly once in its file. */
export interface Mutant {
  readonly name: string;
  /** Below packages/. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The kind of trouble that brings it to light; without it, whatever the seeds choose. */
  readonly scenario?: string;
  /** Found by gateways and their phones; without, by clients that ask the rooms directly. */
  readonly gateways?: true;
  /** The simulation must find it within so many seeds. */
  readonly seedsMax: number;
}

const roomMutants: readonly Mutant[] = [
  {
    name: "a follower acknowledges before its sync",
    file: "raft/src/following.ts",
    find: 'if (recovery === null) state.sendWhenDurable(leader, { kind: "appendAck"',
    replace: 'if (recovery === null) state.send(leader, { kind: "appendAck"',
    seedsMax: 50,
  },
  {
    name: "the leader counts its own copy before its sync",
    file: "raft/src/leading.ts",
    find: "quorumIndex([log.durableIndex,",
    replace: "quorumIndex([log.lastIndex,",
    scenario: "slow disks",
    seedsMax: 20,
  },
  {
    name: "entries of earlier terms are committed by counting (§5.4.2)",
    file: "raft/src/leading.ts",
    find: "index <= log.commitIndex || log.termAt(index) !== state.term",
    replace: "index <= log.commitIndex",
    scenario: "leaders that do not last",
    seedsMax: 800,
  },
  {
    name: "a voter votes twice in a term",
    file: "raft/src/election.ts",
    find: 'if (!free && state.votedFor !== from) return "voted-for-another";',
    replace: "void free;",
    seedsMax: 1_000,
  },
  {
    name: "a vote leaves before it is durable",
    file: "raft/src/election.ts",
    find: 'state.sendWhenDurable(from, { kind: "voteReply"',
    replace: 'state.send(from, { kind: "voteReply"',
    seedsMax: 20,
  },
  {
    // Counting the own vote at once instead would do no harm: nobody is asked before that vote is durable, and a
    // majority needs others.
    name: "a candidate asks for votes before its own is durable",
    file: "raft/src/election.ts",
    find: 'state.sendWhenDurable(to, { kind: "voteRequest"',
    replace: 'state.send(to, { kind: "voteRequest"',
    seedsMax: 50,
  },
  {
    name: "the vote is forgotten on disk",
    file: "raft/src/state.ts",
    find: "this.durability.saveHardState({ term: this.term, votedFor });",
    replace: "this.durability.saveHardState({ term: this.term, votedFor: null });",
    seedsMax: 50,
  },
  {
    name: "a vote goes to a shorter log (§5.4.1)",
    file: "raft/src/election.ts",
    find: 'return "voted-for-another";\n  if (!state.log.isUpToDate(request.lastLogIndex, request.lastLogTerm)) return "shorter-log";',
    replace: 'return "voted-for-another";',
    scenario: "leaders that do not last",
    seedsMax: 100,
  },
  {
    name: "a conflicting tail is not truncated",
    file: "raft/src/following.ts",
    find: "if (term === entry.term) continue;",
    replace: "if (term !== null) continue;",
    seedsMax: 500,
  },
  {
    name: "entries are taken behind others than the leader's",
    file: "raft/src/following.ts",
    find: "log.termAt(prevLogIndex) !== request.prevLogTerm",
    replace: "log.termAt(prevLogIndex) === null",
    seedsMax: 500,
  },
  {
    name: "a follower commits what the message does not vouch for",
    file: "raft/src/following.ts",
    find: "const commitIndex = Math.min(request.leaderCommit, lastNewIndex);",
    replace: "const commitIndex = Math.min(request.leaderCommit, log.lastIndex);",
    seedsMax: 500,
  },
  {
    name: "an adopted snapshot is acknowledged before its sync",
    file: "raft/src/snapshot-receiving.ts",
    find: "acknowledge(state, leader, commitIndex);",
    replace:
      'state.send(leader, { kind: "appendAck", term: state.term, matchIndex: commitIndex });',
    scenario: "left far behind",
    seedsMax: 20,
  },
  {
    name: "a room that lost its disk votes at once",
    file: "raft/src/state.ts",
    find: "this.recovery = life === null ? null : beginRecovery(life);",
    replace: "this.recovery = null;\n    this.recovered = life !== null;\n    void beginRecovery;",
    scenario: "disks gone",
    seedsMax: 20,
  },
  {
    name: "a snapshot is labelled with the entry before",
    file: "replicated-log/src/drivers/raft/raft-log.ts",
    find: "const position = this.#lastApplied;",
    replace: "const position = { ...this.#lastApplied, index: this.#lastApplied.index - 1 };",
    scenario: "left far behind",
    seedsMax: 20,
  },
  {
    name: "the client table is forgotten in the snapshot",
    file: "ledger/src/rules/receipts.ts",
    find: "source.words(page, at, at + used);",
    replace: "source.words(new Uint32Array(page.length), at, at + used);",
    scenario: "left far behind",
    seedsMax: 20,
  },
  {
    name: "a repeated number is booked again",
    file: "ledger/src/rules/transfer.ts",
    find: "} else if (sequence !== rows[payer * rowWords + lastSequenceAt]! + 1) {",
    replace: "} else if (sequence > rows[payer * rowWords + lastSequenceAt]! + 1) {",
    seedsMax: 20,
  },
  {
    name: "a repeated number is answered with the index of its copy",
    file: "ledger/src/rules/transfer.ts",
    find: "outcomes.endedAt[record] = endedIndex(page, slot);",
    replace: "outcomes.endedAt[record] = state.position.index;",
    seedsMax: 20,
  },
  {
    name: "a restored token table finds nobody",
    file: "ledger/src/state/token-table.ts",
    find: "this.#count = position + 1;\n      this.#insert(this.#firstAccount + position);",
    replace: "this.#count = position + 1;",
    scenario: "left far behind",
    seedsMax: 20,
  },
  {
    name: "a transfer to an old epoch is booked",
    file: "ledger/src/rules/transfer.ts",
    find: "if (epochs[payeeShard] !== words[at + 5]!) return fenced;",
    replace: "",
    scenario: "flapping",
    seedsMax: 50,
  },
  {
    name: "a switching shard takes credits",
    file: "ledger/src/rules/transfer.ts",
    find: "if (switching[payeeShard] === 1) return payeeSwitching;",
    replace: "",
    seedsMax: 100,
  },
  {
    name: "a transfer under an old epoch is booked",
    file: "ledger/src/rules/transfer.ts",
    find: "if (epochs[payerShard] !== words[at]! >>> 8) return fenced;",
    replace: "",
    scenario: "flapping",
    seedsMax: 50,
  },
  {
    name: "a suspicion of an older heartbeat holds",
    file: "ledger/src/rules/failover-rules.ts",
    find: "if (suspicion.heartbeatSeen !== rooms.lastHeartbeat[room]) return staleHeartbeat;",
    replace: "",
    scenario: "deaf, then cut",
    seedsMax: 20,
  },
  {
    name: "a heartbeat need not name its predecessor",
    file: "ledger/src/rules/failover-rules.ts",
    find: "if (predecessor !== rooms.lastHeartbeat[room] || predecessor >= index) return staleHeartbeat;",
    replace: "",
    seedsMax: 200,
  },
  {
    name: "a move that is late holds all the same",
    file: "ledger/src/rules/failover-rules.ts",
    find: "if (move.ownerHeartbeat !== rooms.lastHeartbeat[from]) return staleMove;",
    replace: "",
    scenario: "going home",
    seedsMax: 100,
  },
  {
    name: "money received brings a shard back",
    file: "ledger/src/rules/transfer.ts",
    find: "notePayment(state, payer);",
    replace: "notePayment(state, payee);",
    scenario: "two rooms cut",
    seedsMax: 20,
  },
  {
    name: "an incident is measured twice",
    file: "ledger/src/rules/incident-rules.ts",
    find: 'if (incidents.measuredAt > 0) return ledgerResultCodes["already-measured"];',
    replace: "",
    scenario: "two rooms cut",
    seedsMax: 20,
  },
  {
    name: "a shard that is hit once more is still back",
    file: "ledger/src/state/incidents.ts",
    find: "this.backAt[shard] = 0;",
    replace: "",
    scenario: "one after the other",
    seedsMax: 50,
  },
  {
    name: "a room that returns settles nothing",
    file: "ledger/src/rules/failover-rules.ts",
    find: "noteWithdrawal(state, room);",
    replace: "",
    scenario: "flapping",
    seedsMax: 20,
  },
  {
    name: "shards are moved before the lease has ended",
    file: "failover/src/switch-plan.ts",
    find: "hearing.leaseEndMs(shard.owner) <= nowMs",
    replace: "hearing.leaseEndMs(shard.owner) > 0",
    scenario: "one after the other",
    seedsMax: 50,
  },
  {
    name: "a room answers reads from what it has",
    file: "room/src/requests.ts",
    find: 'this.#log().readIndex((outcome) => {\n      if (outcome.kind === "unavailable")',
    replace:
      '((done) => done({ kind: "applied", index: 0 }))((outcome) => {\n      if (outcome.kind === "unavailable")',
    seedsMax: 20,
  },
  {
    name: "a leader answers reads without asking whether it still leads",
    file: "raft/src/read-rounds.ts",
    find: "reads.pending[0].round <= confirmed",
    replace: "confirmed >= 0",
    scenario: "a leader on the askers' side",
    seedsMax: 50,
  },
  {
    name: "a new leader answers reads before it knows what is committed",
    file: "raft/src/read-rounds.ts",
    find: "if (!committedInTerm || reads.pending.length === 0) return;",
    replace: "if (reads.pending.length === 0) return;",
    scenario: "a leader parted as it answers",
    seedsMax: 20,
  },
  {
    name: "a read shares the answer to a question that was put before it",
    file: "replicated-log/src/drivers/raft/open-reads.ts",
    find: "last === undefined || last.wasAsked",
    replace: "last === undefined",
    scenario: "lossy network",
    seedsMax: 200,
  },
  {
    name: "another payload under a number gets the first one's answer",
    file: "room/src/transfers.ts",
    find: "if (!this.#pending.waitsForPayload(payer, payee, amountCents)) continue;",
    replace: "",
    scenario: "two tabs, and nobody leads",
    seedsMax: 20,
  },
  {
    name: "a log that took nothing answers whoever waits for that number",
    file: "room/src/transfers.ts",
    find: "if (this.#pending.waitsForPayloadNumber(payer, payloadNumber))\n        this.#settle",
    replace: "void payloadNumber;\n      this.#settle",
    scenario: "two tabs, and nobody leads",
    seedsMax: 20,
  },
];

export const mutants: readonly Mutant[] = [...roomMutants, ...gatewayMutants];
