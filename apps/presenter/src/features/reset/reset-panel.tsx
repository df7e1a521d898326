import { consoleTexts, useSay } from "@cablecut/ui";
import { useId, useState, type JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { Reason } from "../../shared/reason.tsx";
import { useHindrance } from "../../shared/use-hindrance.ts";

/** The one thing here that cannot be taken back: its button works only once this show's id was typed. */
export function ResetPanel({ showId }: { readonly showId: string }): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const hindrance = useHindrance("reset");
  const id = useId();
  const [typed, setTyped] = useState("");
  const [asking, setAsking] = useState(false);
  const isThisShow = typed.trim() === showId;
  const isOpen = isThisShow && hindrance === null && !asking;
  const ask = async (): Promise<void> => {
    setAsking(true);
    await commands.send({ kind: "reset", showId });
    setAsking(false);
  };
  return (
    <form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (isOpen) void ask();
      }}
    >
      <p>{t(consoleTexts.resetText)}</p>
      <label htmlFor={id}>{t(consoleTexts.resetType(showId))}</label>
      <input
        id={id}
        type="text"
        value={typed}
        maxLength={40}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Reason kind="reset" />
      <button type="submit" className="button" disabled={!isOpen}>
        {t(consoleTexts.resetDo)}
      </button>
    </form>
  );
}
