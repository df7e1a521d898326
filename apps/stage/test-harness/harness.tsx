import "@fontsource-variable/noto-sans-sc/index.css";
import "@cablecut/ui/theme.css";
import "../src/stage.css";
import {
  asAccountId,
  asCents,
  cueAmountCents,
  initialFundsCents,
  houseAccountsOf,
  accountNumberOf,
  defaultTopology,
  nameOf,
  type AccountId,
  type RoomIndex,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { createRoot } from "react-dom/client";
import { createStore } from "zustand/vanilla";
import { App } from "../src/app.tsx";
import { timeToShow } from "../src/model/show/timer.ts";
import { emptyHall, hallHeard } from "../src/model/story/hall.ts";
import { firstViewChoice } from "../src/model/view-choice.ts";
import { cutElsewhere } from "../src/testing/cut-elsewhere.ts";
import { engineAt } from "../src/testing/engine-scene.ts";
import { storyScenes } from "../src/testing/story-scenes.ts";
import { joinQr, wifiQr } from "./qr-codes.ts";
import { initialStageState, type StageState } from "../src/model/store.ts";

/**
 * `?scene=` of story-scenes.ts, `&people=400`, `&view=dashboard`, `&lang=`, `&only=zh|en`, `&wifi`, `&rehearsal`,
 * `&cut=sh|sz`, `&lost`, `&unheard`, `&hidden`, `&found`, `&hand`, `&stopper`, `&crowd`, `&still`: no payments flow.
 */
const parameters = new URLSearchParams(location.search);
const people = Number(parameters.get("people") ?? 400);
const scenes = storyScenes(people);
const { snapshot: ofHangzhou, hall } = scenes[parameters.get("scene") ?? "live"]!;
const cut = parameters.get("cut");
const snapshot = cut === "sh" || cut === "sz" ? cutElsewhere(ofHangzhou, cut) : ofHangzhou;
const only = parameters.get("only");
const languages = only === "zh" || only === "en" ? only : "both";

function fundsOf(accounts: number): NonNullable<ShowSnapshot["funds"]>["synthetic"] {
  const cents = asCents(accounts * initialFundsCents);
  return { accounts, expectedCents: cents, actualCents: cents };
}

const joinUrl = "HTTP://192.168.1.20:2626";
const nowMs = performance.now();
const shown: ShowSnapshot = {
  ...snapshot,
  lastNeeded: parameters.has("stopper")
    ? { by: "person", account: asAccountId(243), name: nameOf(asAccountId(243)) }
    : null,
  funds: snapshot.funds && {
    ...snapshot.funds,
    ...(parameters.has("unheard") ? { ageMs: 34_200 } : {}),
    ...(parameters.has("crowd") ? { synthetic: fundsOf(1_500) } : {}),
  },
  stage: { ...snapshot.stage, languages },
  people: {
    ...snapshot.people,
    ...(parameters.has("crowd") ? { joined: 1, synthetic: 1_500 } : {}),
    hidden: parameters.has("hidden"),
  },
};
const store = createStore<StageState>(() => ({
  ...initialStageState,
  view: firstViewChoice(location.search),
  connection: parameters.has("lost") ? "lost" : "connected",
  description: {
    showId: shown.showId,
    topology: defaultTopology,
    joinUrl,
    joinQr,
    wifi: parameters.has("wifi") ? { ssid: "CABLECUT", qr: wifiQr } : null,
    rehearsal: parameters.has("rehearsal"),
    keyFingerprint: "4f1c9a07be25d3386a90",
    report: { url: `${joinUrl}/REPORT`, qr: joinQr },
  },
  snapshot: shown,
  arrivedAtMs: nowMs - 5_000,
  time: timeToShow(shown.incident, nowMs - 5_000, nowMs, null),
  hall: hallHeard(emptyHall, hall),
  engine: engineAt(shown),
  arrivals: [41, 42, 43, 44, 45, 46].map((number, position) => ({
    name: nameOf(number as AccountId),
    accountNumber: accountNumberOf(number as AccountId),
    room: (position % 5) as RoomIndex,
  })),
}));

const live = snapshot.rooms.filter((room) => room.answering).map((room) => room.room);
let turn = 0;
setInterval(() => {
  if (parameters.has("still") || live.length === 0) return;
  const items = Array.from({ length: 9 }, (_, position) => ({
    from: live[(turn + position) % live.length]!,
    to: live[(turn * 3 + position * 2 + 1) % live.length]!,
    amountCents: cueAmountCents,
    canary: position % 4 === 0,
  }));
  turn += 1;
  store.setState({ flows: { items, more: 0 } });
}, 200);

if (parameters.has("found")) {
  const first = houseAccountsOf(defaultTopology);
  const find = (): void =>
    store.setState({
      found: [3, 41, 77].map((each) => ({
        account: asAccountId(first + each),
        atMs: performance.now(),
      })),
    });
  find();
  setInterval(find, 1_900);
}
if (parameters.has("hand")) {
  const holdMs = 60_000;
  store.setState({ hand: { armed: true, holdMs, heldMs: 24_000, atMs: performance.now() } });
}

// The step from one scene to the next, as a script can ask for it.
Object.assign(window, { harnessStore: store, storyScenes: scenes, hallHeard });

createRoot(document.getElementById("root")!).render(
  <LanguageContext value={createLanguageStore(location.search, null, "en")}>
    <App store={store} />
  </LanguageContext>,
);
