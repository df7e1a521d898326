import { commonTexts, LanguageSwitch, useSay } from "@cablecut/ui";
import type { JSX } from "react";

export function TopBar({ rehearsal }: { readonly rehearsal: boolean }): JSX.Element {
  const t = useSay();
  return (
    <header className="top-bar">
      <span className="product">Cablecut</span>
      <span className="chip">{t(commonTexts.testMark)}</span>
      {rehearsal ? <span className="chip">{t(commonTexts.rehearsal)}</span> : null}
      <span className="top-bar-space" />
      <LanguageSwitch />
    </header>
  );
}
