import type { CommandAnswer, PresenterCommand } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import type { GivenAct } from "./acts.ts";
import { pressOnceMs } from "./clicker.ts";
import type { ConsoleLink, NoAnswer } from "./link.ts";
import { hindranceOf, lineOf } from "./permission.ts";
import { leftAfter } from "./left-after-cut.ts";
import { nextRefusal, type ConsoleState, type GuardedCommand, type Refused } from "./store.ts";

export interface Commands {
  /** Sends a command unless something hinders it; what was refused is shown in words. */
  send(command: PresenterCommand): Promise<void>;
  /**
   * The next act: its commands one after the other, as long as each was carried out. Behind a tap "next" rests for a moment,
   * whichever hand gave it; behind an act that was held or armed what comes then is meant.
   */
  give(act: GivenAct): Promise<void>;
  /** The guarded cut after all, or not. */
  answerGuard(cutAllTheSame: boolean): Promise<void>;
  dismissRefusal(): void;
}

export function createCommands(store: StoreApi<ConsoleState>, link: ConsoleLink): Commands {
  const refuse = (refusal: Refused["refusal"]): false => {
    store.setState(({ refused }) => ({ refused: nextRefusal(refused, refusal) }));
    return false;
  };
  const guard = (guarded: GuardedCommand): false => {
    store.setState({ guarded });
    return false;
  };

  /** Whether it was carried out. */
  const carryOut = async (command: PresenterCommand): Promise<boolean> => {
    const state = store.getState();
    const show = state.console?.show;
    if (show === undefined || state.description === null) return refuse("not-connected");
    const { realCables = false } = state.description;
    const hindrance = hindranceOf(command.kind, show.scene, lineOf(state), realCables);
    if (hindrance !== null) return refuse(hindrance);
    // Whoever wants all cables back has thought better of the cut that was asked about.
    if (command.kind === "restore-everything") store.setState({ guarded: null });
    if (silences(command) && !command.evenIfQuorumIsLost) {
      const { topology } = state.description;
      if (leftAfter(command, topology, show.cables, show.rooms).losesQuorum) return guard(command);
    }
    const answer = await link.command({ command, shown: state.console?.frame ?? null });
    if (answer.ok) {
      store.setState({ refused: null });
      return true;
    }
    // The gateway may know of a lost room that the last snapshot did not show yet: then it asks.
    if (answer.refusal === "would-lose-quorum" && silences(command)) return guard(command);
    if (answer.refusal === "not-logged-in") {
      store.setState({ access: { kind: "out", refusal: "session-over" } });
    }
    // The gateway that would answer ends with its show.
    const mayBeOver = command.kind === "reset" && answer.refusal === "no-answer";
    if (mayBeOver && !(await isStillIn(store))) return true;
    return refuse(nameOf(answer));
  };
  const send = async (command: PresenterCommand): Promise<void> => void (await carryOut(command));

  return {
    send,
    async give({ hand, commands }) {
      const nowMs = performance.now();
      const rest = hand === "tap" ? { restsUntilMs: nowMs + pressOnceMs } : {};
      store.setState(({ next }) => ({ next: { ...next, givenMs: nowMs, ...rest } }));
      for (const command of commands) if (!(await carryOut(command))) return;
    },
    async answerGuard(cutAllTheSame) {
      const { guarded } = store.getState();
      store.setState({ guarded: null });
      if (guarded !== null && cutAllTheSame) await send({ ...guarded, evenIfQuorumIsLost: true });
    },
    dismissRefusal: () => store.setState({ refused: null }),
  };
}

function nameOf(answer: Extract<CommandAnswer, { ok: false }> | NoAnswer): Refused["refusal"] {
  return ("reset" in answer ? answer.reset : undefined) ?? answer.refusal;
}

/** Whether this page is in its show as before. Where its gateway has gone that is known once one is heard again. */
function isStillIn(store: StoreApi<ConsoleState>): Promise<boolean> {
  const { access, connection } = store.getState();
  const isGone = connection === "lost" || connection === "connecting";
  if (access.kind === "out" || !isGone) return Promise.resolve(access.kind !== "out");
  return new Promise((tell) => {
    const stop = store.subscribe((now) => {
      if (now.access.kind !== "out" && now.connection !== "connected") return;
      stop();
      tell(now.access.kind !== "out");
    });
  });
}

/** After it fewer rooms may have a cable. */
function silences(command: PresenterCommand): command is GuardedCommand {
  return (
    command.kind === "cut" || (command.kind === "impair" && command.impairment.kind === "one-way")
  );
}
