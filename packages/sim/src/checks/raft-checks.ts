import { decodeMessage } from "@cablecut/raft";
import type { StorageWrite } from "@cablecut/replicated-log";
import type { LogContents } from "./log-contents.ts";
import type { SimulatedDisk } from "../world/simulated-disk.ts";
import type { Coverage } from "./coverage.ts";
import { Violation } from "./violation.ts";

/** Promises are short; what is longer carries entries and need not be decoded. */
const promiseBytesMax = 64;

/** An entry that some replica has applied. */
export interface AppliedEntry {
  readonly term: number;
  readonly payload: Uint8Array;
  readonly payloadHash: number;
  /** Term of the replica that applied it first: at least the term in which it was committed. */
  readonly seenInTerm: number;
}

/**
 * The properties of the paper's Figure 3, from what the drivers write, apply and say of leaders; nothing is taken from
 * inside the core. Entries are identified by a hash over everything up to and including them, so that Log Matching is
 * one comparison per entry written.
 */
export class RaftChecks {
  readonly committed: AppliedEntry[] = [];
  readonly #disks: readonly SimulatedDisk[];
  readonly #quorum: number;
  readonly #coverage: Coverage;
  readonly #leaderOf = new Map<number, number>();
  /** Hash of the log up to an entry, by index and term. */
  readonly #prefixes = new Map<string, number>();

  constructor(disks: readonly SimulatedDisk[], coverage: Coverage) {
    this.#disks = disks;
    this.#coverage = coverage;
    this.#quorum = Math.floor(disks.length / 2) + 1;
  }

  get committedIndex(): number {
    return this.committed.length;
  }

  /** Before the write reaches the replica's `written` contents. */
  writes(replica: number, { adopt, entries }: StorageWrite): void {
    const [first] = entries;
    if (first === undefined) return;
    const { written } = this.#disks[replica]!;
    if (adopt === null && first.index <= written.lastIndex) {
      this.#coverage.note("conflicting tails truncated");
    }
    const before = first.index - 1;
    const termBefore = adopt?.index === before ? adopt.term : written.termAt(before);
    if (before > 0 && termBefore === null) {
      throw new Violation("dense log", `replica ${replica} writes ${first.index} after a gap`);
    }
    let prefix = before === 0 ? 0 : this.#prefixes.get(`${before}/${termBefore}`);
    if (prefix === undefined) {
      throw new Violation(
        "log matching",
        `nobody ever wrote entry ${before} of term ${termBefore}`,
      );
    }
    for (const { index, term, data } of entries) {
      prefix = hashOf(data, (Math.imul(prefix, 31) + term) | 0);
      const key = `${index}/${term}`;
      const known = this.#prefixes.get(key);
      if (known === undefined) this.#prefixes.set(key, prefix);
      else if (known !== prefix) {
        throw new Violation(
          "log matching",
          `replica ${replica} has another log up to entry ${index} of term ${term}`,
        );
      }
    }
  }

  /**
   * Figure 2, "updated on stable storage before responding to RPCs": a granted vote and an acknowledged log must be on
   * the sender's disk when the message leaves.
   */
  sends(replica: number, to: number, bytes: Uint8Array): void {
    if (bytes.length > promiseBytesMax) return;
    const decoded = decodeMessage(bytes);
    if (decoded.kind === "refused") return;
    const { message } = decoded;
    const { durable } = this.#disks[replica]!;
    if (message.kind === "voteRequest") return this.#checkCampaign(replica, message);
    if (message.kind === "voteReply") {
      this.#coverage.note(message.refusal === null ? "votes granted" : "votes refused");
      if (message.refusal !== null || this.#holdsVote(replica, message.term, to)) return;
      throw new Violation(
        "durable before promised",
        `replica ${replica} gives its vote of term ${message.term} to ${to}`,
      );
    }
    if (message.kind === "appendAck" && !this.#isDurable(replica, message.matchIndex)) {
      throw new Violation(
        "durable before promised",
        `replica ${replica} acknowledges ${message.matchIndex} and has ${durable.lastIndex}`,
      );
    }
    if (message.kind === "appendReject") this.#coverage.note("appends refused");
    if (message.kind === "preVoteReply" && message.refusal !== null) {
      this.#coverage.note("pre-votes refused");
    }
  }

  /**
   * A candidate promises its own vote and the log it boasts of. Did it forget them in a crash, it could run in the same
   * term again with a shorter log and collect the votes that were given to the longer one.
   */
  #checkCampaign(
    replica: number,
    request: { readonly term: number; readonly lastLogIndex: number; readonly lastLogTerm: number },
  ): void {
    const { term, lastLogIndex, lastLogTerm } = request;
    const { durable } = this.#disks[replica]!;
    const holdsLog = lastLogIndex === 0 || durable.holds(lastLogIndex, lastLogTerm);
    if (holdsLog && this.#holdsVote(replica, term, replica)) return;
    throw new Violation(
      "durable before promised",
      `replica ${replica} asks for votes of term ${term} with a log up to ${lastLogIndex}`,
    );
  }

  /** The very entry that the replica goes on with, not one of the same index that it has overwritten since. */
  #isDurable(replica: number, index: number): boolean {
    const { durable, written } = this.#disks[replica]!;
    if (index <= (durable.snapshot?.index ?? 0)) return true;
    const term = durable.termAt(index);
    return term !== null && written.holds(index, term);
  }

