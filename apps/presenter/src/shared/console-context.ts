import type { AttendeeSearchAnswer, Language, ShowSnapshot } from "@cablecut/protocol";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { Commands } from "../model/commands.ts";
import type { Hand } from "../model/hand.ts";
import type { StageWindow } from "../model/stage-window.ts";
import type { ConsoleState } from "../model/store.ts";

export type AttendeesFound = Extract<AttendeeSearchAnswer, { ok: true }>;

/** Everything the console's parts share; given once by main, or by a test. */
export interface ConsoleParts {
  readonly store: StoreApi<ConsoleState>;
  readonly commands: Commands;
  readonly stageWindow: StageWindow;
  /** What the presenter is about to do, for the stages. */
  readonly hand: Hand;
  /** The page of the mirror, for somebody with this ticket. */
  readonly mirrorAddress: (
    ticket: string,
    language: Language,
    /** What the stage window shows by its own key; null: what the console has chosen. */
    ownView: ShowSnapshot["stage"]["view"] | null,
  ) => string;
  /** Null: no answer. */
  readonly findAttendees: (text: string) => Promise<AttendeesFound | null>;
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
