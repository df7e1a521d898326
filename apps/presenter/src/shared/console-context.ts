import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { Commands } from "../model/commands.ts";
import type { StageWindow } from "../model/stage-window.ts";
import type { ConsoleState } from "../model/store.ts";

/** Everything the console's parts share; given once by main, or by a test. */
export interface ConsoleParts {
  readonly store: StoreApi<ConsoleState>;
  readonly commands: Commands;
  readonly stageWindow: StageWindow;
  /** For the stage window that this console opens; null until there is one. */
  readonly stageTicket: () => string | null;
  readonly login: (pin: string) => Promise<void>;
  readonly logout: () => Promise<void>;
}

export const ConsoleContext = createContext<ConsoleParts | null>(null);

export function useConsole(): ConsoleParts {
  const parts = useContext(ConsoleContext);
  if (parts === null) throw new Error("a part of the console was rendered outside of it");
  return parts;
}

export function useConsoleState<Selected>(select: (state: ConsoleState) => Selected): Selected {
  return useStore(useConsole().store, select);
}
