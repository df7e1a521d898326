import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { commonTexts, storyTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { ShownTime } from "../../model/show/timer.ts";
import { countText } from "../../model/show/count-text.ts";
import { fittingSize } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { useSinceStop } from "../../shared/since-stop.ts";
import { useBoth } from "../../shared/stage-languages.ts";
import { whenOf } from "./status-row.tsx";

/** What every full picture is drawn from. */
export interface PictureProps {
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly time: ShownTime | null;
  /** How old the picture has become, once nothing comes any more. */
  readonly age: string | null;
}

/** Widest line of a full picture, and the middle of all of them. */
export const wide = 1_780;
export const centre = 960;

/** Its count is null where nobody knows it. */
type ReceiptPart = readonly [of: string, count: number | null, word: string];

/** Null where the head count is hidden: then there is no such part. */
export function phonesPart(
  phones: number | null,
  t: ReturnType<typeof useBoth>,
): readonly ReceiptPart[] {
  return phones === null ? [] : [["phones", phones, t(storyTexts.phones(phones), " ")]];
}

/** Numbers that are never added up. */
export function ReceiptLine({ parts }: { readonly parts: readonly ReceiptPart[] }): JSX.Element {
  const said = parts.map(
    ([of, count, word], position) =>
      [of, count, `${position === 0 ? "" : " · "}${countText(count)} ${word}`] as const,
  );
  const size = fittingSize(said.map(([, , text]) => text).join(""), 56, 600, wide);
  return (
    <text
      className="line ink"
      x={centre}
      y={766}
      fontSize={size}
      fontWeight={600}
      textAnchor="middle"
    >
      {said.map(([of, count, text]) => (
        <tspan key={of} data-testid={`verification-${of}`} data-some={(count ?? 0) > 0}>
          {text}
        </tspan>
      ))}
    </text>
  );
}

/** Whose picture this is, or how old it has become. */
export function Mark({
  description,
  snapshot,
  age,
  y,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly age: string | null;
  readonly y: number;
}): JSX.Element {
  const t = useBoth();
  const sinceStopMs = useSinceStop();
  const isRehearsal = snapshot.rehearsal || description.rehearsal;
  const mark = isRehearsal ? t(storyTexts.rehearsal, " ") : t(commonTexts.testMark);
  return (
    <Line
      text={age ?? `${snapshot.showId} · ${whenOf(snapshot, sinceStopMs)} · ${mark}`}
      x={centre}
      y={y}
      size={age === null ? 36 : 40}
      weight={age === null ? 500 : 700}
      max={wide}
      className={age === null ? "ink" : "amber"}
    />
  );
}
