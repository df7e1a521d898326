import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { commonTexts, formatClock, formatDate, paceTexts, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { paceOfPicture, pictureAtMs } from "../../model/story/picture-subject.ts";
import { differenceText, fundsAge, fundsParts } from "../../model/story/words.ts";
import { Line } from "../../shared/line.tsx";
import { useSinceStop } from "../../shared/since-stop.ts";
import { useBoth } from "../../shared/stage-languages.ts";

/** The money keeps its place and brightness in every scene that has the hall; beside it stands whose picture this is. */
export function StatusRow({
  description,
  snapshot,
  age,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  /** How old the picture is, where no band says it. */
  readonly age: string | null;
}): JSX.Element {
  const t = useBoth();
  const { funds } = snapshot;
  const toldAgo = fundsAge(funds);
  const old = age ?? (toldAgo === null ? null : t(toldAgo));
  return (
    <g>
      <g data-testid="funds" data-exact={funds !== null && funds.differenceCents === 0}>
        <Line
          text={`${t(storyTexts.fundsDifference, " ")} ${differenceText(funds)}`}
          x={48}
          y={74}
          size={48}
          weight={700}
          max={724}
          anchor="start"
          className="ink"
        />
      </g>
      {old === null ? <FundsParts snapshot={snapshot} /> : <Age age={old} />}
      <ShowMark description={description} snapshot={snapshot} />
    </g>
  );
}

function FundsParts({ snapshot }: { readonly snapshot: ShowSnapshot }): JSX.Element {
  const t = useBoth();
  const parts = fundsParts(snapshot).map((line) =>
    line.map(({ count, word }) => (word === null ? count : `${count} ${t(word, " ")}`)).join(" · "),
  );
  return (
    <>
      {parts.map((part, line) => (
        <Line
          key={line}
          text={part}
          x={796}
          y={54 + line * 36}
          size={30}
          weight={500}
          max={520}
          anchor="start"
          className="soft"
        />
      ))}
    </>
  );
}

function Age({ age }: { readonly age: string }): JSX.Element {
  return (
    <Line
      text={age}
      x={796}
      y={74}
      size={48}
      weight={700}
      max={520}
      anchor="start"
      className="amber"
    />
  );
}

function ShowMark({
  description,
  snapshot,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
}): JSX.Element {
  const t = useBoth();
  const sinceStopMs = useSinceStop();
  const isRehearsal = snapshot.rehearsal || description.rehearsal;
  const mark = isRehearsal ? t(storyTexts.rehearsal, " ") : t(commonTexts.testMark);
  return (
    <g data-testid="show-mark">
      <Line
        text={`${mark} · ${t(paceTexts[paceOfPicture(snapshot, sinceStopMs)], " ")}`}
        x={1_872}
        y={54}
        size={30}
        weight={600}
        max={530}
        anchor="end"
        className="ink"
      />
      <Line
        text={`${snapshot.showId} · ${whenOf(snapshot, sinceStopMs)}`}
        x={1_872}
        y={90}
        size={30}
        weight={500}
        max={530}
        anchor="end"
        className="soft"
      />
    </g>
  );
}

export function whenOf(snapshot: ShowSnapshot, sinceStopMs: number | null): string {
  const atMs = pictureAtMs(snapshot, sinceStopMs);
  return `${formatDate(atMs)} ${formatClock(atMs)}`;
}
