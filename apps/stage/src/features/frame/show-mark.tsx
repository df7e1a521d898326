import type { ShowSnapshot } from "@cablecut/protocol";
import { stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import type { HeadMark } from "../../model/show/head-rows.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { ConnectionMark } from "./connection-mark.tsx";

/** Whose picture this is: product, show, date and time. */
export function ShowMark({
  snapshot,
  mark: { connected, rehearsal },
  when,
}: {
  readonly snapshot: ShowSnapshot;
  readonly mark: HeadMark;
  readonly when: string;
}): JSX.Element {
  return (
    <section className="show-mark figures" data-testid="show-mark">
      <p className="show-mark-name">
        {connected && rehearsal ? (
          <span className="show-mark-rehearsal">
            <Bilingual text={stageTexts.rehearsalMark} />
          </span>
        ) : null}
        {connected ? null : <ConnectionMark snapshot={snapshot} />}
        <span>Cablecut</span>
        {connected ? (
          <span className="show-mark-test">
            <Bilingual text={stageTexts.testFunds} />
          </span>
        ) : null}
      </p>
      <p className="show-mark-when">
        <span className="show-mark-id">{snapshot.showId}</span> · {when}
      </p>
    </section>
  );
}
