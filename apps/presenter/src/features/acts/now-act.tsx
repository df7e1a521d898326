import type { LocalizedText, RoomHealth, ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import {
  actNotes,
  besideTheLine,
  consoleTexts,
  noteFor,
  roomName,
  startSourceTexts,
  switchingAtOtherPace,
  useSay,
} from "@cablecut/ui";
import type { JSX } from "react";
import { shardsGoingHome } from "../../model/acts.ts";
import { awaitedOf, type Awaited } from "../../model/awaited.ts";
import { seenForMs } from "../../model/store.ts";
import { useConsoleState } from "../../shared/console-context.ts";
import { actLine, besideNow, stepNow, type Step } from "../../model/line.ts";

/** Where the show is on its line, what goes on, and what to say. */
export function NowAct({ description, show }: NowProps): JSX.Element {
  const t = useSay();
  const { topology } = description;
  const step = stepNow(show, topology);
  const beside = besideNow(show);
  const note = step === null ? besideTheLine[beside ?? "starting"] : actNotes[step];
  // What lasts longer than was announced is no longer waiting on purpose.
  const awaited = awaitedOf(show, useConsoleState(seenForMs));
  const isTimed = step !== "switching" || (isPacedTo2018(show) && awaited.length === 0);
  const at = actLine.findIndex((each) => each.step === step) + 1;
  const away = shardsGoingHome(show, topology);
  return (
    <section className="now-act" data-testid="now-act" data-step={step ?? "none"}>
      <h2>{t(step === null ? consoleTexts.actNone : consoleTexts.actOf(at, actLine.length))}</h2>
      <ActLine now={step} />
      <p className="now-headline">{t(noteFor(note.now, topology))}</p>
      {/* Before what can be said: whoever reads it must not have to look for it. */}
      <Longer description={description} show={show} awaited={awaited} />
      <p className="now-note">
        <span className="unseen">{t(consoleTexts.say)}: </span>
        {t(noteFor(isTimed ? note.say : switchingAtOtherPace, topology))}
      </p>
      <Since show={show} />
      {away === 0 ? null : <p className="now-soft">{t(consoleTexts.stillAway(away))}</p>}
    </section>
  );
}

/** The pace of the incident that goes on, else the one that is set. */
function isPacedTo2018({ incident, pace }: ShowSnapshot): boolean {
  const now = incident?.pace ?? pace;
  return now === "keynote" || now === "booth";
}

interface NowProps {
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
}

/** Acts that are given and acts that come by themselves in one line, told apart by shape. */
function ActLine({ now }: { readonly now: Step | null }): JSX.Element {
  const t = useSay();
  const at = actLine.findIndex(({ step }) => step === now);
  return (
    <ol className="act-line" aria-label={t(consoleTexts.line)}>
      {actLine.map(({ step, comes }, position) => (
        <li
          key={step}
          data-comes={comes}
          data-state={position < at ? "before" : position === at ? "now" : "after"}
          aria-current={position === at ? "step" : undefined}
          title={comes === "measured" ? t(consoleTexts.comesByItself) : undefined}
        >
          {t(actNotes[step].name)}
        </li>
      ))}
    </ol>
  );
}

/** Since when the time on show is counted, where it is not the cables' own stamp. */
function Since({ show: { incident, scene } }: Pick<NowProps, "show">): JSX.Element | null {
  const t = useSay();
  const since = startSourceTexts[incident?.startSource ?? "fabric"];
  const isOnShow = scene === "switching" || scene === "recovered";
  if (since === null || !isOnShow) return null;
  return (
    <p className="now-soft" data-testid="timed-since">
      {t(consoleTexts.timedSince(since))}
    </p>
  );
}

/** A switch that lasts longer than was announced, a room that takes nothing over: by name. */
function Longer({
  description: { topology },
  show,
  awaited,
}: NowProps & { readonly awaited: readonly Awaited[] }): JSX.Element | null {
  const t = useSay();
  const drained = show.rooms.filter(({ drainedMs }) => drainedMs !== null);
  if (awaited.length === 0 && drained.length === 0) return null;
  const roomsText = (rooms: readonly number[]): string =>
    rooms.map((room) => t(roomName(topology, room))).join(t(consoleTexts.listComma));
  return (
    <div className="now-longer" data-testid="awaited">
      {/* Figures that change all the time are read when they are wanted, and not each time. */}
      {awaited.length === 0 ? null : <strong role="status">{t(consoleTexts.longer)}</strong>}
      <ul>
        {awaited.map((each) => (
          <li key={each.kind}>{t(awaitedText(each, roomsText))}</li>
        ))}
        {drained.map((health) => (
          <li key={health.room}>{t(drainedText(health, roomsText([health.room])))}</li>
        ))}
      </ul>
    </div>
  );
}

/** How long is left is known once the room is back. */
function drainedText({ condition, drainedMs }: RoomHealth, room: string): LocalizedText {
  if (condition !== "normal") return consoleTexts.drainedUntilBack(room);
  const seconds = Math.ceil((drainedMs ?? 0) / 1_000);
  return seconds === 0 ? consoleTexts.drainedUntilHeard(room) : consoleTexts.drained(room, seconds);
}

function awaitedText(awaited: Awaited, roomsText: (rooms: readonly number[]) => string) {
  switch (awaited.kind) {
    case "quorum":
      return consoleTexts.missingQuorum(awaited.answering, awaited.needed);
    case "suspicion":
      return consoleTexts.missingSuspicion(roomsText(awaited.rooms));
    case "lease":
      return consoleTexts.missingLease(awaited.seconds);
    case "moves":
      return consoleTexts.missingMoves(awaited.moved, awaited.hit);
    case "payments":
      return consoleTexts.missingPayments(awaited.back, awaited.moved);
  }
}
