import { defaultTopology, type ConsoleSnapshot, type ShowSnapshot } from "@cablecut/protocol";
import { initialConsoleState, type ConsoleState } from "../model/store.ts";

/** A console's picture of a show in which nothing is unusual. */
export function consoleSnapshot(show: ShowSnapshot): ConsoleSnapshot {
  return {
    frame: { boot: 1, number: 1 },
    show,
    preflight: [],
    events: [],
    lastNumbersToo: false,
    paused: false,
    waiting: { pace: null, failback: null },
    stages: 0,
    impaired: [],
    removed: 0,
    forgedBy: [],
    crowd: { kind: "none" },
    venue: [],
    roomStops: [],
    payloads: [],
    startedAtMs: null,
  };
}

/** Of a page that is connected and logged in. */
export function stateOfConsole(console: ConsoleSnapshot): ConsoleState {
  return {
    ...initialConsoleState,
    connection: "connected",
    access: { kind: "in" },
    description: {
      showId: "K7F3",
      topology: defaultTopology,
      joinUrl: "",
      joinQr: { size: 21, path: "" },
      wifi: null,
      rehearsal: false,
    },
    console,
  };
}
