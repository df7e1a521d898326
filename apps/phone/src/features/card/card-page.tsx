import { phonePageTexts, useSay } from "@cablecut/ui";
import { useEffect, useMemo, useState, type JSX } from "react";
import { cardRunOf } from "../../model/card/card-run.ts";
import type { Profile } from "../../model/phone-state.ts";
import { countChecks } from "../../model/receipts/receipt-book.ts";
import { PageFrame } from "../../shared/page-frame.tsx";
import { useNotLoaded } from "../../shared/not-loaded.ts";
import { useIsInside, usePages, usePhoneState } from "../../shared/phone-context.ts";
import type * as Drawing from "./draw-card.ts";

let drawCard: typeof Drawing.drawCard | null = null;

/** What draws is not needed to come in, so it is loaded when a card is to be seen. */
async function loadDrawing(): Promise<typeof drawCard> {
  drawCard ??= (await import("./draw-card.ts")).drawCard;
  return drawCard;
}

/** A picture to keep: the hall's figures and this phone's receipts. */
export function CardPage({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const pages = usePages();
  const now = usePhoneState((state) => JSON.stringify(cardRunOf(state)));
  const isMissing = usePhoneState(
    ({ verification: told }) => told.kind === "done" && countChecks(told.result).lost > 0,
  );
  // What is shown stays for whoever is about to save it: it is of a run that is over, whatever begins meanwhile.
  const [last, setLast] = useState(now);
  if (now !== last && now !== "null") setLast(now);
  const run = isMissing ? now : last;
  const [draw, setDraw] = useState(() => drawCard);
  // Not all of it: money that comes in draws nothing anew.
  const { topology, me, showId, keyFingerprint } = profile;
  const isInside = useIsInside();
  const notLoaded = useNotLoaded();
  // Not without a line: a browser may never ask again for a module that it could not get once.
  useEffect(() => {
    if (isInside) loadDrawing().then((drawing) => setDraw(() => drawing), notLoaded);
  }, [isInside, notLoaded]);
  const picture = useMemo(() => {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- the text was written one line above, from this type
    const read = JSON.parse(run) as ReturnType<typeof cardRunOf>;
    return read === null ? null : (draw?.(read, { topology, me, showId, keyFingerprint }) ?? null);
  }, [run, draw, topology, me, showId, keyFingerprint]);
  return (
    <PageFrame title={phonePageTexts.yourCard} className="card-page">
      <div className="picture">
        {picture === null ? null : <img src={picture} alt={t(phonePageTexts.cardAlt)} />}
      </div>
      {picture === null ? null : (
        <p className="small press-and-hold">{t(phonePageTexts.pressAndHold)}</p>
      )}
      <button type="button" className="main-button" onClick={() => pages.home()}>
        {t(phonePageTexts.done)}
      </button>
    </PageFrame>
  );
}
