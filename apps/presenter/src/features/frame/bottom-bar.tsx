import type { ShowSnapshot } from "@cablecut/protocol";
import { presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole, useConsoleState } from "../../shared/console-context.ts";
import { HoldButton } from "../../shared/hold-button.tsx";
import { refusalText } from "../../shared/refusal-texts.ts";
import { useHindrance } from "../../shared/use-hindrance.ts";

/** The two things that work at any moment (real cables are restored by hand), and the last refusal in words. */
export function BottomBar({ show }: { readonly show: ShowSnapshot }): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const refused = useConsoleState((state) => state.refused);
  const hindrance = useHindrance("blank");
  const cablesAreReal = useConsoleState((state) => state.description?.realCables === true);
  return (
    <footer className="bottom-bar">
      {refused === null ? null : (
        <p key={refused.number} className="refusal" role="alert" data-testid="refusal">
          <span>{t(refusalText(refused))}</span>
          <button type="button" className="button" onClick={() => commands.dismissRefusal()}>
            {t(presenterTexts.dismiss)}
          </button>
        </p>
      )}
      <div className="bottom-buttons">
        <button
          type="button"
          className="button"
          aria-pressed={show.blank}
          disabled={hindrance !== null}
          onClick={() => void commands.send({ kind: "blank", on: !show.blank })}
        >
          {t(presenterTexts.blank)}
        </button>
        {cablesAreReal ? null : (
          <HoldButton
            className="button-panic"
            disabled={hindrance !== null}
            onHeld={() => void commands.send({ kind: "restore-everything" })}
          >
            {t(presenterTexts.restoreEverything)} <small>{t(presenterTexts.holdShort)}</small>
          </HoldButton>
        )}
      </div>
    </footer>
  );
}
