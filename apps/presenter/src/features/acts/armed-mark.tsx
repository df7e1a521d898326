import { presenterTexts, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { useConsoleState } from "../../shared/console-context.ts";
import { useMonotonic } from "../../shared/use-monotonic.ts";
import type { Act } from "../../model/acts.ts";

/** The clicker has armed the next act, and for how long it stays so. */
export function ArmedMark({ act }: { readonly act: Act }): JSX.Element | null {
  const armed = useConsoleState((state) => state.armed);
  if (armed === null || armed.act !== act.kind) return null;
  return <Countdown key={armed.untilMs} untilMs={armed.untilMs} />;
}

function Countdown({ untilMs }: { readonly untilMs: number }): JSX.Element | null {
  const t = useSay();
  const nowMs = useMonotonic(250);
  const seconds = Math.ceil((untilMs - nowMs) / 1_000);
  // Who hears the page hears it once, and not every second.
  const [firstSeconds] = useState(seconds);
  if (nowMs >= untilMs) return null;
  return (
    <strong className="armed" data-testid="armed">
      <span className="unseen" role="alert">
        {t(presenterTexts.armed(firstSeconds))}
      </span>
      <span aria-hidden="true">{t(presenterTexts.armed(seconds))}</span>
    </strong>
  );
}
