import type { PresenterCommand } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import type { ConsoleLink } from "./link.ts";
import { hindranceOf, lineOf } from "./permission.ts";
import { leftAfter } from "./quorum-guard.ts";
import type { ConsoleState, Refused } from "./store.ts";

export interface Commands {
  /** Sends a command unless something hinders it; what was refused is shown in words. */
  send(command: PresenterCommand): Promise<void>;
  /** The guarded cut after all, or not. */
  answerGuard(cutAllTheSame: boolean): Promise<void>;
  dismissRefusal(): void;
}

export function createCommands(store: StoreApi<ConsoleState>, link: ConsoleLink): Commands {
  const refuse = (refusal: Refused["refusal"]): void =>
    store.setState(({ refused }) => ({ refused: { refusal, number: (refused?.number ?? 0) + 1 } }));

  const send = async (command: PresenterCommand): Promise<void> => {
    const state = store.getState();
    const show = state.console?.show;
    if (show === undefined || state.description === null) return refuse("not-connected");
    const { realCables = false } = state.description;
    const hindrance = hindranceOf(command.kind, show.scene, lineOf(state), realCables);
    if (hindrance !== null) return refuse(hindrance);
    if (command.kind === "cut" && !command.evenIfQuorumIsLost) {
      const { topology } = state.description;
      if (leftAfter(command, topology, show.cables, show.rooms).losesQuorum) {
        return store.setState({ guarded: command });
      }
    }
    const answer = await link.command({ command, shown: state.console?.frame ?? null });
    if (answer.ok) return store.setState({ refused: null });
    // The gateway may know of a lost room that the last snapshot did not show yet: then it asks.
    if (answer.refusal === "would-lose-quorum" && command.kind === "cut") {
      return store.setState({ guarded: command });
    }
    if (answer.refusal === "not-logged-in") {
      store.setState({ access: { kind: "out", refusal: "session-over" } });
    }
    refuse(answer.refusal);
  };

  return {
    send,
    async answerGuard(cutAllTheSame) {
      const { guarded } = store.getState();
      store.setState({ guarded: null });
      if (guarded !== null && cutAllTheSame) await send({ ...guarded, evenIfQuorumIsLost: true });
    },
    dismissRefusal: () => store.setState({ refused: null }),
  };
}
