import "@cablecut/ui/theme.css";
import "../src/presenter.css";
import { defaultTopology } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { createRoot } from "react-dom/client";
import { createStore } from "zustand/vanilla";
import { App } from "../src/app.tsx";
import { createCommands } from "../src/model/commands.ts";
import { ConsoleContext } from "../src/shared/console-context.ts";
import { createHand } from "../src/model/hand.ts";
import { createStageWindow } from "../src/model/stage-window.ts";
import { initialConsoleState, type ConsoleState } from "../src/model/store.ts";
import { consoleScenes, foundAttendees } from "../src/testing/console-scenes.ts";
import { joinQr } from "./join-qr.ts";
import { silentLink } from "../src/testing/silent-link.ts";

/**
 * `?scene=` of console-scenes.ts or `login`, `wrong-pin`; `&lang=`, `&lost`, `&rehearsal`, `&refuse`, `&mirror=` address of
 * the stage's page. Commands are only listed in the page's console.
 */
const parameters = new URLSearchParams(location.search);
const scene = parameters.get("scene") ?? "live";
const snapshot = consoleScenes[scene] ?? consoleScenes["live"]!;
const found = foundAttendees;
const login = scene === "login" || scene === "wrong-pin";
const store = createStore<ConsoleState>(() => ({
  ...initialConsoleState,
  connection: parameters.has("lost") ? "lost" : "connected",
  access: login
    ? { kind: "out", refusal: scene === "wrong-pin" ? "wrong-pin" : null }
    : { kind: "in" },
  description: {
    showId: "K7F3",
    topology: defaultTopology,
    joinUrl: "HTTP://192.168.1.20:2626",
    joinQr,
    wifi: null,
    rehearsal: parameters.has("rehearsal"),
  },
  console: login ? null : snapshot,
  stageTicket: "ticket",
  stageHeard: parameters.has("alone")
    ? null
    : { atMs: performance.now() + 3_600_000, ownView: null },
}));
const link = silentLink({
  command: async (command) => {
    console.log(JSON.stringify(command));
    return parameters.has("refuse") ? { ok: false, refusal: "fabric-unreachable" } : { ok: true };
  },
  attendees: async () => ({ ok: true, found, more: true }),
});
const commands = createCommands(store, link);

createRoot(document.getElementById("root")!).render(
  <LanguageContext value={createLanguageStore(location.search, null, "en")}>
    <ConsoleContext
      value={{
        store,
        commands,
        stageWindow: createStageWindow(window),
        hand: createHand(() => {}),
        // The stage's own harness shows the same scene: see take-pictures.mjs.
        mirrorAddress: () => parameters.get("mirror") ?? "about:blank",
        findAttendees: async () => ({ ok: true, found, more: true }),
        login: async () => {},
        logout: async () => {},
      }}
    >
      <App />
    </ConsoleContext>
  </LanguageContext>,
);
