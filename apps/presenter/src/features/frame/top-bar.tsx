import {
  formatSeconds,
  type IncidentView,
  type LocalizedText,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";
import {
  actNotes,
  besideTheLine,
  chosenPaceTexts,
  consoleTexts,
  LanguageSwitch,
  presenterTexts,
  sceneTexts,
  storyTexts,
  useSay,
} from "@cablecut/ui";
import type { JSX } from "react";
import { useConsoleState } from "../../shared/console-context.ts";
import { sinceEndMs } from "../../model/acts.ts";
import { besideNow } from "../../model/line.ts";
import { useStageHeard } from "../../shared/use-stage-heard.ts";

/** After that the run of before is told as one of before, ms. */
const oldRunMs = 60_000;

/** Where the show is, how long the incident has lasted, who hears the clicker, and whether this console is heard. */
export function TopBar({
  description,
  show,
  startedAtMs,
}: {
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
  readonly startedAtMs: number | null;
}): JSX.Element {
  const t = useSay();
  const connection = useConsoleState((state) => state.connection);
  const pace = show.pace === "custom" ? null : chosenPaceTexts[show.pace];
  return (
    <header className="top-bar" data-scene={show.scene}>
      <h1 className="unseen">{t(presenterTexts.title)}</h1>
      <p className="top-scene" data-testid="scene" data-scene={show.scene}>
        {t(stateText(show))}
      </p>
      <RunTime show={show} />
      {pace === null ? null : <p className="top-soft">{t(consoleTexts.pace(t(pace)))}</p>}
      <p className="top-soft">
        {t(presenterTexts.show(description.showId))}
        {show.rehearsal || description.rehearsal ? (
          <span className="top-rehearsal">{t(rehearsalText)}</span>
        ) : null}
      </p>
      {startedAtMs === null ? null : (
        <p className="top-soft figures">
          {t(consoleTexts.running(minutesText(show.atMs - startedAtMs)))}
        </p>
      )}
      <p className="top-connection" data-connection={connection} role="status">
        <span className="connection-shape" aria-hidden="true" />
        <span className={connection === "connected" ? "top-fine" : ""}>
          {t(presenterTexts[connection])}
        </span>
      </p>
      <ClickerWord />
      <LanguageSwitch />
    </header>
  );
}

/**
 * What the stage shows: while people are asked for something that is the call, not only that the show is live; what is missing
 * stands before all else.
 */
function stateText(show: ShowSnapshot): LocalizedText {
  const { scene, act, cue, incident } = show;
  if (besideNow(show) === "missing") return besideTheLine.missing.now;
  if (scene === "recovered" && act === "report") return actNotes.report.name;
  if (scene === "recovered" && incident?.state === "restored-by-hand")
    return presenterTexts.restoredByHand;
  if (scene === "recovered" && incident?.state === "returned-by-itself")
    return presenterTexts.cameBack;
  if (scene !== "live") return sceneTexts[scene];
  if (cue.on) return actNotes.cue.name;
  return act === "hold-up" || act === "report" ? actNotes[act].name : sceneTexts.live;
}

/** The time of the incident that is on show; of one of before it is said that it is one. */
function RunTime({ show }: { readonly show: ShowSnapshot }): JSX.Element | null {
  const t = useSay();
  const { incident } = show;
  // What is not known while the rooms are being asked may be known in a moment.
  const isAsking = show.scene === "starting" && incident?.elapsedMs === null;
  if (incident === null || isAsking) return null;
  const agoMs = sinceEndMs(show);
  const isOld = incident.state !== "running" && show.scene !== "recovered" && agoMs > oldRunMs;
  if (!isOld) {
    return (
      <p className="top-timer figures" data-testid="timer">
        {t(timeText(incident))}
      </p>
    );
  }
  const { elapsedMs } = incident;
  if (elapsedMs === null) return null;
  const seconds = formatSeconds(elapsedMs);
  return (
    <p className="top-soft" data-testid="last-run">
      {t(
        Number.isFinite(agoMs)
          ? consoleTexts.lastRun(seconds, Math.floor(agoMs / 60_000))
          : consoleTexts.lastRunLongAgo(seconds),
      )}
    </p>
  );
}

/** Which window a clicker is heard in: the stage window has the focus, and hands its keys over while it says so. */
function ClickerWord(): JSX.Element {
  const t = useSay();
  const isRelayed = useStageHeard() !== null;
  return (
    <p className="top-clicker" data-testid="relay" data-relayed={isRelayed}>
      {t(isRelayed ? consoleTexts.relayed : consoleTexts.notRelayed)}
    </p>
  );
}

function timeText({ elapsedMs }: IncidentView): LocalizedText {
  if (elapsedMs === null) return presenterTexts.timeNotKnown;
  const seconds = formatSeconds(elapsedMs);
  const { en, zh } = storyTexts.secondUnit;
  return { en: `${seconds}${en}`, zh: `${seconds}${zh}` };
}

/** "4:07", and "1:04:07" after the first hour. */
function minutesText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (number: number): string => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes)}:${rest}`;
}

const rehearsalText = { en: "Rehearsal", zh: "彩排" };
