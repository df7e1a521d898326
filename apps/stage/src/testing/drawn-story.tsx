import { defaultTopology } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { renderToStaticMarkup } from "react-dom/server";
import { createStore } from "zustand/vanilla";
import { App } from "../app.tsx";
import { timeToShow } from "../model/show/timer.ts";
import { initialStageState, type StageState } from "../model/store.ts";
import { emptyHall, hallHeard } from "../model/story/hall.ts";
import type { SceneOfStory } from "./story-scenes.ts";

/** A scene as the page draws it; `state`: what is different in this page. */
export function drawnStory(
  { snapshot, hall }: SceneOfStory,
  lang: string,
  state: Partial<StageState> = {},
): Element {
  const store = createStore<StageState>(() => ({
    ...initialStageState,
    connection: "connected",
    description: {
      showId: snapshot.showId,
      topology: defaultTopology,
      joinUrl: "HTTP://192.168.1.20:2626",
      joinQr: { size: 25, path: "M0 0h1v1h-1z" },
      wifi: null,
      rehearsal: false,
    },
    snapshot,
    time: timeToShow(snapshot.incident, 0, 0, null),
    hall: hallHeard(emptyHall, hall),
    ...state,
  }));
  const page = document.createElement("div");
  page.innerHTML = renderToStaticMarkup(
    <LanguageContext value={createLanguageStore(`?lang=${lang}`, null, "en")}>
      <App store={store} />
    </LanguageContext>,
  );
  return page;
}
