import { moveTexts, phoneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { usePhone, usePhoneState } from "../../shared/phone-context.ts";

/** Something was thrown while the account is open: said in words, at the foot, and gone when the person has read it. */
export function FailureNotice(): JSX.Element | null {
  const t = useSay();
  const phone = usePhone();
  const failure = usePhoneState((state) => state.failure);
  if (failure === null) return null;
  return (
    <section className="failure-notice" role="alert">
      <strong>{t(moveTexts.pageFailed)}</strong>
      <p>{t(phoneTexts.moneyStays)}</p>
      <p className="small">{failure}</p>
      <p className="hint-buttons">
        <button type="button" className="pill" onClick={() => window.location.reload()}>
          {t(phoneTexts.loadAgain)}
        </button>
        <button type="button" className="pill" onClick={() => phone.failed(null)}>
          {t(phoneTexts.close)}
        </button>
      </p>
    </section>
  );
}
