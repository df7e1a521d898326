import { presenterTexts, useSay } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { useConsoleState } from "../../console-context.ts";
import type { Act } from "../../show/acts.ts";

/** The clicker has armed the next act, and for how long it stays so. */
export function ArmedMark({ act }: { readonly act: Act }): JSX.Element | null {
  const t = useSay();
  const armed = useConsoleState((state) => state.armed);
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (armed === null) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), 250);
    return () => clearInterval(timer);
  }, [armed]);
  if (armed === null || armed.act !== act.kind || nowMs >= armed.untilMs) return null;
  return (
    <strong className="armed" role="alert" data-testid="armed">
      {t(presenterTexts.armed(Math.ceil((armed.untilMs - nowMs) / 1_000)))}
    </strong>
  );
}
