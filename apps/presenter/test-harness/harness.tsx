import "@cablecut/ui/theme.css";
import "../src/presenter.css";
import { defaultTopology, type ConsoleSnapshot, type PreflightItem } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { showScenes } from "@cablecut/ui/show-scenes";
import { createRoot } from "react-dom/client";
import { createStore } from "zustand/vanilla";
import { App } from "../src/app.tsx";
import { createCommands } from "../src/model/commands.ts";
import { ConsoleContext } from "../src/shared/console-context.ts";
import { createStageWindow } from "../src/model/stage-window.ts";
import { initialConsoleState, type ConsoleState } from "../src/model/store.ts";
import { consoleSnapshot } from "../src/testing/console-state.ts";

/** `?scene=` of show-scenes.ts or `login`, `wrong-pin`; `&lang=`, `&lost`. Commands are only listed in the page's console. */
const parameters = new URLSearchParams(location.search);
const scene = parameters.get("scene") ?? "live";
const show = showScenes[scene] ?? showScenes["live"]!;

const item = (check: PreflightItem["check"], have: number, want: number): PreflightItem => ({
  check,
  have,
  want,
  state: have >= want ? "ok" : check === "funds-balanced" ? "failed" : "waiting",
});
const snapshot: ConsoleSnapshot = {
  ...consoleSnapshot(show),
  preflight: [
    item("rooms-answering", show.quorum.answering, 5),
    item("leader", show.leader === null ? 0 : 1, 1),
    item("cables-whole", show.cables.filter((cable) => cable.fault === "none").length, 10),
    item("funds-balanced", 1, 1),
    item("canaries-paying", 100, 100),
    item("shards-home", 100, 100),
    item("digests-equal", 5, 5),
    item("stage-connected", scene === "lobby" ? 0 : 1, 1),
    item("phone-connected", 1_611, 1),
  ],
  events: [
    { atMs: show.atMs - 60_000, kind: "leader-changed", values: { room: "sh-a" } },
    { atMs: show.atMs - 32_000, kind: "cue-on", values: {} },
    ...show.cables
      .filter((cable) => cable.fault !== "none")
      .map((cable, position) => ({
        atMs: show.atMs - 9_000 + position * 250,
        kind: "cable-cut" as const,
        values: { cable: cable.cable },
      })),
    { atMs: show.atMs - 2_000, kind: "suspected", values: { room: "hz-a" } },
  ],
  stages: 1,
};
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
    joinQr: { size: 25, path: "" },
    wifi: null,
    rehearsal: parameters.has("rehearsal"),
  },
  console: login ? null : snapshot,
}));
const commands = createCommands(store, {
  login: async () => ({ ok: false, refusal: "wrong-pin" }),
  loginByTicket: async () => ({ ok: false, refusal: "link-over" }),
  stageTicket: async () => ({ ok: true, ticket: "ticket" }),
  logout: async () => ({ ok: true }),
  resume: async () => ({ ok: false, refusal: "session-over" }),
  command: async (command) => {
    console.log(JSON.stringify(command));
    return parameters.has("refuse") ? { ok: false, refusal: "fabric-unreachable" } : { ok: true };
  },
});

createRoot(document.getElementById("root")!).render(
  <LanguageContext value={createLanguageStore(location.search, null, "en")}>
    <ConsoleContext
      value={{
        store,
        commands,
        stageWindow: createStageWindow(window),
        stageTicket: () => null,
        login: async () => {},
        logout: async () => {},
      }}
    >
      <App />
    </ConsoleContext>
  </LanguageContext>,
);
