import type { LocalizedText, ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { actBack, nextAct, type Act } from "../../model/acts.ts";
import { useHindrance } from "../../shared/use-hindrance.ts";
import { ArmedMark } from "./armed-mark.tsx";
import { HoldButton } from "../../shared/hold-button.tsx";

/** The one thing to do next, as large as it is important. */
export function NextAct({
  description,
  show,
}: {
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const act = nextAct(show, description.topology);
  const back = actBack(show);
  const hindrance = useHindrance("command" in act ? act.command.kind : "blank");
  const backHindrance = useHindrance(back?.command.kind ?? "blank");
  return (
    <section className="panel next-act" data-testid="next-act" data-act={act.kind}>
      <h2>{t(presenterTexts.nextAct)}</h2>
      {!("command" in act) ? (
        <p className="next-wait">
          {t(act.kind === "wait" ? presenterTexts.actWait : presenterTexts.actStarting)}
        </p>
      ) : act.hand === "hold" ? (
        <HoldButton
          className={act.kind === "cut" ? "button-cut next-button" : "button-strong next-button"}
          disabled={hindrance !== null}
          onHeld={() => void commands.send(act.command)}
        >
          {t(actText(act, description))}
        </HoldButton>
      ) : (
        <button
          type="button"
          className="button button-strong next-button"
          disabled={hindrance !== null}
          onClick={() => void commands.send(act.command)}
        >
          {t(actText(act, description))}
        </button>
      )}
      <p className="next-hint">
        <ArmedMark act={act} />
        <span>{t(hintOf(act))}</span>
      </p>
      <div className="next-foot">
        <button
          type="button"
          className="button"
          disabled={back === null || backHindrance !== null}
          onClick={() => back !== null && void commands.send(back.command)}
        >
          {t(back?.kind === "lobby" ? presenterTexts.actLobby : presenterTexts.actCueOff)}
        </button>
        <p className="hint">{t(presenterTexts.clickerHint)}</p>
      </div>
    </section>
  );
}

function hintOf(act: Act): LocalizedText {
  if (act.kind === "wait") return presenterTexts.actWaitHint;
  if (act.kind === "starting") return presenterTexts.actStartingHint;
  return act.hand === "hold" ? presenterTexts.holdToAct : presenterTexts.tapToAct;
}

function actText(
  act: Extract<Act, { command: unknown }>,
  description: ShowDescription,
): LocalizedText {
  const { topology } = description;
  const city = topology.cities.find((entry) => entry.id === topology.cutCity)!.name;
  const ofCity = (text: (name: string) => LocalizedText): LocalizedText => ({
    en: text(city.en).en,
    zh: text(city.zh).zh,
  });
  switch (act.kind) {
    case "live":
      return presenterTexts.actLive;
    case "cue":
      return presenterTexts.actCue;
    case "cut":
      return ofCity(presenterTexts.actCut);
    case "restore":
      return ofCity(presenterTexts.actRestore);
    case "restore-everything":
      return presenterTexts.restoreEverything;
    case "failback":
      return presenterTexts.actFailback;
  }
}
