import { quorumOf, type ShowDescription, type ShowSnapshot } from "@cablecut/protocol";
import { presenterTexts, useSay } from "@cablecut/ui";
import { useEffect, useRef, type JSX } from "react";
import { useConsole, useConsoleState } from "../../shared/console-context.ts";
import { leftAfter } from "../../model/left-after-cut.ts";
import { HoldButton } from "../../shared/hold-button.tsx";

/** Before a cut after which nothing could be booked: asked once more, in words, and held again. */
export function QuorumWarning({
  description,
  show,
}: {
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const guarded = useConsoleState((state) => state.guarded);
  const dialog = useRef<HTMLDialogElement>(null);
  const open = guarded !== null;
  useEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    // Before iOS 15.4 no dialog has methods: it stands in the page then.
    if (open && typeof shown.showModal === "function") shown.showModal();
    else if (open) shown.setAttribute("open", "");
    else if (typeof shown.close === "function") shown.close();
    else shown.removeAttribute("open");
  }, [open]);
  const { topology } = description;
  const left = guarded === null ? 0 : leftAfter(guarded, topology, show.cables, show.rooms).left;
  return (
    <dialog
      ref={dialog}
      className="guard"
      data-testid="quorum-guard"
      onCancel={(event) => {
        event.preventDefault();
        void commands.answerGuard(false);
      }}
    >
      {guarded === null ? null : (
        <>
          <h2>{t(presenterTexts.guardTitle)}</h2>
          <p>{t(presenterTexts.guardText(left, quorumOf(topology)))}</p>
          <div className="guard-buttons">
            <button
              type="button"
              className="button button-strong"
              onClick={() => void commands.answerGuard(false)}
            >
              {t(presenterTexts.guardCancel)}
            </button>
            <HoldButton className="button-cut" onHeld={() => void commands.answerGuard(true)}>
              {t(presenterTexts.guardConfirm)} <small>{t(presenterTexts.holdShort)}</small>
            </HoldButton>
          </div>
        </>
      )}
    </dialog>
  );
}
