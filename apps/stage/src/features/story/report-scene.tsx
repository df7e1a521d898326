import {
  formatSeconds,
  fundsTogether,
  spacedFingerprint,
  type LocalizedText,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { formatCount, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { ShownTime } from "../../model/show/timer.ts";
import { reportMarks, wordsPlaces } from "../../model/story/report-marks.ts";
import {
  copiesOf,
  differenceText,
  inFlightOf,
  receiptsOf,
  timeAndPace,
} from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { QrCode } from "../../shared/qr-code.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

/** From the first mark to the last, px. */
const line = { left: 48, right: 1_872, first: 52, last: 1_824 } as const;
const code = { x: 1_560, side: 312, gap: 28 } as const;
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
  const { report, keyFingerprint } = description;
  // The code stands at the end of the row; without one the cards have all of it.
  const right = report === undefined ? line.right : code.x - code.gap;
  const width = (right - line.left - row.gap * (cards.length - 1)) / cards.length;
  return (
    <g>
      <Line
        text={title}
        x={line.left}
        y={178}
        size={72}
        weight={800}
        max={1_824}
        anchor="start"
        className="ink"
        testId="headline"
      />
      {keyFingerprint === undefined ? null : (
        <Line
          text={`${t(storyTexts.reportKey, " ")} ${spacedFingerprint(keyFingerprint)}`}
          x={line.left}
          y={232}
          size={34}
          weight={500}
          max={1_824}
          anchor="start"
          className="soft"
          testId="fingerprint"
        />
      )}
      <RunLine snapshot={snapshot} />
      {cards.map((card, position) => (
        <Card key={card.id} {...card} x={line.left + position * (width + row.gap)} width={width} />
      ))}
      {report === undefined ? null : <ReportCode report={report} />}
    </g>
  );
}

/** The way to the report itself, which nobody has signed yet. */
function ReportCode({
  report,
}: {
  readonly report: NonNullable<ShowDescription["report"]>;
}): JSX.Element {
  const t = useBoth();
  return (
    <g>
      <QrCode
        code={report.qr}
        x={code.x}
        y={row.y}
        width={code.side}
        height={code.side}
        label={report.url}
      />
      <Line
        text={t(storyTexts.report, " ")}
        x={code.x + code.side / 2}
        y={row.y + row.height - 4}
        size={40}
        weight={600}
        max={code.side}
        className="ink"
      />
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
              // What nobody knows yet goes before what is known to have ended otherwise.
              ...(inFlight.open > 0
                ? [`${formatCount(inFlight.open)} ${t(storyTexts.checking, " ")}`]
                : inFlight.notBooked > 0
                  ? [`${formatCount(inFlight.notBooked)} ${t(storyTexts.inFlightOthers, " ")}`]
                  : []),
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
      details: compared === null ? [] : [`${t(storyTexts.entry, " ")} ${formatCount(compared.at)}`],
    },
    {
      id: "missing",
      figure: phones > 0 ? formatCount(missing) : "—",
      word: storyTexts.missing,
      details: [
        `${formatCount(verified)} ${t(storyTexts.checked, " ")}`,
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
