import type { LocalizedText, ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { formatCount, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { ShownTime } from "../../model/show/timer.ts";
import { copiesOf, differenceText, receiptsOf, timeAndPace } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth } from "../../shared/stage-languages.ts";

const cardWidth = 584;
const cardEvery = 620;

/** What is known of the run by now: the difference, the copies, the receipts. What is not known is a dash. */
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
  const copies = copiesOf(snapshot, description.topology);
  const receipts = receiptsOf(snapshot);
  const heard = receipts.phones > 0;
  const title =
    snapshot.incident === null
      ? t(storyTexts.report)
      : `${t(storyTexts.report, " ")} · ${t(timeAndPace(snapshot, time))}`;
  const cards: readonly (readonly [string, string, LocalizedText])[] = [
    ["funds", differenceText(snapshot.funds), storyTexts.difference],
    ["copies", copies === null ? "—" : `${copies.equal} = ${copies.equal}`, storyTexts.copiesEqual],
    ["missing", heard ? formatCount(receipts.missing) : "—", storyTexts.missing],
  ];
  return (
    <g>
      <Line
        text={title}
        x={48}
        y={206}
        size={72}
        weight={800}
        max={1_824}
        anchor="start"
        className="ink"
        testId="headline"
      />
      <rect className="report-line" x={48} y={270} width={1_824} height={12} />
      {cards.map(([id, figure, word], position) => {
        return <Card key={id} id={id} figure={figure} word={word} x={48 + position * cardEvery} />;
      })}
      <Line
        text={`${formatCount(receipts.phones)} ${t(storyTexts.phones(receipts.phones), " ")} · ${formatCount(receipts.verified)} ${t(storyTexts.receipts(receipts.verified), " ")} · ${formatCount(receipts.notYetHeard)} ${t(storyTexts.notHeard, " ")}`}
        x={960}
        y={876}
        size={56}
        weight={600}
        max={1_824}
        className="ink"
      />
    </g>
  );
}

function Card({
  id,
  figure,
  word,
  x,
}: {
  readonly id: string;
  readonly figure: string;
  readonly word: LocalizedText;
  readonly x: number;
}): JSX.Element {
  const t = useBoth();
  return (
    <g data-testid={`card-${id}`}>
      <rect className="card" x={x} y={372} width={cardWidth} height={420} rx={28} />
      <Line
        text={figure}
        x={x + cardWidth / 2}
        y={590}
        size={180}
        weight={700}
        max={cardWidth - 64}
        className="ink"
      />
      <Line
        text={t(word, " ")}
        x={x + cardWidth / 2}
        y={710}
        size={56}
        weight={600}
        max={cardWidth - 48}
        className="ink"
      />
    </g>
  );
}
