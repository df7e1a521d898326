import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { EngineCharts } from "./features/chart/engine-charts.tsx";
import { EngineFacts } from "./features/engine/engine-facts.tsx";
import { IncidentLines } from "./features/engine/incident-lines.tsx";
import { RoomsTable } from "./features/engine/rooms-table.tsx";
import { StateBand } from "./features/frame/state-band.tsx";
import { ShowMap } from "./features/map/show-map.tsx";
import { handOnDashboard, HandOnTheSwitch } from "./features/story/console-hand.tsx";
import { tellStory, type Story } from "./model/show/story.ts";
import { stateBandOf } from "./model/story/state-band.ts";
import type { StageState } from "./model/store.ts";
import type { ViewProps } from "./shared/view-props.ts";
import { StageFrame } from "./stage-frame.tsx";

/** For the engineer: the map of rooms, cables and shards with its figures, under the band of the story and the timer. */
export function Dashboard({
  store,
  description,
  snapshot,
  view,
  scene,
  endTime,
}: ViewProps): JSX.Element {
  const { topology } = description;
  const story = tellStory(view, snapshot, topology, endTime);
  const band = stateBandOf(scene, snapshot, topology, endTime);
  return (
    <StageFrame store={store} description={description} snapshot={snapshot} view={view}>
      <StateBand
        store={store}
        band={band ?? { shape: "line", headline: story.headline, second: null }}
        view={view}
      />
      <svg className="frame-hand" viewBox="0 0 1920 1080" aria-hidden="true">
        <HandOnTheSwitch store={store} place={handOnDashboard} />
      </svg>
      <ShowMap store={store} description={description} snapshot={snapshot} view={view} />
      <Engine store={store} description={description} snapshot={snapshot} facts={story.facts} />
    </StageFrame>
  );
}

/** What only an engineer asks for. */
function Engine({
  store,
  description,
  snapshot,
  facts,
}: {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly facts: Story["facts"];
}): JSX.Element {
  const engine = useLive(store, (state) => state.engine);
  const { topology } = description;
  const { frame } = engine;
  return (
    <div className="engine">
      <RoomsTable description={description} snapshot={snapshot} engine={frame} />
      <EngineFacts snapshot={snapshot} engine={frame} facts={facts} />
      <IncidentLines incident={snapshot.incident} engine={frame} topology={topology} />
      <EngineCharts
        seconds={engine.seconds}
        moments={engine.moments}
        topology={topology}
        isOneOfSeveral={frame?.isOneOfSeveral ?? false}
      />
    </div>
  );
}
