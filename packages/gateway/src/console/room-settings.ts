import { paceProfiles } from "@cablecut/failover";
import type {
  ChosenPaceName,
  CommandAnswer,
  ConsoleSnapshot,
  LogIndex,
  PaceName,
  RoomStatus,
} from "@cablecut/protocol";
import type { RoomCall } from "../routing/room-calls.ts";
import type { LogTurns } from "./log-turns.ts";
import { isSameValue } from "./same-value.ts";

/** A setting of this gateway that the log has. */
interface Taken {
  readonly call: RoomCall;
  readonly index: LogIndex;
}

/**
 * Pace and failback, which rooms obey: they act when the log has them. Until then they wait here, and consoles say so.
 */
export class RoomSettings {
  readonly #turns: Pick<LogTurns, "put" | "cameLate">;
  readonly #isAlone: () => boolean;
  readonly #taken = new Map<"pace" | "failback", Taken>();
  #pace: ChosenPaceName | null = null;
  #failback: boolean | null = null;
  /** With the pace that the log had then. */
  #paceRefused: { readonly pace: ChosenPaceName; readonly held: PaceName | null } | null = null;
  /** The log's, as of the furthest that was told. */
  #held: { readonly pace: PaceName; readonly asOf: number } | null = null;

  /** `isAlone`: no other gateway was ever heard. */
  constructor(turns: Pick<LogTurns, "put" | "cameLate">, isAlone: () => boolean) {
    this.#turns = turns;
    this.#isAlone = isAlone;
  }

  /**
   * What waits for the rooms, and the last pace that was set here, where they refused it after whoever set it had been told that
   * it waits: until another one is set, wherever that is.
   */
  get told(): Pick<ConsoleSnapshot, "waiting" | "paceRefused"> {
    const waiting = { pace: this.#pace, failback: this.#failback };
    return {
      waiting,
      ...(this.#paceRefused === null ? {} : { paceRefused: this.#paceRefused.pace }),
    };
  }

  /** Answered when a room has taken it or refused it, or once it waits for the rooms. */
  setPace(pace: ChosenPaceName, done: (answer: CommandAnswer) => void): void {
    this.#pace = pace;
    this.#paceRefused = null;
    const ended = (): void => void (this.#pace = null);
    this.#put("pace", { kind: "set-pace", pace: paceProfiles[pace] }, ended, done, () => {
      // What holds is what is told next: a change that is on its way was before this.
      this.#paceRefused = { pace, held: null };
    });
  }

  setFailback(failback: boolean, done: (answer: CommandAnswer) => void): void {
    this.#failback = failback;
    const ended = (): void => void (this.#failback = null);
    this.#put("failback", { kind: "set-failback", failback }, ended, done);
  }

  /**
   * Somebody has restored a cable, so what happened to its rooms was meant: the log is told (ledger SPEC.md, S5), and no room
   * is kept from its shards for having been cut three times in a minute.
   */
  restoredByHand(): void {
    this.#turns.put("hand", { kind: "set-failback", failback: null }, () => undefined);
  }

  /**
   * What was set before, and came into the log behind it with a cable that is back, gives way, as dials do (C9). Gateways do not
   * tell each other of these, so where there are others it stands, and the presenter sees what holds.
   */
  logTells({ pace, failback, appliedIndex, ready, diverged }: RoomStatus): void {
    if (!ready || diverged) return;
    this.#holds(pace.name, appliedIndex);
    if (!this.#isAlone()) return;
    const held = {
      pace: { kind: "set-pace", pace },
      failback: { kind: "set-failback", failback },
    } as const;
    for (const [name, { call, index }] of this.#taken) {
      const isWaiting = (name === "pace" ? this.#pace : this.#failback) !== null;
      if (isWaiting || appliedIndex <= index || isSameValue(held[name], call)) continue;
      if (this.#turns.cameLate(name, held[name], index)) this.#again(name, call);
    }
  }

  #holds(pace: PaceName, asOf: number): void {
    if (asOf < (this.#held?.asOf ?? 0)) return;
    this.#held = { pace, asOf };
    const refused = this.#paceRefused;
    if (refused === null) return;
    if (pace === refused.pace || (refused.held !== null && pace !== refused.held))
      this.#paceRefused = null;
    else if (refused.held === null) this.#paceRefused = { ...refused, held: pace };
  }

  #again(name: "pace" | "failback", call: RoomCall): void {
    this.#turns.put(name, call, (end) => {
      if (end.kind === "taken") this.#taken.set(name, { call, index: end.index });
    });
  }

  #put(
    name: "pace" | "failback",
    call: RoomCall,
    ended: () => void,
    done: (answer: CommandAnswer) => void,
    refusedLate: () => void = () => undefined,
  ): void {
    let answered = false;
    const answer = (answer: CommandAnswer): void => {
      if (!answered) done(answer);
      answered = true;
    };
    const isPut = this.#turns.put(
      name,
      call,
      (end) => {
        ended();
        if (end.kind === "taken") this.#taken.set(name, { call, index: end.index });
        const isRefused = end.kind === "refused" && end.refusal === "pace-while-switching";
        if (isRefused && answered) refusedLate();
        if (isRefused) answer({ ok: false, refusal: "pace-while-switching" });
        else answer(end.kind === "taken" ? { ok: true } : { ok: false, refusal: "unknown" });
      },
      () => answer({ ok: true }),
    );
    if (isPut) return;
    ended();
    answer({ ok: false, refusal: "log-unavailable" });
  }
}
