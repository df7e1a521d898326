import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { formatCount, storyTexts, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { ShownTime } from "../../model/show/timer.ts";
import { lostSide } from "../../model/story/lost-side.ts";
import { planStory } from "../../model/story/plan.ts";
import { isProofIn, whatIsMissing, type StoryScene } from "../../model/story/scene.ts";
import { figureOf, trayOf } from "../../model/story/words.ts";
import type { StageState } from "../../model/store.ts";
import { QrCode } from "../../shared/qr-code.tsx";
import { Line } from "../../shared/line.tsx";
import { useRunningTime } from "../../shared/running-time.ts";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";
import { CoreFigure, TimerDigits, TimerTrack } from "./core.tsx";
import { FullSpeedBars } from "./full-speed-scene.tsx";
import { MissingPicture } from "./missing-picture.tsx";
import { ProofPicture } from "./proof-picture.tsx";
import { QuorumLostPicture } from "./quorum-lost-picture.tsx";
import { LobbyScene } from "./lobby-scene.tsx";
import { ReportScene } from "./report-scene.tsx";
import { Afterwards, TrayView } from "./tray.tsx";

interface BodyProps {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly scene: StoryScene;
  readonly endTime: ShownTime | null;
  readonly isLost: boolean;
  readonly age: string | null;
}

/** What a scene says besides band and hall. */
export function SceneBody(props: BodyProps): JSX.Element | null {
  const { store, description, snapshot, scene, isLost, age } = props;
  const full = { description, snapshot, time: props.endTime, age };
  switch (scene) {
    case "blank":
      return null;
    case "lobby":
      return <LobbyScene store={store} description={description} snapshot={snapshot} />;
    case "proof":
      return <ProofPicture {...full} />;
    case "missing":
      return <Missed {...full} />;
    case "quorum-lost":
      return <QuorumLost store={store} description={description} snapshot={snapshot} age={age} />;
    case "report":
      return <ReportScene description={description} snapshot={snapshot} time={props.endTime} />;
    case "full-speed":
      return (
        <>
          <TimerDigits store={store} isLost={isLost} />
          <FullSpeedBars store={store} snapshot={snapshot} />
          <Afterwards snapshot={snapshot} side="left" />
        </>
      );
    case "live":
    case "cue":
    case "hold-up":
    case "starting":
      return <Calm {...props} />;
    case "cut":
    case "abnormal":
    case "switching":
    case "moving":
    case "recovered":
    case "no-failover":
      return (
        <>
          <TimerDigits store={store} isLost={isLost} />
          <TimerTrack store={store} />
          <Sides scene={scene} snapshot={snapshot} topology={description.topology} />
        </>
      );
  }
}

function Missed(props: Omit<Parameters<typeof MissingPicture>[0], "missing">): JSX.Element | null {
  const missing = whatIsMissing(props.snapshot);
  return missing === null ? null : <MissingPicture {...props} missing={missing} />;
}

/** A figure that is counted, and for late-comers the way in. */
function Calm({ store, description, snapshot, scene, isLost }: BodyProps): JSX.Element {
  const seconds = useLive(store, ({ engine }) => engine.seconds);
  const figure = figureOf(scene, snapshot, description.topology, seconds);
  const canJoin = snapshot.doorsOpen && (scene === "live" || scene === "cue");
  const dash = figure === null ? null : { ...figure, text: isLost ? "—" : figure.text };
  return (
    <>
      {dash === null ? null : <CoreFigure figure={dash} />}
      {canJoin ? <JoinLater description={description} /> : null}
      {scene === "live" ? <Booked booked={snapshot.traffic.booked} /> : null}
    </>
  );
}

function JoinLater({ description }: { readonly description: ShowDescription }): JSX.Element {
  const t = useBoth();
  return (
    <g>
      <QrCode
        code={description.joinQr}
        x={500}
        y={684}
        width={176}
        height={176}
        label={description.joinUrl}
      />
      <Line
        text={t(storyTexts.joinShort, " ")}
        x={588}
        y={906}
        size={40}
        weight={600}
        max={250}
        className="ink"
      />
    </g>
  );
}

/** How many payments the show has seen. */
function Booked({ booked }: { readonly booked: number }): JSX.Element {
  const languages = useStageLanguages();
  const words = languages.map((language) => storyTexts.bookedWord[language]);
  return <BesideTheHall lines={[formatCount(booked), ...words]} />;
}

/** The money is being counted: the next picture waits for it. */
function Counting(): JSX.Element {
  const languages = useStageLanguages();
  return <BesideTheHall lines={languages.map((language) => storyTexts.counting[language])} />;
}

/** At most three lines between the hall in the centre and the towers on the right. */
function BesideTheHall({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  const first = 750 + (3 - lines.length) * 34;
  return (
    <g>
      {lines.map((line, position) => (
        <Line
          key={line}
          text={line}
          x={1_292}
          y={first + position * 67}
          size={56}
          weight={position === 0 ? 700 : 600}
          max={310}
          className="ink"
        />
      ))}
    </g>
  );
}

function Sides({
  scene,
  snapshot,
  topology,
}: {
  readonly scene: StoryScene;
  readonly snapshot: ShowSnapshot;
  readonly topology: ShowDescription["topology"];
}): JSX.Element | null {
  const side = lostSide(snapshot, planStory(topology).buildings);
  if (scene === "recovered")
    return (
      <>
        <Afterwards snapshot={snapshot} side={side} />
        {isProofIn(snapshot) ? null : <Counting />}
      </>
    );
  const tray = trayOf(scene, snapshot);
  return tray === null ? null : <TrayView tray={tray} side={side} />;
}

/** Its time may run: the lost rooms belong to an incident that goes on. That of a run of before says nothing here. */
function QuorumLost({
  store,
  description,
  snapshot,
  age,
}: Pick<BodyProps, "store" | "description" | "snapshot" | "age">): JSX.Element {
  const time = useRunningTime(store, age !== null);
  return (
    <QuorumLostPicture
      description={description}
      snapshot={snapshot}
      time={time?.ended === true ? null : time}
      age={age}
    />
  );
}
