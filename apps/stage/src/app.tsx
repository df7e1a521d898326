import { useDocumentLanguage, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { StageFrame } from "./stage-frame.tsx";
import { Waiting } from "./features/frame/waiting.tsx";
import { FigureColumn } from "./features/column/figure-column.tsx";
import { Lobby } from "./features/lobby/lobby.tsx";
import { ShowMap } from "./features/map/show-map.tsx";
import { Headline } from "./features/frame/headline.tsx";
import { stageView } from "./model/show/view.ts";
import { tellStory } from "./model/show/story.ts";
import type { StageState } from "./model/store.ts";

/** The big screen: a frame that never moves, and in it the lobby or the map with its figures. */
export function App({ store }: { readonly store: StoreApi<StageState> }): JSX.Element {
  useDocumentLanguage();
  const description = useLive(store, (state) => state.description);
  const snapshot = useLive(store, (state) => state.snapshot);
  const endTime = useLive(store, ({ time }) => (time?.ended === true ? time : null));
  if (description === null || snapshot === null) return <Waiting />;
  const view = stageView(snapshot);
  if (view === "blank") return <Waiting blank />;
  const story = tellStory(view, snapshot, description.topology, endTime);
  return (
    <StageFrame store={store} description={description} snapshot={snapshot} view={view}>
      {view === "lobby" ? (
        <Lobby store={store} description={description} snapshot={snapshot} />
      ) : (
        <>
          <Headline text={story.headline} view={view} />
          <ShowMap store={store} description={description} snapshot={snapshot} view={view} />
          <FigureColumn
            store={store}
            description={description}
            snapshot={snapshot}
            view={view}
            story={story}
          />
        </>
      )}
    </StageFrame>
  );
}
