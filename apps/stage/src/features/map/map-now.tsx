import type { ShowSnapshot, Topology } from "@cablecut/protocol";
import { formatCount, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { planSize } from "../../model/map/plan.ts";
import { countText } from "../../model/show/count-text.ts";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

/** The pulse of the whole: what is booked at this moment, how many rooms answer, and who besides people pays. */
export function MapNow({
  snapshot,
  topology,
}: {
  readonly snapshot: ShowSnapshot;
  readonly topology: Topology;
}): JSX.Element {
  const booked = stageTexts.bookedNow(countText(snapshot.traffic.perSecond));
  const rooms = stageTexts.roomsAnswering(snapshot.quorum.answering, topology.rooms.length);
  const { synthetic } = snapshot.people;
  const t = useBoth();
  const languages = useStageLanguages();
  return (
    <g className="map-now" transform={`translate(${planSize.width} ${planSize.height - 86})`}>
      {synthetic === 0 ? null : (
        <text y="-46">{`${t(stageTexts.synthetic, " ")} ${formatCount(synthetic)}`}</text>
      )}
      <text className="map-now-first">{booked[languages[0]]}</text>
      {languages.map((language, line) => (
        <text key={language} y={40 + 38 * line}>
          {rooms[language]}
        </text>
      ))}
    </g>
  );
}
