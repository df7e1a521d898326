import {
  cableId,
  cableNames,
  type CommandAnswer,
  type ConsoleFrame,
  type ConsoleSnapshot,
  type PresenterCommand,
} from "@cablecut/protocol";
import type { Cluster } from "../processes/cluster.ts";
import type { Prng } from "../world/prng.ts";
import type { Line, SimulatedGateway } from "../processes/simulated-gateway.ts";
import { putRight } from "../checks/dial-checks.ts";
import { Violation } from "../checks/violation.ts";

/** A page whose newest frame is older shows nothing that may be acted on; a little more than gateways allow. */
const staleMs = 2_200;
/** How far back an impatient hand's picture may be. */
const framesKept = 24;

interface SeenFrame {
  readonly frame: ConsoleFrame;
  readonly atMs: number;
}

/** A presenter at one gateway's console: turns, cuts and restores, mostly with the newest picture, sometimes with an old one. */
export class SimulatedConsole {
  readonly #cluster: Cluster;
  readonly #gateways: readonly SimulatedGateway[];
  readonly #prng: Prng;
  #at = 0;
  #line: Line | null = null;
  readonly #frames: SeenFrame[] = [];
  #isOver = false;

  constructor(cluster: Cluster, gateways: readonly SimulatedGateway[], prng: Prng) {
    this.#cluster = cluster;
    this.#gateways = gateways;
    this.#prng = prng;
  }

  /** One act. `mayCut`: also cables, pace and failback. */
  act(mayCut: boolean): void {
    if (this.#line === null) return this.#connect();
    if (this.#prng.chance(0.15)) return this.#audit(this.#line);
    const old = this.#prng.chance(0.15) ? this.#frames[0] : undefined;
    return this.#command(this.#line, this.#choose(mayCut), old ?? this.#frames.at(-1) ?? null);
  }

  /** The end of the show: nothing is hidden, everybody may come, at every gateway that lives. */
  putRight(): void {
    this.#isOver = true;
    for (const { core } of this.#gateways) {
      if (core === null) continue;
      const commands: readonly PresenterCommand[] = [
        { kind: "doors", open: putRight.doorsOpen },
        { kind: "hide-count", hidden: putRight.headCountHidden },
        { kind: "blank", on: putRight.blank },
        { kind: "cue", on: putRight.cue },
        // Another turn of it may still be waiting for rooms.
        { kind: "set-failback", failback: true },
      ];
      for (const command of commands) {
        core.consoles.perform({ command, shown: core.console().frame }, (answer) => {
          if (answer.ok) return;
          throw new Violation("answers", `a console is told ${answer.refusal} to ${command.kind}`);
        });
      }
    }
  }

  #connect(): void {
    this.#at = this.#prng.integer(0, this.#gateways.length - 1);
    this.#frames.length = 0;
    const line = this.#gateways[this.#at]!.connect("consoles", {
      heard: (name, values) => {
        if (name === "console") this.#see((values as [ConsoleSnapshot])[0].frame);
      },
      broken: () => {
        this.#line = null;
      },
    });
    this.#line = line;
    line?.send((core) => core.consoleJoined(line.connection));
  }

  #see(frame: ConsoleFrame): void {
    this.#frames.push({ frame, atMs: this.#cluster.clock.nowMs });
    if (this.#frames.length > framesKept) this.#frames.shift();
  }

  #choose(mayCut: boolean): PresenterCommand {
    const prng = this.#prng;
    const on = prng.chance(0.5);
    const room = prng.pick(this.#cluster.topology.rooms).id;
    const cable = cableId(room, prng.pick(cableNames));
    const target = prng.pick([cable, room, cable, this.#cluster.topology.cutCity]);
    const turns: readonly PresenterCommand[] = [
      { kind: "cue", on },
      { kind: "blank", on },
      { kind: "doors", open: prng.chance(0.8) },
      { kind: "hide-count", hidden: on },
    ];
    const evenIfQuorumIsLost = prng.chance(0.1);
    const hands: readonly PresenterCommand[] = [
      { kind: "cut", targets: [target], intervalMs: prng.pick([0, 250]), evenIfQuorumIsLost },
      { kind: "cut", targets: [target], intervalMs: 0, evenIfQuorumIsLost },
      { kind: "restore", targets: [prng.pick([room, cable])] },
      { kind: "restore-everything" },
      { kind: "set-failback", failback: on },
      { kind: "set-pace", pace: "full-speed" },
    ];
    return prng.pick(mayCut && prng.chance(0.6) ? hands : turns);
  }

  #command(line: Line, command: PresenterCommand, seen: SeenFrame | null): void {
    const sentMs = this.#cluster.clock.nowMs;
    const { life } = this.#gateways[this.#at]!;
    const gateway = this.#gateways[this.#at]!;
    const { slept } = gateway;
    this.#cluster.note(() => `a console asks gateway ${gateway.index}: ${JSON.stringify(command)}`);
    line.send((core) => {
      // Still on its way at the end, it would be what a hand has turned last.
      if (this.#isOver) return;
      core.consoles.perform({ command, shown: seen?.frame ?? null }, (answer) =>
        this.#cluster.guard(() => {
          this.#cluster.coverage.note("commands of consoles");
          const isStale = !answer.ok && answer.refusal === "stale-command";
          if (isStale) this.#cluster.coverage.note("commands from an old picture refused");
          // A gateway that slept counts less time than has passed.
          const awake = gateway.life === life && gateway.slept === slept && slept === 0;
          const isOld = seen === null || (awake && sentMs - seen.atMs > staleMs);
          this.#judge(command, answer, isOld);
        }),
      );
    });
  }

  #judge(command: PresenterCommand, answer: CommandAnswer, isOld: boolean): void {
    const isStale = !answer.ok && answer.refusal === "stale-command";
    const isTakenAtAnyAge =
      command.kind === "impair"
        ? command.impairment.kind === "none"
        : ["blank", "restore", "restore-everything"].includes(command.kind);
    if (isTakenAtAnyAge && isStale) {
      throw new Violation("commands", `${command.kind} is refused because the picture is old`);
    }
    if (!isTakenAtAnyAge && isOld && !isStale) {
      throw new Violation("commands", `${command.kind} is taken from a picture that is too old`);
    }
  }

  /** Recounts of all rooms, each compared with the log. */
  #audit(line: Line): void {
    const { model } = this.#cluster.ledger;
    line.send((core) =>
      core.consoles.audit((answer) =>
        this.#cluster.guard(() => {
          if (!answer.ok) return;
          for (const room of answer.rooms) {
            if (!room.answered) continue;
            this.#cluster.coverage.note("rooms audited");
            const sums = model.sumsAt(room.appliedIndex);
            const right =
              room.sound &&
              room.funds.people.actualCents === sums.people.cents &&
              room.funds.synthetic.actualCents === sums.synthetic.cents &&
              room.funds.house.actualCents === sums.house.cents;
            if (!right) throw new Violation("sums", `the audit of room ${room.room} is wrong`);
          }
        }),
      ),
    );
  }
}
