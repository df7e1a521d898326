import { answeredBy, appendAsLeader, noop } from "./leading.ts";
import type { RecoveryAck, RecoveryRequest } from "./messages.ts";
import { storedBy, verifyLagging } from "./replication.ts";
import type { RaftState } from "./state.ts";
import type { NodeId } from "./types.ts";

/**
 * A peer says that it lost its disk: what it acknowledged before is void. The barrier is appended once for each of its
 * lives, and told as often as it asks.
 */
export function onRecoveryRequest(state: RaftState, from: NodeId, request: RecoveryRequest): void {
  const { role, log } = state;
  if (role.kind !== "leader") return;
  const peer = answeredBy(state, role, from);
  if (peer.hasEnded(request.life)) return;
  if (peer.recovery?.life !== request.life) {
    appendAsLeader(state, role, noop);
    peer.beginRecovery({ life: request.life, barrierIndex: log.lastIndex });
  }
  const { barrierIndex, life } = peer.recovery!;
  if (log.commitIndex >= barrierIndex) {
    state.send(from, { kind: "recoveryBarrier", term: state.term, life, index: barrierIndex });
  }
  verifyLagging(state, peer);
}

export function onRecoveryAck(state: RaftState, from: NodeId, ack: RecoveryAck): void {
  const { role } = state;
  if (role.kind !== "leader") return;
  const peer = answeredBy(state, role, from);
  if (peer.recovery?.life === ack.life) storedBy(state, peer, ack.matchIndex);
}
