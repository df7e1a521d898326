import type { JSX } from "react";
import { useChooseLanguage, useLanguage, useSay } from "../language-react.ts";
import { commonTexts } from "../texts/everyone.ts";

/** Names the other language in that language: whoever needs it can read it. */
export function LanguageSwitch(): JSX.Element {
  const t = useSay();
  const language = useLanguage();
  const choose = useChooseLanguage();
  return (
    <button
      type="button"
      className="language-switch"
      aria-label={t(commonTexts.switchLanguage)}
      onClick={() => choose(language === "en" ? "zh" : "en")}
    >
      {t(commonTexts.otherLanguage)}
    </button>
  );
}
