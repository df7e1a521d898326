import type { CommandAnswer, PresenterCommand } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import type { GivenAct } from "./acts.ts";
import { pressOnceMs } from "./clicker.ts";
import type { ConsoleLink, NoAnswer } from "./link.ts";
import { hinderedAs, hindranceOf, isTakenAtAnyAge, lineOf } from "./permission.ts";
import { leftAfter } from "./left-after-cut.ts";
import type { Presented } from "./session.ts";
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

/** `presentAgain`: shows the session to a gateway that does not know of it. */
export function createCommands(
  store: StoreApi<ConsoleState>,
  link: ConsoleLink,
  presentAgain: () => Promise<Presented> = () => Promise.resolve("out"),
): Commands {
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
    const hindrance = hindranceOf(hinderedAs(command), show.scene, lineOf(state), realCables);
    if (hindrance !== null) return refuse(hindrance);
    // Whoever wants all cables back has thought better of the cut that was asked about.
    if (command.kind === "restore-everything") store.setState({ guarded: null });
    if (silences(command) && !command.evenIfQuorumIsLost) {
      const { topology } = state.description;
      if (leftAfter(command, topology, show.cables, show.rooms).losesQuorum) return guard(command);
    }
    const request = { command, shown: state.console?.frame ?? null };
    let answer = await link.command(request);
    // The gateway may never have heard of the session: its answer to it did not come.
    if (!answer.ok && answer.refusal === "not-logged-in") {
      const presented = await presentAgain();
      // Nobody knows yet whether the session is over, and it goes on being shown.
      if (presented === "no-answer") return refuse("not-let-in");
      if (presented === "in") {
        // That took a while: what must not come late is asked for anew.
        if (!isTakenAtAnyAge(hinderedAs(command))) return refuse("stale-command");
        answer = await link.command(request);
      }
    }
    if (answer.ok) {
      // Done, and not a word less; and not for good yet.
      const told = (before: Refused | null): Refused | null =>
        answer.notSaved === true ? nextRefusal(before, "not-saved") : null;
      store.setState(({ refused }) => ({ refused: told(refused) }));
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
  if (answer.refusal === "no-answer") return answer.refusal;
  const { fabric, fabricSilent, reset } = answer;
  if (fabricSilent === true) return "fabric-silent";
  return fabric === undefined ? (reset ?? answer.refusal) : `fabric-${fabric}`;
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
