import type { LocalizedText, ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { formatSeconds, fundsTogether } from "@cablecut/protocol";
import { formatCount, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { ShownTime } from "../../model/show/timer.ts";
import { reportMarks, wordsPlaces } from "../../model/story/report-marks.ts";
import { copiesOf, differenceText, receiptsOf, timeAndPace } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

/** From the first mark to the last, px. */
const line = { left: 48, right: 1_872, first: 52, last: 1_824 } as const;
const row = { y: 532, height: 360, gap: 20 } as const;

/** The run on one line, and what is known of it by now. What is not known is a dash, or absent. */
export function ReportScene({
  description,
  snapshot,
  time,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly time: ShownTime | null;
}): JSX.Element {
  const t = useBoth();
  const title =
    snapshot.incident === null
      ? t(storyTexts.report)
      : `${t(storyTexts.report, " ")} · ${t(timeAndPace(snapshot, time))}`;
  const cards = useCards(snapshot, description);
  const width = (line.right - line.left - row.gap * (cards.length - 1)) / cards.length;
  return (
    <g>
      <Line
        text={title}
        x={line.left}
        y={190}
        size={72}
        weight={800}
        max={1_824}
        anchor="start"
        className="ink"
        testId="headline"
      />
      <RunLine snapshot={snapshot} />
      {cards.map((card, position) => (
        <Card key={card.id} {...card} x={line.left + position * (width + row.gap)} width={width} />
      ))}
    </g>
  );
}

/** The moments of the run where they were, with their times and words under them. */
function RunLine({ snapshot }: { readonly snapshot: ShowSnapshot }): JSX.Element {
  const languages = useStageLanguages();
  const marks = reportMarks(snapshot.incident);
  const lastMs = Math.max(1, marks.at(-1)?.atMs ?? 1);
  const shown = marks.map(({ atMs, word }) => ({
    x: line.first + ((line.last - line.first) * atMs) / lastMs,
    texts: [formatSeconds(atMs), ...languages.map((language) => word[language])],
  }));
  const places = wordsPlaces(shown, 56, line.right);
  return (
    <g data-testid="run-line">
      <rect
        className="report-line"
        x={line.left}
        y={270}
        width={line.right - line.left}
        height={12}
      />
      {shown.map(({ x, texts }, position) => (
        <g key={position}>
          <rect className="report-mark" x={x - 6} y={252} width={12} height={48} />
          {texts.map((text, at) => (
            <Line
              key={at}
              text={text}
              x={places[position] ?? x}
              y={372 + at * 65}
              size={56}
              weight={at === 0 ? 700 : 600}
              max={400}
              anchor="start"
              className="ink"
            />
          ))}
        </g>
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

function useCards(snapshot: ShowSnapshot, description: ShowDescription): readonly CardText[] {
  const t = useBoth();
  const copies = copiesOf(snapshot, description.topology);
  const { phones, verified, missing, notYetHeard } = receiptsOf(snapshot);
  const { funds } = snapshot;
  const { compared } = snapshot.copies;
  const accounts = funds === null ? null : fundsTogether(funds).accounts;
  const isHidden = snapshot.people.hidden;
  return [
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
      details: compared === null ? [] : [t(storyTexts.asOfEntry(compared.at))],
    },
    {
      id: "missing",
      figure: phones > 0 ? formatCount(missing) : "—",
      word: storyTexts.missing,
      details: [
        t(storyTexts.checked(verified)),
        ...(notYetHeard > 0 ? [`${formatCount(notYetHeard)} ${t(storyTexts.notHeard, " ")}`] : []),
      ],
    },
  ];
}

function Card({
  id,
  figure,
  word,
  details,
  x,
  width,
}: CardText & { readonly x: number; readonly width: number }): JSX.Element {
  const languages = useStageLanguages();
  const inset = 28;
  const max = width - 2 * inset;
  return (
    <g data-testid={`card-${id}`}>
      <rect className="card" x={x} y={row.y} width={width} height={row.height} />
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
          text={word[language]}
          x={x + inset}
          y={712 + at * 64}
          size={56}
          weight={600}
          max={max}
          anchor="start"
          className="ink"
        />
      ))}
      {details.map((detail, at) => (
        <Line
          key={at}
          text={detail}
          x={x + inset}
          y={828 + at * 42}
          size={34}
          weight={500}
          max={max}
          anchor="start"
          className="soft"
        />
      ))}
    </g>
  );
}
