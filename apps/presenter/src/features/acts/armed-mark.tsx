import { presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
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
  if (nowMs >= untilMs) return null;
  return (
    <strong className="armed" role="alert" data-testid="armed">
      {t(presenterTexts.armed(Math.ceil((untilMs - nowMs) / 1_000)))}
    </strong>
  );
}
