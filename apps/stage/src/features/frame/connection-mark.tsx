import type { ShowSnapshot } from "@cablecut/protocol";
import { formatClock, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { Bilingual } from "../../shared/bilingual.tsx";

/** The show's server is gone: what stands on the screen is its last word, and the screen says from when. */
export function ConnectionMark({ snapshot }: { readonly snapshot: ShowSnapshot }): JSX.Element {
  return (
    <span className="connection-mark appears figures" role="status">
      <span className="connection-cross" aria-hidden="true" />
      <span>
        <Bilingual text={stageTexts.connectionLost} /> · {formatClock(snapshot.atMs)}
      </span>
    </span>
  );
}
