import { inAppDetails, inAppTitles, moveTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { usePages, usePhone, usePhoneState } from "../../shared/phone-context.ts";

/** Shown until it was answered once: the web view of an app is gone with its window, a browser is found again. */
export function InAppHint(): JSX.Element | null {
  const t = useSay();
  const phone = usePhone();
  const pages = usePages();
  const inApp = usePhoneState((state) => state.inApp);
  const isDue = usePhoneState((state) => state.inAppHintDue);
  if (inApp === null || !isDue) return null;
  return (
    <section className="card" aria-label={t(inAppTitles[inApp])}>
      <strong>{t(inAppTitles[inApp])}</strong>
      <p className="small">{t(inAppDetails[inApp])}</p>
      <p className="hint-buttons">
        <button
          type="button"
          className="pill"
          onClick={() => {
            phone.hintSeen();
            pages.open({ kind: "move" });
          }}
        >
          {t(moveTexts.openOutside)}
        </button>
        <button type="button" className="pill" onClick={() => phone.hintSeen()}>
          {t(moveTexts.stayHere)}
        </button>
      </p>
    </section>
  );
}
