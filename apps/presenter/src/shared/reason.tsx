import type { PresenterCommand } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { hindranceTexts } from "./refusal-texts.ts";
import { useHindrance } from "./use-hindrance.ts";

/** Why the controls of a section are grey now; its line is there all the time, so that nothing moves under a finger. */
export function Reason({ kind }: { readonly kind: PresenterCommand["kind"] }): JSX.Element {
  const t = useSay();
  const hindrance = useHindrance(kind);
  return (
    <p className="hint panel-reason" data-testid="panel-reason">
      {hindrance === null ? "" : t(hindranceTexts[hindrance])}
    </p>
  );
}
