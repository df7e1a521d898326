import type { ConsoleSnapshot, DialChange, PresenterCommand } from "@cablecut/protocol";
import { consoleTexts, presenterTexts, useLanguage, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { Choices } from "../../shared/choices.tsx";
import { useConsole, useConsoleState } from "../../shared/console-context.ts";
import { Reason } from "../../shared/reason.tsx";
import { Toggle } from "../../shared/toggle.tsx";

/** The stage's window, its languages, view and sound, and whether it tells how many people there are. */
export function StageSettings({ snapshot }: { readonly snapshot: ConsoleSnapshot }): JSX.Element {
  const t = useSay();
  const language = useLanguage();
  const { stageWindow } = useConsole();
  const ticket = useConsoleState((state) => state.stageTicket);
  const [blocked, setBlocked] = useState(false);
  const { show, stages } = snapshot;
  return (
    <>
      <div className="settings-stage">
        <button
          type="button"
          className="button"
          onClick={() => setBlocked(!stageWindow.open(language, ticket))}
        >
          {t(presenterTexts.openStage)}
        </button>
        <span className="hint">{t(presenterTexts.stages(stages))}</span>
      </div>
      <p className="hint">{t(consoleTexts.openHint)}</p>
      {blocked ? <p role="alert">{t(presenterTexts.stageBlocked)}</p> : null}
      <Reason kind="turn" />
      <Choices
        title={consoleTexts.languages}
        now={show.stage.languages}
        of={[
          { value: "both", text: consoleTexts.both },
          { value: "zh", text: consoleTexts.zhOnly },
          { value: "en", text: consoleTexts.enOnly },
        ]}
        command={(value) => turned({ dial: "stageLanguages", value })}
      />
      <Choices
        title={consoleTexts.view}
        now={show.stage.view}
        of={[
          { value: "story", text: consoleTexts.story },
          { value: "dashboard", text: consoleTexts.dashboard },
        ]}
        command={(value) => turned({ dial: "stageView", value })}
      />
      <Toggle
        text={consoleTexts.sound}
        on={show.stage.sound}
        command={(value) => turned({ dial: "sound", value })}
      />
      <Toggle
        text={presenterTexts.hideCount}
        on={show.people.hidden}
        command={(hidden) => ({ kind: "hide-count", hidden })}
      />
    </>
  );
}

function turned(change: DialChange): PresenterCommand {
  return { kind: "turn", change };
}
