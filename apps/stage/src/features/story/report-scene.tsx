import { spacedFingerprint, type ShowDescription, type ShowSnapshot } from "@cablecut/protocol";
import { storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { ShownTime } from "../../model/show/timer.ts";
import { howItEnded } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { QrCode } from "../../shared/qr-code.tsx";
import { useBoth } from "../../shared/stage-languages.ts";
import { cardRow, ReportCards } from "./report-cards.tsx";
import { line, RunLine } from "./report-run-line.tsx";

const code = { x: 1_560, side: 312, gap: 28 } as const;

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
      : `${t(storyTexts.report, " ")} · ${t(howItEnded(snapshot, time))}`;
  const { report, keyFingerprint } = description;
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
      {/* The code stands at the end of the row; without one the cards have all of it. */}
      <ReportCards
        snapshot={snapshot}
        left={line.left}
        right={report === undefined ? line.right : code.x - code.gap}
      />
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
        y={cardRow.y}
        width={code.side}
        height={code.side}
        label={report.url}
      />
      <Line
        text={t(storyTexts.reportCode, " ")}
        x={code.x + code.side / 2}
        y={cardRow.y + cardRow.height - 4}
        size={40}
        weight={600}
        max={code.side}
        className="ink"
      />
    </g>
  );
}
