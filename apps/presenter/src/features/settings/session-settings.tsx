import { presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";

/** The clicker's keys, and the way out. */
export function SessionSettings(): JSX.Element {
  const t = useSay();
  const { logout } = useConsole();
  return (
    <>
      <p className="hint">{t(presenterTexts.clickerHint)}</p>
      <button type="button" className="button" onClick={() => void logout()}>
        {t(presenterTexts.logout)}
      </button>
    </>
  );
}
