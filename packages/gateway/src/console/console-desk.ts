import { paceProfiles } from "@cablecut/failover";
import {
  afterCut,
  asRoomIndex,
  cablesOf,
  type AuditAnswer,
  type CommandAnswer,
  type CommandRequest,
  type PresenterCommand,
  type RoomIndex,
  type ShowEventKind,
} from "@cablecut/protocol";
import type { Cue } from "../people/cue.ts";
import type { Openings } from "../people/openings.ts";
import type { FabricPort } from "../ports.ts";
import type { Cables } from "../recovery/cables.ts";
import type { AskRoom, RoomCall } from "../routing/room-calls.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { Audits } from "./audit.ts";
import type { ConsoleFrames } from "./console-frames.ts";
import type { Dials } from "./dials.ts";

/** A setting is tried in so many rooms before it is reported as not done. */
const roomsTriedMax = 3;

interface ConsoleParts {
  readonly rooms: Pick<RoomWatch, "topology" | "answering" | "isAnswering">;
  readonly cables: Pick<Cables, "carries">;
  readonly calls: AskRoom;
  readonly fabric: FabricPort | null;
  readonly dials: Dials;
  readonly cue: Cue;
  readonly openings: Pick<Openings, "lastNumbersToo">;
  readonly audits: Audits;
  readonly frames: Pick<ConsoleFrames, "isFresh">;
  readonly tell: (kind: ShowEventKind) => void;
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

  /** `shown`: the newest frame that the page of the command had shown. */
  perform({ command, shown }: CommandRequest, done: (answer: CommandAnswer) => void): void {
    if (!isTakenAtAnyAge(command) && !this.#parts.frames.isFresh(shown))
      return done({ ok: false, refusal: "stale-command" });
    this.#perform(command, done);
  }

  #perform(command: PresenterCommand, done: (answer: CommandAnswer) => void): void {
    const { dials } = this.#parts;
    switch (command.kind) {
      case "cut":
        return this.#cut(command, done);
      case "restore":
        return this.#restore(command.targets, done);
      case "restore-everything":
        return this.#restore(["all"], done);
      case "cue":
        this.turnCue(command.on);
        return done({ ok: true });
      case "set-pace":
        return this.#set({ kind: "set-pace", pace: paceProfiles[command.pace] }, done);
      case "set-failback":
        return this.#set({ kind: "set-failback", failback: command.failback }, done);
      case "blank":
        dials.blank = command.on;
        return done({ ok: true });
      case "doors":
        dials.doorsOpen = command.open;
        return done({ ok: true });
      case "hide-count":
        dials.countHidden = command.hidden;
        return done({ ok: true });
      case "last-numbers":
        this.#parts.openings.lastNumbersToo = command.on;
        return done({ ok: true });
    }
  }

  turnCue(on: boolean): void {
    if (this.#parts.cue.turn(on)) this.#parts.tell(on ? "cue-on" : "cue-off");
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
      answers: (room) => rooms.isAnswering(asRoomIndex(room)),
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

  /** Settings are log entries: any room can propose them. */
  #set(call: RoomCall, done: (answer: CommandAnswer) => void): void {
    this.#setIn(this.#parts.rooms.answering.slice(0, roomsTriedMax), call, "log-unavailable", done);
  }

  #setIn(
    rooms: readonly RoomIndex[],
    call: RoomCall,
    refusal: "log-unavailable" | "unknown",
    done: (answer: CommandAnswer) => void,
  ): void {
    const [room, ...others] = rooms;
    if (room === undefined) return done({ ok: false, refusal });
    this.#parts.calls.call(room, call, (answer) => {
      if (answer.kind === "done") return done({ ok: true });
      if (answer.kind === "refused" && answer.refusal === "pace-while-switching")
        return done({ ok: false, refusal: answer.refusal });
      const why = answer.kind === "no-answer" ? "unknown" : "log-unavailable";
      this.#setIn(others, call, why, done);
    });
  }
}

/** Whoever wants these wants them now, whatever the page shows. */
function isTakenAtAnyAge({ kind }: PresenterCommand): boolean {
  return kind === "blank" || kind === "restore" || kind === "restore-everything";
}
