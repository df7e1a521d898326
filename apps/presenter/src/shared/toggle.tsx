import type { LocalizedText, PresenterCommand } from "@cablecut/protocol";
import { presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole } from "./console-context.ts";
import { useHindrance } from "./use-hindrance.ts";

/** Shows what is, and asks for the opposite; it turns only when the show says that it has. */
export function Toggle({
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
