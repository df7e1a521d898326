import { useDocumentLanguage, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { Dashboard } from "./dashboard.tsx";
import { Story } from "./features/story/story.tsx";
import { Waiting } from "./features/frame/waiting.tsx";
import { stageView } from "./model/show/view.ts";
import { sinceStopMs, type StageState } from "./model/store.ts";
import { storyScene } from "./model/story/scene.ts";
import { shownView } from "./model/view-choice.ts";
import { SinceStop } from "./shared/since-stop.ts";
import { ChosenLanguages } from "./shared/stage-languages.ts";

/** The big screen: two views of one truth, the story for the hall and the dashboard for whoever comes to the booth. */
export function App({ store }: { readonly store: StoreApi<StageState> }): JSX.Element {
  useDocumentLanguage();
  const description = useLive(store, (state) => state.description);
  const snapshot = useLive(store, (state) => state.snapshot);
  const shown = useLive(store, ({ view }) => shownView(view));
  const sinceStop = useLive(store, sinceStopMs);
  const endTime = useLive(store, ({ time }) => (time?.ended === true ? time : null));
  if (description === null || snapshot === null) return <Waiting />;
  const view = stageView(snapshot, sinceStop);
  const rehearsal = snapshot.rehearsal || description.rehearsal;
  const scene = storyScene(snapshot, sinceStop);
  const parts = { store, description, snapshot, view, scene, endTime };
  return (
    <ChosenLanguages value={snapshot.stage.languages}>
      <SinceStop value={sinceStop}>
        {view === "blank" ? (
          <Waiting blank rehearsal={rehearsal} />
        ) : shown === "story" ? (
          <Story {...parts} />
        ) : (
          <Dashboard {...parts} />
        )}
      </SinceStop>
    </ChosenLanguages>
  );
}
