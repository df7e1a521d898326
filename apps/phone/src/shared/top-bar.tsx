import { commonTexts, LanguageSwitch, phoneTexts, useSay } from "@cablecut/ui";
import type { LocalizedText } from "@cablecut/protocol";
import type { JSX } from "react";
import { Icon } from "./icons.tsx";

/** The product's name, or a page's title with the way back; the language at the right. */
export function TopBar({
  rehearsal = false,
  title = null,
  onBack = null,
}: {
  readonly rehearsal?: boolean;
  readonly title?: LocalizedText | null;
  readonly onBack?: (() => void) | null;
}): JSX.Element {
  const t = useSay();
  return (
    <header className="top-bar">
      {onBack === null ? null : (
        <button type="button" className="go-back" aria-label={t(phoneTexts.back)} onClick={onBack}>
          <Icon name="back" />
        </button>
      )}
      {title === null ? (
        <span className="product">Cablecut</span>
      ) : (
        <h1 className="product">{t(title)}</h1>
      )}
      <span className="chip">{t(commonTexts.testMark)}</span>
      {rehearsal ? <span className="chip">{t(commonTexts.rehearsal)}</span> : null}
      <span className="top-bar-space" />
      <LanguageSwitch />
    </header>
  );
}
