import "@fontsource-variable/noto-sans-sc/index.css";
import "@cablecut/ui/theme.css";
import "../src/stage.css";
import {
  cueAmountCents,
  accountNumberOf,
  defaultTopology,
  nameOf,
  type AccountId,
  type RoomIndex,
} from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { createRoot } from "react-dom/client";
import { createStore } from "zustand/vanilla";
import { App } from "../src/app.tsx";
import { joinQr, wifiQr } from "./qr-codes.ts";
import { initialStageState, type StageState } from "../src/model/store.ts";
import { showScenes } from "@cablecut/ui/show-scenes";

/** `?scene=` of show-scenes.ts, `&lang=`, `&wifi`, `&rehearsal`, `&lost`, `&hidden`, `&crowd`; payments flow so that dots can be seen. */
const parameters = new URLSearchParams(location.search);
const snapshot = showScenes[parameters.get("scene") ?? "live"]!;

const joinUrl = "HTTP://192.168.1.20:2626";
const store = createStore<StageState>(() => ({
  ...initialStageState,
  connection: parameters.has("lost") ? "lost" : "connected",
  description: {
    showId: "K7F3",
    topology: defaultTopology,
    joinUrl,
    joinQr,
    wifi: parameters.has("wifi") ? { ssid: "CABLECUT", qr: wifiQr } : null,
    rehearsal: parameters.has("rehearsal"),
  },
  snapshot: {
    ...snapshot,
    people: {
      ...snapshot.people,
      ...(parameters.has("crowd") ? { joined: 1, synthetic: 1_500 } : {}),
      hidden: parameters.has("hidden"),
    },
  },
  arrivedAtMs: performance.now() - 5_000,
  arrivals: [41, 42, 43, 44, 45, 46].map((number, position) => ({
    name: nameOf(number as AccountId),
    accountNumber: accountNumberOf(number as AccountId),
    room: (position % 5) as RoomIndex,
  })),
}));

const live = snapshot.rooms.filter((room) => room.answering).map((room) => room.room);
let turn = 0;
setInterval(() => {
  const items = Array.from({ length: 9 }, (_, position) => ({
    from: live[(turn + position) % live.length]!,
    to: live[(turn * 3 + position * 2 + 1) % live.length]!,
    amountCents: cueAmountCents,
    canary: position % 4 === 0,
  }));
  turn += 1;
  store.setState({ flows: { items, more: 0 } });
}, 200);

// The step of the map's shards from one snapshot to the next, as a script can ask for it.
Object.assign(window, { harnessStore: store, showScenes });

createRoot(document.getElementById("root")!).render(
  <LanguageContext value={createLanguageStore(location.search, null, "en")}>
    <App store={store} />
  </LanguageContext>,
);
