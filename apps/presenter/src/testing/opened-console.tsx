import type { ConsoleHandTold, Language, PresenterCommand } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { showScenes } from "@cablecut/ui/show-scenes";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { App } from "../app.tsx";
import { createCommands } from "../model/commands.ts";
import { createHand } from "../model/hand.ts";
import type { ConsoleLink } from "../model/link.ts";
import { createStageWindow } from "../model/stage-window.ts";
import type { ConsoleState } from "../model/store.ts";
import { ConsoleContext } from "../shared/console-context.ts";
import { consoleSnapshot, stateOfConsole } from "./console-state.ts";
import { silentLink } from "./silent-link.ts";

let unmount = (): void => {};

/** A page with a clock in the test's hands, for every test of a file. */
export function withConsoles(): void {
  beforeAll(() => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  });
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(async () => {
    await closeConsole();
    vi.useRealTimers();
  });
}

export async function closeConsole(): Promise<void> {
  await act(async () => unmount());
}

/** The console in a scene of the show, and hands to use it with. `linked`: what its gateway answers. */
export async function openConsole(
  scene: string,
  changes: Partial<ConsoleState> = {},
  linked: Partial<ConsoleLink> = {},
  language: Language = "en",
) {
  const sent: PresenterCommand[] = [];
  const pins: string[] = [];
  const store = createStore<ConsoleState>(() => ({
    ...stateOfConsole(consoleSnapshot(showScenes[scene]!)),
    ...changes,
  }));
  const hands: ConsoleHandTold[] = [];
  const link = silentLink({
    command: async ({ command }) => {
      sent.push(command);
      return { ok: true };
    },
    hand: (hand) => void hands.push(hand),
    ...linked,
  });
  const commands = createCommands(store, link);
  const element = document.createElement("div");
  document.body.append(element);
  const root = createRoot(element);
  unmount = () => {
    root.unmount();
    element.remove();
  };
  await act(async () =>
    root.render(
      <LanguageContext value={createLanguageStore(`?lang=${language}`, null, "en")}>
        <ConsoleContext
          value={{
            store,
            commands,
            stageWindow: createStageWindow(window),
            hand: createHand((hand) => link.hand(hand)),
            mirrorAddress: (ticket, lang, ownView) =>
              `/mirror?lang=${lang}${ownView === null ? "" : `&view=${ownView}`}#${ticket}`,
            findAttendees: async (text) => {
              const answer = await link.attendees(text);
              return answer.ok ? answer : null;
            },
            login: async (pin) => void pins.push(pin),
            logout: async () => {},
          }}
        >
          <App />
        </ConsoleContext>
      </LanguageContext>,
    ),
  );
  return { store, sent, hands, pins, ...handsOn(element) };
}

/** What somebody at the page does. */
function handsOn(element: HTMLElement) {
  const button = (text: string): HTMLButtonElement =>
    [...element.querySelectorAll("button")].find((each) =>
      (each.getAttribute("aria-label") ?? each.textContent).startsWith(text),
    )!;
  const pointer = (target: Element, kind: string): Promise<void> =>
    act(async () => void target.dispatchEvent(new MouseEvent(kind, { bubbles: true, button: 0 })));
  const pass = (ms: number): Promise<void> => act(async () => void vi.advanceTimersByTime(ms));
  const key = (name: string): Promise<void> =>
    act(async () => {
      window.dispatchEvent(new KeyboardEvent("keydown", { key: name, cancelable: true }));
      await vi.advanceTimersByTimeAsync(0);
    });
  /** Opens a section of the drawer. */
  const drawer = (section: string): Promise<void> =>
    act(async () =>
      element.querySelector<HTMLButtonElement>(`[data-section="${section}"]`)!.click(),
    );
  return { element, button, pointer, pass, key, drawer };
}
