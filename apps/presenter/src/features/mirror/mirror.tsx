import { consoleTexts, useLanguage, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole, useConsoleState } from "../../shared/console-context.ts";
import { useStageHeard } from "../../shared/use-stage-heard.ts";

/**
 * What the audience sees: the stage's own page, still and small. It is the presenter's to look at; nothing in it can be
 * reached. It speaks first the language in which this console opens the stage's window.
 */
export function Mirror({ blank }: { readonly blank: boolean }): JSX.Element {
  const t = useSay();
  const language = useLanguage();
  const { mirrorAddress } = useConsole();
  const ticket = useConsoleState((state) => state.stageTicket);
  const ownView = useStageHeard()?.ownView ?? null;
  const address = ticket === null ? null : mirrorAddress(ticket, language, ownView);
  return (
    <section className="mirror" data-blank={blank} aria-labelledby="mirror-title">
      <h2 id="mirror-title" className="unseen">
        {t(consoleTexts.mirror)}
      </h2>
      <div className="mirror-frame" inert>
        {address === null ? null : (
          <iframe src={address} title={t(consoleTexts.mirror)} tabIndex={-1} />
        )}
      </div>
      {blank ? (
        <p className="mirror-blank" role="status">
          <span>{t(consoleTexts.blankNow)}</span>
        </p>
      ) : null}
    </section>
  );
}
