import type { LocalizedText } from "@cablecut/protocol";
import { phonePageTexts, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { copyText } from "./copy-text.ts";

/** Copies a text; where the browser does not let it, the text is there to be selected by hand. */
export function CopyButton({
  label,
  text,
}: {
  readonly label: LocalizedText;
  readonly text: () => string;
}): JSX.Element {
  const t = useSay();
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = (): void => setCopied(copyText(text()));
  return (
    <>
      <div role="status">
        {copied === false ? (
          <p className="card not-copied">
            <span>{t(phonePageTexts.notCopied)}</span>
            <span className="small by-hand">{text()}</span>
          </p>
        ) : null}
      </div>
      <button type="button" className="main-button" onClick={copy}>
        {t(copied === true ? phonePageTexts.copied : label)}
      </button>
    </>
  );
}
