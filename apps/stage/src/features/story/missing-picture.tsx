import { formatCents, negateCents, type Cents } from "@cablecut/protocol";
import { formatCount, paceTexts, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { Missing } from "../../model/story/scene.ts";
import { incidentOfPicture } from "../../model/story/picture-subject.ts";
import { differenceText, fundsAge, receiptsOf } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { useSinceStop } from "../../shared/since-stop.ts";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";
import {
  centre,
  Mark,
  phonesPart,
  ReceiptLine,
  wide,
  type PictureProps,
} from "./picture-lines.tsx";

/** Red, for what is missing and for nothing else; its number is the hero. */
export function MissingPicture({
  missing,
  ...props
}: PictureProps & { readonly missing: Missing }): JSX.Element {
  const { snapshot, description, time, age } = props;
  const t = useBoth();
  const [first] = useStageLanguages();
  const words = {
    receipts: storyTexts.receiptsMissing(missing.kind === "receipts" ? missing.count : 0),
    money: storyTexts.moneyDiffers,
    copies: storyTexts.copiesDiffer,
  }[missing.kind];
  // The time of a run of before says nothing of money that is missing now.
  const run = incidentOfPicture(snapshot, useSinceStop());
  const seconds = run === null ? null : (time?.text ?? null);
  return (
    <g>
      <rect
        className="frame-line frame-dashed"
        x={36}
        y={24}
        width={1_848}
        height={880}
        strokeWidth={14}
      />
      <Line
        text={heroOf(missing)}
        x={centre}
        y={446}
        size={500}
        weight={700}
        max={1_700}
        className="ink"
        testId="hero"
      />
      <g data-testid="headline">
        <Line
          text={t(words)}
          x={centre}
          y={572}
          size={100}
          weight={800}
          max={wide}
          className="ink"
        />
        {seconds === null ? null : <text className="between"> · {seconds} s, </text>}
      </g>
      <StillReadable snapshot={snapshot} />
      {run === null || seconds === null ? null : (
        <text
          className="line ink"
          x={centre}
          y={828}
          fontSize={44}
          fontWeight={600}
          textAnchor="middle"
        >
          <tspan data-testid="timer-seconds">{seconds}</tspan>
          {storyTexts.secondUnit[first]} · {t(paceTexts[run.pace], " ")}
        </text>
      )}
      <Mark description={description} snapshot={snapshot} age={age} y={876} />
    </g>
  );
}

/** Funds and receipts stay readable, whatever is missing. */
function StillReadable({ snapshot }: Pick<PictureProps, "snapshot">): JSX.Element {
  const t = useBoth();
  const [first] = useStageLanguages();
  const { phonesTold, verified, notYetHeard } = receiptsOf(snapshot);
  const toldAgo = fundsAge(snapshot.funds);
  const difference = `${t(storyTexts.fundsDifference, " ")} ${differenceText(snapshot.funds)}`;
  return (
    <>
      <g
        data-testid="funds"
        data-exact={snapshot.funds !== null && snapshot.funds.differenceCents === 0}
      >
        <Line
          text={toldAgo === null ? difference : `${difference} · ${toldAgo[first]}`}
          x={centre}
          y={668}
          size={64}
          weight={700}
          max={wide}
          className="ink"
        />
      </g>
      <g data-testid="verification">
        <ReceiptLine
          parts={[
            ...phonesPart(phonesTold, t),
            ["verified", verified, t(storyTexts.survived, " ")],
            ["not-yet", notYetHeard, t(storyTexts.notHeard, " ")],
          ]}
        />
      </g>
    </>
  );
}

function heroOf(missing: Missing): string {
  switch (missing.kind) {
    case "receipts":
      return formatCount(missing.count);
    case "money":
      return signed(missing.differenceCents);
    case "copies":
      return "≠";
  }
}

function signed(cents: Cents): string {
  return cents < 0 ? `−${formatCents(negateCents(cents))}` : `+${formatCents(cents)}`;
}
