import { quorumOf, type ShowDescription, type ShowSnapshot } from "@cablecut/protocol";
import { presenterTexts, useSay } from "@cablecut/ui";
import { useEffect, useLayoutEffect, useRef, type JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { leftAfter } from "../../model/left-after-cut.ts";
import type { GuardedCommand } from "../../model/store.ts";
import { HoldButton } from "../../shared/hold-button.tsx";

/**
 * Before a cut after which nothing could be booked: asked once more, in words, and held again. No modal dialog: that would
 * take Blank and Restore away, which must work at any moment.
 */
export function QuorumWarning({
  asked,
  description: { topology },
  show,
}: {
  readonly asked: GuardedCommand;
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const question = useQuestionInFocus(() => void commands.answerGuard(false));
  const { left } = leftAfter(asked, topology, show.cables, show.rooms);
  return (
    <>
      <div className="guard-shade" />
      <section
        ref={question}
        className="guard"
        role="alertdialog"
        tabIndex={-1}
        aria-labelledby="guard-title"
        aria-describedby="guard-text"
        data-testid="quorum-guard"
      >
        <h2 id="guard-title">{t(presenterTexts.guardTitle)}</h2>
        <p id="guard-text">{t(presenterTexts.guardText(left, quorumOf(topology)))}</p>
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
      </section>
    </>
  );
}

/**
 * What a modal dialog would do by itself: the focus comes here, Escape means no, and the focus goes back. No answer has the
 * focus: a key that is still held from the cut before would give it.
 */
function useQuestionInFocus(onEscape: () => void): React.RefObject<HTMLElement | null> {
  const question = useRef<HTMLElement>(null);
  const before = useRef<Element | null>(null);
  const escape = useRef(onEscape);
  useEffect(() => {
    escape.current = onEscape;
  }, [onEscape]);
  useLayoutEffect(() => {
    // Before the browser takes the focus out of what is inert now.
    before.current = document.activeElement;
    question.current?.focus();
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") escape.current();
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
      if (before.current instanceof HTMLElement) before.current.focus();
    };
  }, []);
  return question;
}
