import type { ConsoleSnapshot, LocalizedText, PresenterCommand } from "@cablecut/protocol";
import { presenterTexts, useLanguage, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { useHindrance } from "../../shared/use-hindrance.ts";

/** The stage window, the doors, the head count, and whether shards go home. */
export function SettingsPanel({ snapshot }: { readonly snapshot: ConsoleSnapshot }): JSX.Element {
  const t = useSay();
  const language = useLanguage();
  const { stageWindow, stageTicket, logout } = useConsole();
  const [blocked, setBlocked] = useState(false);
  const { show } = snapshot;
  return (
    <section className="panel settings">
      <h2>{t(presenterTexts.settings)}</h2>
      <div className="settings-stage">
        <button
          type="button"
          className="button"
          onClick={() => setBlocked(!stageWindow.open(language, stageTicket()))}
        >
          {t(presenterTexts.openStage)}
        </button>
        <span className="hint">{t(presenterTexts.stages(snapshot.stages))}</span>
      </div>
      {blocked ? <p role="alert">{t(presenterTexts.stageBlocked)}</p> : null}
      <Toggle
        text={presenterTexts.doors}
        on={snapshot.doorsOpen}
        command={(open) => ({ kind: "doors", open })}
      />
      <Toggle
        text={presenterTexts.lastNumbers}
        on={snapshot.lastNumbersToo}
        command={(on) => ({ kind: "last-numbers", on })}
      />
      <Toggle
        text={presenterTexts.hideCount}
        on={show.people.hidden}
        command={(hidden) => ({ kind: "hide-count", hidden })}
      />
      <Toggle
        text={presenterTexts.holdUp}
        on={show.act === "hold-up"}
        command={(on) => ({
          kind: "turn",
          change: { dial: "act", value: { act: on ? "hold-up" : "live" } },
        })}
      />
      <Toggle
        text={presenterTexts.failback}
        on={show.failback}
        command={(failback) => ({ kind: "set-failback", failback })}
        waiting={snapshot.waiting.failback !== null}
      />
      <button type="button" className="button" onClick={() => void logout()}>
        {t(presenterTexts.logout)}
      </button>
    </section>
  );
}

/** Shows what is, and asks for the opposite; it turns only when the show says that it has. */
function Toggle({
  text,
  on,
  command,
  waiting = false,
}: {
  readonly text: LocalizedText;
  readonly on: boolean;
  readonly command: (on: boolean) => PresenterCommand;
  /** It was asked for, and the rooms have not taken it yet. */
  readonly waiting?: boolean;
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const hindrance = useHindrance(command(!on).kind);
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      className="toggle"
      disabled={hindrance !== null}
      onClick={() => void commands.send(command(!on))}
    >
      <span>
        {t(text)}
        {waiting ? <span className="hint"> {t(presenterTexts.waitingForRooms)}</span> : null}
      </span>
      <span className="toggle-shape" aria-hidden="true" />
    </button>
  );
}
