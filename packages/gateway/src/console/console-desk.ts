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
  type Impairment,
  type PresenterCommand,
  type ResetRefusal,
  type Topology,
} from "@cablecut/protocol";
import type { OpeningBudget } from "../people/opening-budget.ts";
import type { ConnectionId, FabricEnd, FabricPort, SupervisorPort } from "../ports.ts";
import type { Cables } from "../recovery/cables.ts";
import type { IncidentWatch } from "../recovery/incident-watch.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { AttendeeSearch, SearchResult } from "./attendee-search.ts";
import type { Audits } from "./audit.ts";
import type { ConsoleFrames } from "./console-frames.ts";
import type { DialBoard } from "./dial-board.ts";
import type { CutsUnderWay } from "./cuts-under-way.ts";
import type { Hands } from "./hands.ts";
import type { RoomSettings } from "./room-settings.ts";

interface ConsoleParts {
  readonly rooms: Pick<RoomWatch, "topology" | "isCounting" | "lacksQuorum">;
  readonly cables: Pick<Cables, "carries">;
  readonly incidents: Pick<IncidentWatch, "view">;
  readonly fabric: FabricPort | null;
  readonly dials: DialBoard;
  readonly openings: Pick<OpeningBudget, "turnLastNumbers">;
  readonly settings: RoomSettings;
  readonly audits: Audits;
  readonly frames: Pick<ConsoleFrames, "isFresh">;
  readonly hands: Pick<Hands, "told">;
  readonly cuts: Pick<CutsUnderWay, "begun" | "restored" | "includes">;
  readonly supervisor: SupervisorPort | null;
  readonly attendees: Pick<AttendeeSearch, "find">;
  readonly showId: string;
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

  /** Null: nobody could say. */
  attendees(text: string, done: (result: SearchResult | null) => void): void {
    this.#parts.attendees.find(text, done);
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
      case "impair":
        return this.#impair(command, done);
      case "crowd":
        return this.#withSupervisor(done, (supervisor) => {
          supervisor.runCrowd(command.wish);
          done({ ok: true });
        });
      case "reset":
        if (command.showId !== this.#parts.showId)
          return done({ ok: false, refusal: "other-show" });
        return this.#withSupervisor(done, (supervisor) =>
          supervisor.reset((refusal) => done(notReset(refusal))),
        );
      case "restore":
        return this.#restore(command.targets, done);
      case "restore-everything":
        return this.#restore(["all"], done);
      case "cue":
        return turn(cueChange(command.on));
      case "set-pace":
        // From the cut on, and not only while shards switch: the run would be told at a pace that it was not made at.
        if (this.#parts.incidents.view()?.state === "running" && !this.#parts.rooms.lacksQuorum)
          return done({ ok: false, refusal: "pace-while-switching" });
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
    const { fabric, cuts } = this.#parts;
    const refusal = this.#refusalToSilence(command);
    if (refusal !== null) return done({ ok: false, refusal });
    if (fabric === null) return done({ ok: false, refusal: "no-fabric" });
    const { topology } = this.#parts.rooms;
    const meant = command.targets.flatMap((target) => cablesOf(topology, target) ?? []);
    const ended = cuts.begun(meant);
    fabric.cut(command.targets, command.intervalMs, (end) => {
      ended();
      done(toldOf(end));
    });
  }

  #impair(
    { targets, impairment, evenIfQuorumIsLost }: Extract<PresenterCommand, { kind: "impair" }>,
    done: (answer: CommandAnswer) => void,
  ): void {
    const { fabric, rooms } = this.#parts;
    const refusal = silences(impairment)
      ? this.#refusalToSilence({ targets, evenIfQuorumIsLost })
      : unknownTarget(targets, rooms.topology);
    if (refusal !== null) return done({ ok: false, refusal });
    if (fabric === null) return done({ ok: false, refusal: "no-fabric" });
    fabric.impair(targets, impairment, (end) => done(toldOf(end)));
  }

  /** A cable that is silent one way carries nothing that needs an answer. */
  #refusalToSilence({
    targets,
    evenIfQuorumIsLost,
  }: Pick<Extract<PresenterCommand, { kind: "impair" }>, "targets" | "evenIfQuorumIsLost">):
    | "unknown-target"
    | "would-lose-quorum"
    | null {
    const { rooms, cables, cuts } = this.#parts;
    const { topology } = rooms;
    const unknown = unknownTarget(targets, topology);
    if (unknown !== null) return unknown;
    const { losesQuorum } = afterCut({
      targets,
      topology,
      carries: (cable) => cables.carries(cable) && !cuts.includes(cable),
      answers: (room) => rooms.isCounting(asRoomIndex(room)),
    });
    return losesQuorum && !evenIfQuorumIsLost ? "would-lose-quorum" : null;
  }

  #withSupervisor(
    done: (answer: CommandAnswer) => void,
    act: (supervisor: SupervisorPort) => void,
  ): void {
    const { supervisor } = this.#parts;
    if (supervisor === null || supervisor.crowd() === null)
      return done({ ok: false, refusal: "no-supervisor" });
    act(supervisor);
  }

  #restore(targets: readonly string[], done: (answer: CommandAnswer) => void): void {
    const { fabric, rooms, cuts } = this.#parts;
    const { topology } = rooms;
    if (fabric === null) return done({ ok: false, refusal: "no-fabric" });
    const refusal = unknownTarget(targets, topology);
    if (refusal !== null) return done({ ok: false, refusal });
    const meant = targets.flatMap((target) => cablesOf(topology, target) ?? []);
    const told = (end: FabricEnd): void => {
      if (end.kind === "made") cuts.restored(meant);
      done(toldOf(end));
    };
    if (targets.includes("all")) fabric.restoreEverything(told);
    else fabric.restore(targets, told);
  }
}

function notReset(refusal: ResetRefusal | "unknown"): CommandAnswer {
  if (refusal === "incident-running" || refusal === "unknown") return { ok: false, refusal };
  return { ok: false, refusal: "unknown", reset: refusal };
}

function unknownTarget(targets: readonly string[], topology: Topology): "unknown-target" | null {
  return targets.some((target) => cablesOf(topology, target) === null) ? "unknown-target" : null;
}

function toldOf(end: FabricEnd): CommandAnswer {
  if (end.kind === "made") return end.saved ? { ok: true } : { ok: true, notSaved: true };
  const refusal = "fabric-unreachable";
  if (end.kind === "not-asked")
    return { ok: false, refusal, fabric: "refused", fabricSilent: true };
  return end.kind === "unknown" ? { ok: false, refusal } : { ok: false, refusal, fabric: end.why };
}

function silences({ kind }: Impairment): boolean {
  return kind === "one-way";
}

/** After the call to pay the show goes on. */
function cueChange(on: boolean): DialChange {
  const value = on
    ? { act: "cue" as const, amountCents: cueAmountCents }
    : { act: "live" as const };
  return { dial: "act", value };
}

/** Whoever wants these wants them now, whatever the page shows. Whoever takes faults away makes cables carry again as well. */
function isTakenAtAnyAge(command: PresenterCommand): boolean {
  if (command.kind === "impair") return command.impairment.kind === "none";
  return ["blank", "restore", "restore-everything"].includes(command.kind);
}
