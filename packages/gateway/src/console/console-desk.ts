import {
  afterCut,
  asRoomIndex,
  cablesOf,
  cueAmountCents,
  type AuditAnswer,
  type CommandAnswer,
  type CommandRequest,
  type ConsoleHandTold,
  type DialChange,
  type PresenterCommand,
} from "@cablecut/protocol";
import type { Openings } from "../people/openings.ts";
import type { ConnectionId, FabricPort } from "../ports.ts";
import type { Cables } from "../recovery/cables.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { Audits } from "./audit.ts";
import type { ConsoleFrames } from "./console-frames.ts";
import type { Dials } from "./dials.ts";
import type { Hands } from "./hands.ts";
import type { RoomSettings } from "./room-settings.ts";

interface ConsoleParts {
  readonly rooms: Pick<RoomWatch, "topology" | "isCounting">;
  readonly cables: Pick<Cables, "carries">;
  readonly fabric: FabricPort | null;
  readonly dials: Dials;
  readonly openings: Pick<Openings, "turnLastNumbers">;
  readonly settings: RoomSettings;
  readonly audits: Audits;
  readonly frames: Pick<ConsoleFrames, "isFresh">;
  readonly hands: Pick<Hands, "told">;
}

/** The commands of presenters who have logged in. Each is answered once, by name if refused. */
export class ConsoleDesk {
  readonly #parts: ConsoleParts;

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
  }

  /** Every answering room recounts all funds. */
  audit(done: (answer: AuditAnswer) => void): void {
    this.#parts.audits.run(done);
  }

  /** What the presenter at this console is about to do. */
  hand(connection: ConnectionId, hand: ConsoleHandTold): void {
    this.#parts.hands.told(connection, hand);
  }

  /** `shown`: the newest frame that the page of the command had shown. */
  perform({ command, shown }: CommandRequest, done: (answer: CommandAnswer) => void): void {
    if (!isTakenAtAnyAge(command) && !this.#parts.frames.isFresh(shown))
      return done({ ok: false, refusal: "stale-command" });
    this.#perform(command, done);
  }

  #perform(command: PresenterCommand, done: (answer: CommandAnswer) => void): void {
    const { settings } = this.#parts;
    const turn = (change: DialChange): void =>
      done(
        this.#parts.dials.turn(change) ? { ok: true } : { ok: false, refusal: "log-unavailable" },
      );
    switch (command.kind) {
      case "cut":
        return this.#cut(command, done);
      case "restore":
        return this.#restore(command.targets, done);
      case "restore-everything":
        return this.#restore(["all"], done);
      case "cue":
        return turn(cueChange(command.on));
      case "set-pace":
        return settings.setPace(command.pace, done);
      case "set-failback":
        return settings.setFailback(command.failback, done);
      case "blank":
        return turn({ dial: "blank", value: command.on });
      case "doors":
        return turn({ dial: "doorsOpen", value: command.open });
      case "hide-count":
        return turn({ dial: "headCountHidden", value: command.hidden });
      case "last-numbers":
        this.#parts.openings.turnLastNumbers(command.on);
        return done({ ok: true });
      case "turn":
        return turn(command.change);
    }
  }

  turnCue(on: boolean): void {
    this.#parts.dials.turn(cueChange(on));
  }

  #cut(
    command: Extract<PresenterCommand, { kind: "cut" }>,
    done: (answer: CommandAnswer) => void,
  ): void {
    const { fabric, rooms, cables } = this.#parts;
    const { topology } = rooms;
    const { targets } = command;
    if (targets.some((target) => cablesOf(topology, target) === null))
      return done({ ok: false, refusal: "unknown-target" });
    const { losesQuorum } = afterCut({
      targets,
      topology,
      carries: (cable) => cables.carries(cable),
      answers: (room) => rooms.isCounting(asRoomIndex(room)),
    });
    if (losesQuorum && !command.evenIfQuorumIsLost)
      return done({ ok: false, refusal: "would-lose-quorum" });
    if (fabric === null) return done({ ok: false, refusal: "no-fabric" });
    fabric.cut(targets, command.intervalMs, (made) =>
      done(made ? { ok: true } : { ok: false, refusal: "fabric-unreachable" }),
    );
  }

  #restore(targets: readonly string[], done: (answer: CommandAnswer) => void): void {
    const { fabric, rooms } = this.#parts;
    if (fabric === null) return done({ ok: false, refusal: "no-fabric" });
    if (targets.some((target) => cablesOf(rooms.topology, target) === null))
      return done({ ok: false, refusal: "unknown-target" });
    const told = (made: boolean): void =>
      done(made ? { ok: true } : { ok: false, refusal: "fabric-unreachable" });
    if (targets.includes("all")) fabric.restoreEverything(told);
    else fabric.restore(targets, told);
  }
}

/** After the call to pay the show goes on. */
function cueChange(on: boolean): DialChange {
  const value = on
    ? { act: "cue" as const, amountCents: cueAmountCents }
    : { act: "live" as const };
  return { dial: "act", value };
}

/** Whoever wants these wants them now, whatever the page shows. */
function isTakenAtAnyAge({ kind }: PresenterCommand): boolean {
  return kind === "blank" || kind === "restore" || kind === "restore-everything";
}
