import {
  formatSeconds,
  type IncidentView,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { LanguageSwitch, presenterTexts, sceneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsoleState } from "../../shared/console-context.ts";

/** Where the show is, how long the incident has lasted, and whether this console is heard. */
export function TopBar({
  description,
  show,
}: {
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
}): JSX.Element {
  const t = useSay();
  const connection = useConsoleState((state) => state.connection);
  const { incident } = show;
  const byHand = incident?.state === "restored-by-hand" && show.scene !== "live";
  return (
    <header className="top-bar" data-scene={show.scene}>
      <p className="top-scene" data-testid="scene" data-scene={show.scene}>
        <span className="scene-shape" aria-hidden="true" />
        {t(byHand ? presenterTexts.restoredByHand : sceneTexts[show.scene])}
      </p>
      <p className="top-timer figures" data-testid="timer">
        {incident === null ? "" : timeText(incident, t(presenterTexts.timeNotKnown))}
      </p>
      <p className="top-show">
        {t(presenterTexts.show(description.showId))}
        {show.rehearsal ? <span className="top-rehearsal">{t(rehearsalText)}</span> : null}
      </p>
      <p className="top-connection" data-connection={connection} role="status">
        <span className="connection-shape" aria-hidden="true" />
        {t(presenterTexts[connection])}
      </p>
      <LanguageSwitch />
    </header>
  );
}

function timeText({ elapsedMs }: IncidentView, notKnown: string): string {
  return elapsedMs === null ? notKnown : `${formatSeconds(elapsedMs)} s`;
}

const rehearsalText = { en: "Rehearsal", zh: "彩排" };
