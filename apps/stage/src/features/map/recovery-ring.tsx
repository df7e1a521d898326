import type { ShowSnapshot, Topology } from "@cablecut/protocol";
import { formatCount, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { Point } from "../../model/point.ts";
import { ringRadius } from "../../model/map/plan.ts";
import { recoveryProgress } from "../../model/show/story.ts";
import { useStageLanguages } from "../../shared/stage-languages.ts";
import type { StageView } from "../../model/show/view.ts";

const fillRadius = 98;
const circumference = 2 * Math.PI * fillRadius;

/**
 * The backbone, and inside it how much is back: people's accounts while an incident runs, otherwise the rooms that
 * answer. It fills by what was measured only.
 */
export function RecoveryRing({
  centre,
  snapshot,
  topology,
  view,
}: {
  readonly centre: Point;
  readonly snapshot: ShowSnapshot;
  readonly topology: Topology;
  readonly view: StageView;
}): JSX.Element {
  const [language] = useStageLanguages();
  const reading = readRing(snapshot, topology, view);
  return (
    <g transform={`translate(${centre.x} ${centre.y})`} data-testid="ring">
      <circle className="backbone-casing" r={ringRadius} />
      <circle className="backbone" r={ringRadius} />
      <circle className="ring-track" r={fillRadius} />
      <circle
        className="ring-fill"
        r={fillRadius}
        transform="rotate(-90)"
        strokeDasharray={`${circumference * reading.fraction} ${circumference}`}
      />
      <text className="ring-figure" y="10" data-long={reading.have.length > 4}>
        {reading.have}
      </text>
      <text className="ring-of" y="48">
        / {reading.want}
      </text>
      <text className="ring-label" y="-46">
        {reading.label[language]}
      </text>
    </g>
  );
}

interface RingReading {
  readonly have: string;
  readonly want: string;
  readonly fraction: number;
  readonly label: { readonly en: string; readonly zh: string };
}

function readRing(snapshot: ShowSnapshot, topology: Topology, view: StageView): RingReading {
  const incident = view === "cut" || view === "switching" || view === "recovered";
  const progress = recoveryProgress(snapshot);
  if (incident && progress.hit > 0) {
    return {
      have: formatCount(progress.back),
      want: formatCount(progress.hit),
      fraction: progress.fraction,
      label: progress.of === "accounts" ? stageTexts.backLabel : stageTexts.shardsLabel,
    };
  }
  return {
    have: String(snapshot.quorum.answering),
    want: String(topology.rooms.length),
    fraction: snapshot.quorum.answering / topology.rooms.length,
    label: stageTexts.roomsLabel,
  };
}
