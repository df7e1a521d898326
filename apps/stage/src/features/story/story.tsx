import type { Topology } from "@cablecut/protocol";
import { useLive } from "@cablecut/ui";
import type { JSX } from "react";
import { skyOf } from "../../model/story/scene.ts";
import { bandOf, type Band } from "../../model/story/words.ts";
import { usePictureAge } from "../../shared/picture-age.ts";
import { useBoth } from "../../shared/stage-languages.ts";
import type { ViewProps } from "../../shared/view-props.ts";
import { BandWords } from "./band-words.tsx";
import { handInStory, HandOnTheSwitch } from "./console-hand.tsx";
import { HallCanvas } from "./hall-canvas.tsx";
import { HallGround, HallSigns, useHallOf } from "./hall-parts.tsx";
import { RehearsalMark } from "./rehearsal-mark.tsx";
import { SceneBody } from "./scene-body.tsx";
import { Sky } from "./sky.tsx";
import { StatusRow } from "./status-row.tsx";

/**
 * The story: the upper half is the statement, the lower half is the hall, and at a change of state only that moves which
 * really changed. Drawn in px of 1920 x 1080 and scaled as one frame.
 */
export function Story({
  store,
  description,
  snapshot,
  view,
  scene,
  endTime,
}: ViewProps): JSX.Element {
  const t = useBoth();
  const { topology } = description;
  const isLost = useLive(store, ({ connection }) => connection !== "connected");
  const aged = usePictureAge(store, isLost);
  const age = aged === null ? null : t(aged);
  const band = bandOf(scene, snapshot, topology, endTime);
  const hall = useHallOf(scene, topology);
  const isFramed = scene === "proof" || scene === "missing" || scene === "quorum-lost";
  return (
    <div
      className="story"
      data-testid="stage"
      data-view={view}
      data-scene={scene}
      data-sky={skyOf(scene)}
      data-lost={isLost}
    >
      <Ground
        store={store}
        band={band}
        hall={hall}
        snapshot={snapshot}
        topology={topology}
        scene={scene}
        isRehearsal={snapshot.rehearsal || description.rehearsal}
      />
      {hall === null ? null : (
        <HallCanvas
          store={store}
          snapshot={snapshot}
          topology={topology}
          buildings={hall.buildings}
          fibres={hall.fibres}
          isLost={isLost}
          isColourless={scene === "quorum-lost"}
        />
      )}
      <svg className="story-layer" viewBox="0 0 1920 1080">
        {isFramed ? null : (
          <StatusRow
            description={description}
            snapshot={snapshot}
            age={band === null ? age : null}
          />
        )}
        {band === null ? null : <BandWords band={band} age={aged} />}
        <HandOnTheSwitch store={store} place={handInStory(band?.shape ?? null)} />
        {hall === null ? null : <HallSigns hall={hall} snapshot={snapshot} scene={scene} />}
        <SceneBody
          store={store}
          description={description}
          snapshot={snapshot}
          scene={scene}
          endTime={endTime}
          isLost={isLost}
          age={age}
        />
      </svg>
    </div>
  );
}

/** What lies under the windows: sky and street, and of the hall what does not move. */
function Ground({
  store,
  band,
  hall,
  isRehearsal,
  ...drawn
}: Pick<ViewProps, "store" | "snapshot" | "scene"> & {
  readonly band: Band | null;
  readonly hall: ReturnType<typeof useHallOf>;
  readonly topology: Topology;
  readonly isRehearsal: boolean;
}): JSX.Element {
  const cutsSeen = useLive(store, (state) => state.cutsSeen);
  return (
    <svg className="story-layer" viewBox="0 0 1920 1080">
      <Sky band={band} ground={isRehearsal ? <RehearsalMark /> : null} />
      {hall === null ? null : <HallGround hall={hall} cutsSeen={cutsSeen} {...drawn} />}
    </svg>
  );
}
