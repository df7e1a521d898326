import { fundsTogether, type LocalizedText, type ShowSnapshot } from "@cablecut/protocol";
import { formatCount, stageTexts, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { countText } from "../../model/show/count-text.ts";
import { fittingSize } from "../../model/type/metrics.ts";
import { copiesOf, differenceText, inFlightOf, receiptsOf } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

export const cardRow = { y: 532, height: 360, gap: 20 } as const;
const inset = 28;
const word = { size: 56, weight: 600 } as const;
const detail = { size: 34, weight: 500 } as const;

/** What is known of the run by now. What is not known is a dash, or absent. */
export function ReportCards({
  snapshot,
  left,
  right,
}: {
  readonly snapshot: ShowSnapshot;
  readonly left: number;
  readonly right: number;
}): JSX.Element {
  const languages = useStageLanguages();
  const cards = useCards(snapshot);
  const width = (right - left - cardRow.gap * (cards.length - 1)) / cards.length;
  // As large as the narrowest of all of them: cards in a row are of one size.
  const fitting = (texts: readonly string[], { size, weight }: typeof word | typeof detail) =>
    Math.min(...texts.map((text) => fittingSize(text, size, weight, width - 2 * inset)));
  const sizes = {
    word: fitting(
      cards.flatMap((card) => languages.map((language) => card.word[language])),
      word,
    ),
    detail: fitting(
      cards.flatMap(({ details }) => details),
      detail,
    ),
  };
  return (
    <g>
      {cards.map((card, position) => (
        <Card
          key={card.id}
          {...card}
          x={left + position * (width + cardRow.gap)}
          width={width}
          sizes={sizes}
        />
      ))}
    </g>
  );
}

interface CardText {
  readonly id: string;
  readonly figure: string;
  readonly word: LocalizedText;
  readonly details: readonly string[];
}

/**
 * One line more: of how many phones it is, where others have not told; then what nobody knows yet; then what is known to have
 * ended otherwise.
 */
function besidesBooked(
  { told, open, notBooked }: NonNullable<ReturnType<typeof inFlightOf>>,
  t: ReturnType<typeof useBoth>,
): readonly string[] {
  if (told !== null) return [`${told} ${t(stageTexts.phones(2), " ")}`];
  if (open > 0) return [`${formatCount(open)} ${t(storyTexts.checking, " ")}`];
  if (notBooked > 0) return [`${formatCount(notBooked)} ${t(storyTexts.inFlightOthers, " ")}`];
  return [];
}

function useCards(snapshot: ShowSnapshot): readonly CardText[] {
  const t = useBoth();
  const copies = copiesOf(snapshot);
  const { verified, missing, notYetHeard } = receiptsOf(snapshot);
  const { funds } = snapshot;
  const accounts = funds === null ? null : fundsTogether(funds).accounts;
  const isHidden = snapshot.people.hidden;
  const inFlight = inFlightOf(snapshot);
  return [
    ...(inFlight === null
      ? []
      : [
          {
            id: "in-flight",
            figure: formatCount(inFlight.payments),
            word: storyTexts.inFlight,
            details: [
              `${formatCount(inFlight.booked)} ${t(storyTexts.inFlightBooked, " ")}`,
              ...besidesBooked(inFlight, t),
            ],
          },
        ]),
    {
      id: "funds",
      figure: differenceText(funds),
      word: storyTexts.difference,
      details: accounts === null || isHidden ? [] : [`${formatCount(accounts)} × 1,000,000.00`],
    },
    {
      id: "copies",
      figure: copies === null ? "—" : `${copies.equal} = ${copies.equal}`,
      word: storyTexts.copiesEqual,
      details: copies === null ? [] : [`${t(storyTexts.entry, " ")} ${formatCount(copies.at)}`],
    },
    {
      id: "missing",
      figure: countText(missing),
      word: storyTexts.missing,
      details: [
        `${formatCount(verified)} ${t(storyTexts.checked, " ")}`,
        ...(notYetHeard === 0 ? [] : [`${countText(notYetHeard)} ${t(storyTexts.notHeard, " ")}`]),
      ],
    },
  ];
}

function Card({
  id,
  figure,
  word: words,
  details,
  x,
  width,
  sizes,
}: CardText & {
  readonly x: number;
  readonly width: number;
  readonly sizes: { readonly word: number; readonly detail: number };
}): JSX.Element {
  const languages = useStageLanguages();
  const max = width - 2 * inset;
  return (
    <g data-testid={`card-${id}`}>
      <rect className="card" x={x} y={cardRow.y} width={width} height={cardRow.height} />
      <Line
        text={figure}
        x={x + inset}
        y={640}
        size={104}
        weight={700}
        max={max}
        anchor="start"
        className="ink"
      />
      {languages.map((language, at) => (
        <Line
          key={language}
          text={words[language]}
          x={x + inset}
          y={712 + at * 64}
          size={sizes.word}
          weight={word.weight}
          max={max}
          anchor="start"
          className="ink"
        />
      ))}
      {details.map((text, at) => (
        <Line
          key={at}
          text={text}
          x={x + inset}
          y={828 + at * 42}
          size={sizes.detail}
          weight={detail.weight}
          max={max}
          anchor="start"
          className="soft"
        />
      ))}
    </g>
  );
}
