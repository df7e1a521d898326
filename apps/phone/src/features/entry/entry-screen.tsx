import type { LocalizedText } from "@cablecut/protocol";
import {
  connectionRefusalTexts,
  moveRefusalTexts,
  moveTexts,
  phoneTexts,
  refusalTexts,
  useSay,
} from "@cablecut/ui";

import type { JSX, ReactNode } from "react";
import { usePhone, usePhoneState } from "../../shared/phone-context.ts";
import type { LinkedNumber } from "../../model/navigation/pages.ts";
import type { Entry } from "../../model/phone-state.ts";
import { unendedCount } from "../../model/transfer/outbox-counts.ts";
import { HomeShell } from "./home-shell.tsx";
import { TopBar } from "../../shared/top-bar.tsx";

/** Everything before and after the account page: the way in, the question before it, and the two ends. */
export function EntryScreen({
  entry,
  payee,
}: {
  readonly entry: Entry;
  readonly payee: LinkedNumber | null;
}): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const unended = usePhoneState(unendedCount);
  switch (entry.kind) {
    case "asking":
      return (
        <Plain title={phoneTexts.askTitle} body={phoneTexts.askBody(String(payee ?? ""))}>
          <button type="button" className="main-button" onClick={() => phone.openAccount()}>
            {t(phoneTexts.askYes)}
          </button>
        </Plain>
      );
    case "moving":
      return (
        <Plain
          title={moveTexts.movingTitle}
          body={unended > 0 ? moveTexts.waitsFirst(unended) : moveTexts.movingBody}
        >
          {unended > 0 ? null : (
            <button type="button" className="main-button" onClick={() => phone.takeMove()}>
              {t(moveTexts.movingYes)}
            </button>
          )}
          <button
            type="button"
            className={unended > 0 ? "main-button" : "quiet-button"}
            onClick={() => phone.openAccount()}
          >
            {t(moveTexts.movingNo)}
          </button>
        </Plain>
      );
    case "not-moved":
      return (
        <Plain title={moveTexts.notMovedTitle} body={moveRefusalTexts[entry.refusal]}>
          <button type="button" className="main-button" onClick={() => phone.openAccount()}>
            {t(moveTexts.goOn)}
          </button>
        </Plain>
      );
    case "superseded":
      return (
        <Plain title={phoneTexts.supersededTitle} body={phoneTexts.supersededBody}>
          <button type="button" className="main-button" onClick={() => window.location.reload()}>
            {t(phoneTexts.takeOver)}
          </button>
        </Plain>
      );
    case "removed":
      return (
        <Plain title={phoneTexts.removedTitle} body={phoneTexts.removedBody}>
          <button type="button" className="main-button" onClick={() => window.location.reload()}>
            {t(phoneTexts.comeInAgain)}
          </button>
        </Plain>
      );
    case "entering":
    case "entered":
      return <WayIn refusal={entry.kind === "entering" ? entry.refusal : null} />;
  }
}

function WayIn({
  refusal,
}: {
  readonly refusal: Extract<Entry, { kind: "entering" }>["refusal"];
}): JSX.Element {
  const connection = usePhoneState((state) => state.connection);
  const deviceOnline = usePhoneState((state) => state.deviceOnline);
  const unreachable = usePhoneState((state) => state.unreachable);
  const turnedAway = usePhoneState((state) => state.turnedAway);
  if (!deviceOnline)
    return <Plain waits title={phoneTexts.networkGone} body={phoneTexts.networkGoneDetail} />;
  if (connection !== "connected" && turnedAway === "hall-full")
    return <Plain waits title={phoneTexts.hallFullTitle} body={phoneTexts.keepOpen} />;
  if (connection !== "connected" && turnedAway !== null)
    return <Plain waits title={phoneTexts.entering} body={connectionRefusalTexts[turnedAway]} />;
  if (connection !== "connected" && unreachable)
    return <Plain waits title={phoneTexts.serverGone} body={phoneTexts.serverGoneDetail} />;
  // Nothing is the matter: the account page begins, and its figures follow.
  if (refusal === null) return <HomeShell words={phoneTexts.entering} />;
  const closed = closedTitles[refusal];
  if (closed !== undefined) return <Plain waits title={closed} body={phoneTexts.keepOpen} />;
  return <Plain waits title={phoneTexts.entering} body={refusalTexts[refusal]} />;
}

/** Doors that a person has to open are the news themselves; anything else is on the way. */
const closedTitles: Readonly<Record<string, LocalizedText>> = {
  "doors-closed": phoneTexts.doorsClosedTitle,
  "too-many-phones": phoneTexts.hallFullTitle,
};

function Plain({
  title,
  body,
  waits = false,
  children = null,
}: {
  readonly title: LocalizedText;
  readonly body: LocalizedText;
  readonly waits?: boolean;
  readonly children?: ReactNode;
}): JSX.Element {
  const t = useSay();
  return (
    <>
      <TopBar rehearsal={false} />
      <main className="entry-screen" aria-live="polite">
        {waits ? (
          <span className="waits" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
        ) : (
          <CableMark />
        )}
        <h1>{t(title)}</h1>
        <p>{t(body)}</p>
        {children}
      </main>
    </>
  );
}

/** A cable with a gap: the mark of the product. */
function CableMark(): JSX.Element {
  return (
    <svg className="cable-mark" width="64" height="64" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--brand)" />
      <g stroke="var(--on-brand)">
        <path d="M4 16h8m8 0h8" strokeWidth="4" />
        <path d="M15 9l-2.5 14M19.5 9L17 23" strokeWidth="2" strokeLinecap="round" />
      </g>
    </svg>
  );
}
