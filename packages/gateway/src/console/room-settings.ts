import { paceProfiles } from "@cablecut/failover";
import type { ChosenPaceName, CommandAnswer, ConsoleSnapshot } from "@cablecut/protocol";
import type { LogTurns } from "./log-turns.ts";

/**
 * Pace and failback, which rooms obey: they act when the log has them. Until then they wait here, and consoles say so.
 */
export class RoomSettings {
  readonly #turns: Pick<LogTurns, "put">;
  #pace: ChosenPaceName | null = null;
  #failback: boolean | null = null;

  constructor(turns: Pick<LogTurns, "put">) {
    this.#turns = turns;
  }

  get waiting(): ConsoleSnapshot["waiting"] {
    return { pace: this.#pace, failback: this.#failback };
  }

  /** Answered when a room has taken it or refused it, or once it waits for the rooms. */
  setPace(pace: ChosenPaceName, done: (answer: CommandAnswer) => void): void {
    this.#pace = pace;
    const ended = (): void => void (this.#pace = null);
    this.#put("pace", { kind: "set-pace", pace: paceProfiles[pace] }, ended, done);
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

  #put(
    name: string,
    call: Parameters<LogTurns["put"]>[1],
    ended: () => void,
    done: (answer: CommandAnswer) => void,
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
        const isRefused = end.kind === "refused" && end.refusal === "pace-while-switching";
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
