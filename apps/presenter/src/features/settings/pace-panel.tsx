import { paceNames, type ConsoleSnapshot, type ShowSnapshot } from "@cablecut/protocol";
import { chosenPaceTexts, paceLengthTexts, presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { hindranceTexts } from "../../shared/refusal-texts.ts";
import { Toggle } from "../../shared/toggle.tsx";
import { useHindrance } from "../../shared/use-hindrance.ts";

/**
 * How long the rooms wait and how fast they move: real parameters, fixed while a switch runs. `waiting`: the one that was
 * asked for and that the rooms have not taken yet.
 */
export function PacePanel({
  show,
  waiting,
}: {
  readonly show: ShowSnapshot;
  readonly waiting: ConsoleSnapshot["waiting"];
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const hindrance = useHindrance("set-pace");
  return (
    <>
      <h3 id="pace-title">{t(presenterTexts.pace)}</h3>
      <div className="choices" role="group" aria-labelledby="pace-title">
        {paceNames.map((pace) => (
          <button
            key={pace}
            type="button"
            aria-pressed={show.pace === pace}
            className="button choice"
            data-testid={`pace-${pace}`}
            disabled={hindrance !== null}
            onClick={() => void commands.send({ kind: "set-pace", pace })}
          >
            <span>{t(chosenPaceTexts[pace])}</span>
            <small>
              {t(waiting.pace === pace ? presenterTexts.waitingForRooms : paceLengthTexts[pace])}
            </small>
          </button>
        ))}
      </div>
      <p className="hint panel-reason">
        {hindrance === null
          ? ""
          : t(
              hindrance === "switching"
                ? presenterTexts.paceWhileSwitching
                : hindranceTexts[hindrance],
            )}
      </p>
      <Toggle
        text={presenterTexts.failback}
        on={show.failback}
        command={(failback) => ({ kind: "set-failback", failback })}
        waiting={waiting.failback !== null}
      />
    </>
  );
}
