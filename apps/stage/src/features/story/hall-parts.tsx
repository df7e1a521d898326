import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { useMemo, type JSX } from "react";
import type { CutsSeen } from "../../model/show/cuts-seen.ts";
import {
  lobbyBuildings,
  planStory,
  quorumBuildings,
  type Building,
  type CityPlace,
  type Fibre,
} from "../../model/story/plan.ts";
import { lostSide } from "../../model/story/lost-side.ts";
import type { StoryScene } from "../../model/story/scene.ts";
import { areWordsOverTheCity } from "../../model/story/words.ts";
import { sidesMovedTo, waysBack } from "../../model/story/ways-back.ts";
import { CityNames, Facades } from "./buildings.tsx";
import { CoreBox } from "./core-box.tsx";
import { CutMarks, Fibres, WordsGround } from "./fibres.tsx";
import { RoomSigns } from "./room-signs.tsx";
import { WaysBack } from "./ways-back.tsx";

const noFibres: readonly Fibre[] = [];

/** The part of the hall that a scene shows. */
interface HallPlan {
  readonly buildings: readonly Building[];
  readonly cities: readonly CityPlace[];
  readonly fibres: readonly Fibre[];
  readonly hasCore: boolean;
  /** Baselines. */
  readonly signsY: number;
  readonly citiesY: number;
  readonly citySize: number;
  readonly cityWidthMin: number;
}

/** Which part of the hall a scene shows, and where; null in full pictures. */
export function useHallOf(
  scene: StoryScene,
  topology: ShowDescription["topology"],
): HallPlan | null {
  const plan = useMemo(() => planStory(topology), [topology]);
  const lobby = useMemo(() => lobbyBuildings(topology), [topology]);
  const lost = useMemo(() => quorumBuildings(plan), [plan]);
  switch (scene) {
    case "blank":
    case "full-speed":
    case "proof":
    case "missing":
    case "report":
      return null;
    case "lobby":
      return {
        ...lobby,
        fibres: noFibres,
        hasCore: false,
        signsY: 846,
        citiesY: 904,
        citySize: 52,
        cityWidthMin: 0,
      };
    case "quorum-lost":
      return {
        buildings: lost,
        cities: plan.cities,
        fibres: noFibres,
        hasCore: false,
        signsY: 816,
        citiesY: 866,
        citySize: 48,
        cityWidthMin: 408,
      };
    case "starting":
    case "live":
    case "cue":
    case "hold-up":
    case "cut":
    case "abnormal":
    case "switching":
    case "moving":
    case "recovered":
    case "no-failover":
      return { ...plan, hasCore: true, signsY: 846, citiesY: 908, citySize: 56, cityWidthMin: 408 };
  }
}

/** Under the windows. */
export function HallGround({
  hall,
  snapshot,
  topology,
  scene,
  cutsSeen,
}: {
  readonly hall: HallPlan;
  readonly snapshot: ShowSnapshot;
  readonly topology: ShowDescription["topology"];
  readonly cutsSeen: CutsSeen;
  readonly scene: StoryScene;
}): JSX.Element {
  const from = lostSide(snapshot, hall.buildings);
  const areWords = areWordsOverTheCity(scene, snapshot);
  return (
    <>
      {hall.fibres.length > 0 ? (
        <Fibres
          fibres={hall.fibres}
          snapshot={snapshot}
          cutsSeen={cutsSeen}
          wordsSide={areWords ? from : null}
        />
      ) : null}
      <Facades buildings={hall.buildings} snapshot={snapshot} />
      {scene === "moving" ? (
        <WaysBack
          ways={waysBack(from, sidesMovedTo(snapshot, topology, hall.buildings), areWords)}
        />
      ) : null}
    </>
  );
}

/** Over the windows. */
export function HallSigns({
  hall,
  snapshot,
  scene,
}: {
  readonly hall: HallPlan;
  readonly snapshot: ShowSnapshot;
  readonly scene: StoryScene;
}): JSX.Element {
  return (
    <>
      {areWordsOverTheCity(scene, snapshot) ? (
        <WordsGround
          fibres={hall.fibres}
          snapshot={snapshot}
          side={lostSide(snapshot, hall.buildings)}
        />
      ) : null}
      {hall.hasCore ? <CoreBox fibres={hall.fibres} snapshot={snapshot} /> : null}
      {scene === "cut" || scene === "abnormal" || scene === "live" ? (
        <CutMarks fibres={hall.fibres} snapshot={snapshot} areNumbered={scene !== "live"} />
      ) : null}
      <RoomSigns buildings={hall.buildings} snapshot={snapshot} baseline={hall.signsY} />
      <CityNames
        cities={hall.cities}
        snapshot={snapshot}
        baseline={hall.citiesY}
        size={hall.citySize}
        widthMin={hall.cityWidthMin}
      />
    </>
  );
}