  /** The vote of that term is on the voter's disk, or the term has passed there. */
  #holdsVote(voter: number, term: number, candidate: number): boolean {
    return holdsVote(this.#disks[voter]!.durable, term, candidate);
  }

  /** Election Safety, and Leader Completeness for everything that was committed in an earlier term. */
  leads(replica: number, term: number): void {
    const former = this.#leaderOf.get(term);
    if (former !== undefined && former !== replica) {
      throw new Violation("election safety", `${former} and ${replica} both lead term ${term}`);
    }
    this.#leaderOf.set(term, replica);
    this.#coverage.note("leaders elected");
    this.#checkVotes(replica, term);
    let index = this.committed.length;
    while (index > 0 && this.committed[index - 1]!.seenInTerm >= term) index -= 1;
    if (index === 0) return;
    const wanted = this.committed[index - 1]!.term;
    if (this.#disks[replica]!.written.holds(index, wanted)) return;
    throw new Violation(
      "leader completeness",
      `replica ${replica} leads term ${term} without entry ${index} of term ${wanted}`,
    );
  }

  /** Figure 2, Candidates 2, with §5.6: whoever leads has a majority's votes, each of them on its voter's disk. */
  #checkVotes(replica: number, term: number): void {
    const votes = this.#disks.filter((disk) =>
      disk.promised((contents) => holdsVote(contents, term, replica)),
    );
    if (votes.length >= this.#quorum) return;
    throw new Violation(
      "durable before promised",
      `replica ${replica} leads term ${term} with ${votes.length} votes that a crash would keep`,
    );
  }

  /** State Machine Safety. True if this replica is the first to apply the entry. */
  applies(
    replica: number,
    replicaTerm: number,
    entry: { readonly index: number; readonly term: number; readonly payload: Uint8Array },
  ): boolean {
    const { index, term, payload } = entry;
    const payloadHash = hashOf(payload, payload.length);
    const known = this.committed[index - 1];
    if (known !== undefined) {
      if (known.term === term && known.payloadHash === payloadHash) return false;
      throw new Violation("state machine safety", `replica ${replica} applies another ${index}`);
    }
    if (index !== this.committed.length + 1) {
      throw new Violation("state machine safety", `replica ${replica} skips to ${index}`);
    }
    const durable = this.#disks.filter((disk) =>
      disk.promised((contents) => contents.holds(index, term)),
    ).length;
    if (durable < this.#quorum) {
      throw new Violation(
        "durable before committed",
        `entry ${index} is applied by ${replica} and synced on ${durable} replicas only`,
      );
    }
    this.committed.push({ term, payload, payloadHash, seenInTerm: replicaTerm });
    return true;
  }

  restores(replica: number, index: number): void {
    if (index <= this.committed.length) return;
    throw new Violation(
      "state machine safety",
      `replica ${replica} restores ${index}, which nobody has applied`,
    );
  }
}

function holdsVote({ hardState }: LogContents, term: number, candidate: number): boolean {
  return hardState.term > term || (hardState.term === term && hardState.votedFor === candidate);
}

/** FNV-1a over the bytes. */
function hashOf(bytes: Uint8Array, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash | 0;
}
