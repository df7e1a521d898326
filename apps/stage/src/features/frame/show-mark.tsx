import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { formatClock, formatDate, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { pictureAtMs } from "../../model/story/picture-subject.ts";
import { useSinceStop } from "../../shared/since-stop.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { ConnectionMark } from "./connection-mark.tsx";

/** Whose picture this is: product, show, date and time. */
export function ShowMark({
  description,
  snapshot,
  connected,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly connected: boolean;
}): JSX.Element {
  const rehearsal = snapshot.rehearsal || description.rehearsal;
  const atMs = pictureAtMs(snapshot, useSinceStop(), "dashboard");
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
        <span className="show-mark-id">{snapshot.showId}</span> · {formatDate(atMs)}{" "}
        {formatClock(atMs)}
      </p>
    </section>
  );
}
