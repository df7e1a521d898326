import type { BatchWriter, EncodeRefusal, Ledger } from "@cablecut/ledger";
import type { FailoverCommand, RoomFailover } from "@cablecut/failover";
import type { ShardId } from "@cablecut/protocol";
import type { ReplicatedLog } from "@cablecut/replicated-log/port";
import type { RoomPorts } from "./ports.ts";

/** Performs what the failover logic decides: proposes heartbeats, suspicions and moves; lets released shards run dry. */
export class FailoverDriver {
  readonly #room: number;
  readonly #ledger: Ledger;
  readonly #failover: RoomFailover;
  readonly #log: () => ReplicatedLog;
  readonly #ports: RoomPorts;
  /** Requests still under way in a shard. */
  readonly #inFlightIn: (shard: number) => number;
  readonly #newWriter: () => BatchWriter;
  readonly #writer: BatchWriter;
  readonly #releasing = new Set<ShardId>();

  constructor(parts: {
    room: number;
    ledger: Ledger;
    failover: RoomFailover;
    log: () => ReplicatedLog;
    ports: RoomPorts;
    newWriter: () => BatchWriter;
    inFlightIn: (shard: number) => number;
  }) {
    this.#room = parts.room;
    this.#ledger = parts.ledger;
    this.#failover = parts.failover;
    this.#log = parts.log;
    this.#ports = parts.ports;
    this.#newWriter = parts.newWriter;
    this.#writer = parts.newWriter();
    this.#inFlightIn = parts.inFlightIn;
  }

  run(): void {
    const nowMs = this.#ports.nowMs();
    for (const shard of this.#releasing) {
      if (this.#inFlightIn(shard) > 0) continue;
      this.#releasing.delete(shard);
      this.#failover.released(shard, nowMs);
    }
    const { commitIndex, appliedIndex } = this.#log().status();
    for (const command of this.#failover.tick({ commitIndex, appliedIndex }, nowMs))
      this.#perform(command);
    this.#proposeGathered();
  }

  #proposeGathered(): void {
    if (this.#writer.count > 0) this.#log().append(this.#writer.finish(), () => undefined);
  }

  #perform(command: FailoverCommand): void {
    switch (command.kind) {
      case "heartbeat":
        return this.#heartbeat(command.attempt, command.predecessor);
      case "suspect":
        return must(this.#writer.suspectRoom(command.room, this.#room, command.lastHeartbeat));
      case "move":
        return must(this.#writer.moveShard({ ...command, by: this.#room }));
      case "release":
        this.#releasing.add(command.shard);
        return;
      case "reclaim":
        this.#releasing.delete(command.shard);
    }
  }

  /**
   * In a payload of its own: its commit is what this room's life is measured by. Moves that were decided before it hold
   * only until it is applied, so they go first.
   */
  #heartbeat(attempt: number, predecessor: number): void {
    this.#proposeGathered();
    const writer = this.#newWriter();
    must(
      writer.heartbeat({
        room: this.#room,
        predecessor,
        clockMs: this.#ports.clockMs(),
        report: this.#ledger.digestToReport(this.#room),
      }),
    );
    this.#log().append(writer.finish(), (outcome) => {
      this.#failover.heartbeatEnded(attempt, outcome, this.#ports.nowMs());
    });
  }
}

/** What failover commands contain was read from the ledger: a refusal here is a bug. */
function must(refusal: EncodeRefusal | null): void {
  if (refusal !== null) throw new Error(`a failover command could not be written: ${refusal}`);
}
