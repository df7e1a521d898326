import { storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { differenceText, fundsAge, quorumWords } from "../../model/story/words.ts";
import { fittingSize } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";
import { centre, wide, type PictureProps } from "./picture-lines.tsx";

/** Where the money stands, px: where no room answers it is what one said last, with its age. */
const betweenBuildings = 960;

/** Too few rooms answer: nothing is booked, nothing is lost, and the picture has no colour. */
export function QuorumLostPicture({ description, snapshot, time, age }: PictureProps): JSX.Element {
  const t = useBoth();
  const [first, other] = useStageLanguages();
  const rooms = description.topology.rooms.length;
  const seconds = time?.text ?? null;
  const difference = `${t(storyTexts.difference, " ")} ${differenceText(snapshot.funds)}`;
  const toldAgo = fundsAge(snapshot.funds);
  const money = toldAgo === null ? difference : `${difference} · ${toldAgo[first]}`;
  const timer = seconds === null || age !== null ? null : seconds;
  const line = timer === null ? money : `${money} · ${timer}${storyTexts.secondUnit[first]}`;
  return (
    <g>
      <rect className="frame-line" x={12} y={12} width={1_896} height={894} strokeWidth={10} />
      <rect className="frame-line" x={32} y={32} width={1_856} height={854} strokeWidth={4} />
      <g data-testid="headline">
        <Line
          text={t(storyTexts.tooFewRooms)}
          x={centre}
          y={140}
          size={other === undefined ? 104 : 84}
          weight={800}
          max={wide}
          className="ink"
        />
        <text className="between"> · </text>
        <Line
          text={age ?? t(quorumWords(snapshot, description.topology))}
          x={centre}
          y={218}
          size={56}
          weight={600}
          max={wide}
          className="ink"
        />
      </g>
      <Line
        text={age === null ? `${snapshot.quorum.answering}/${rooms}` : "—"}
        x={centre}
        y={512}
        size={320}
        weight={700}
        max={880}
        className="ink"
        testId="figure"
      />
      <g
        data-testid="funds"
        data-exact={snapshot.funds !== null && snapshot.funds.differenceCents === 0}
      >
        <text
          className="line ink"
          x={centre}
          y={644}
          fontSize={fittingSize(line, 56, 600, betweenBuildings)}
          fontWeight={600}
          textAnchor="middle"
        >
          {money}
          {timer === null ? null : (
            <>
              {" · "}
              <tspan data-testid="timer-seconds">{timer}</tspan>
              {storyTexts.secondUnit[first]}
            </>
          )}
        </text>
      </g>
    </g>
  );
}
