import type { LocalizedText, ShowSnapshot } from "@cablecut/protocol";
import { formatCount, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { Bilingual } from "../../shared/bilingual.tsx";
import { verificationOf } from "../../model/show/verified-counts.ts";

/**
 * What the audience's own phones say about their receipts. Four figures that are never mixed: red is for a missing
 * receipt and for nothing else.
 */
export function Verification({ snapshot }: { readonly snapshot: ShowSnapshot }): JSX.Element {
  const heard = verificationOf(snapshot);
  return (
    <dl
      className="verification figures appears"
      data-testid="verification"
      aria-label={
        stageTexts.verificationSaid(
          formatCount(heard.phones),
          formatCount(heard.verified),
          formatCount(heard.missing),
        ).en
      }
    >
      <Line count={heard.phones} label={stageTexts.phones} of="phones" />
      <Line count={heard.verified} label={stageTexts.verified} of="verified" />
      <Line count={heard.missing} label={stageTexts.missing} of="missing" />
      <Line count={heard.notYetHeard} label={stageTexts.notYetHeard} of="not-yet" />
    </dl>
  );
}

function Line({
  count,
  label,
  of,
}: {
  readonly count: number;
  readonly label: LocalizedText;
  readonly of: string;
}): JSX.Element {
  return (
    <div
      className="verification-line"
      data-of={of}
      data-some={count > 0}
      data-testid={`verification-${of}`}
    >
      <dd>{formatCount(count)} </dd>
      <dt>
        <Bilingual text={label} />
      </dt>
    </div>
  );
}
