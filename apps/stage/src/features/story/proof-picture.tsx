import type { ShowSnapshot } from "@cablecut/protocol";
import { storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { copiesOf, differenceText, receiptsOf, timeAndPace } from "../../model/story/words.ts";
import { countText } from "../../model/show/count-text.ts";
import type { ShownTime } from "../../model/show/timer.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth } from "../../shared/stage-languages.ts";
import {
  centre,
  Mark,
  phonesPart,
  ReceiptLine,
  wide,
  type PictureProps,
} from "./picture-lines.tsx";

/** Zero, counted in every room that answers: one full picture that stays. */
export function ProofPicture({ description, snapshot, time, age }: PictureProps): JSX.Element {
  const t = useBoth();
  const { phonesTold, verified, missing, notYetHeard } = receiptsOf(snapshot);
  const copies = copiesOf(snapshot);
  const known = [
    ...(notYetHeard === 0 ? [] : [`${countText(notYetHeard)} ${t(storyTexts.notHeard, " ")}`]),
    ...(copies === null
      ? []
      : [`${copies.equal} = ${copies.equal} ${t(storyTexts.copiesEqual, " ")}`]),
    ...(copies === null || copies.outOfReach === 0
      ? []
      : [`${copies.outOfReach} ${t(storyTexts.outOfReach, " ")}`]),
  ];
  return (
    <g>
      <rect className="frame-line" x={24} y={20} width={1_872} height={888} strokeWidth={8} />
      <rect className="frame-line" x={40} y={36} width={1_840} height={856} strokeWidth={4} />
      <g
        data-testid="funds"
        data-exact={snapshot.funds !== null && snapshot.funds.differenceCents === 0}
      >
        <Line
          text={differenceText(snapshot.funds)}
          x={centre}
          y={486}
          size={560}
          weight={700}
          max={1_300}
          className="ink"
        />
      </g>
      <g data-testid="headline">
        <Line
          text={t(storyTexts.nothingLost)}
          x={centre}
          y={602}
          size={100}
          weight={800}
          max={wide}
          className="ink"
        />
        <text className="between"> · </text>
        <TimeAndPace snapshot={snapshot} time={time} />
      </g>
      <g data-testid="verification">
        <ReceiptLine
          parts={[
            ...phonesPart(phonesTold, t),
            ["verified", verified, t(storyTexts.receipts(verified), " ")],
            ["missing", missing, t(storyTexts.missing, " ")],
          ]}
        />
      </g>
      {known.length === 0 ? null : (
        <Line
          text={known.join(" · ")}
          x={centre}
          y={822}
          size={40}
          weight={600}
          max={wide}
          className="ink"
        />
      )}
      <Mark description={description} snapshot={snapshot} age={age} y={868} />
    </g>
  );
}

/** "26.0 s, paced to 2018", with the digits marked for whoever compares the times that one picture says. */
function TimeAndPace({
  snapshot,
  time,
}: {
  readonly snapshot: ShowSnapshot;
  readonly time: ShownTime | null;
}): JSX.Element {
  const t = useBoth();
  const text = t(timeAndPace(snapshot, time));
  const seconds = time?.text ?? null;
  if (seconds === null || !text.startsWith(seconds))
    return (
      <Line text={text} x={centre} y={690} size={60} weight={700} max={wide} className="ink" />
    );
  return (
    <text
      className="line ink"
      x={centre}
      y={690}
      fontSize={60}
      fontWeight={700}
      textAnchor="middle"
    >
      <tspan data-testid="timer-seconds">{seconds}</tspan>
      {text.slice(seconds.length)}
    </text>
  );
}
