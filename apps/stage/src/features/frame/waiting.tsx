import { stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { Bilingual } from "../../shared/bilingual.tsx";

/** The calm screen: before the first word of the gateway, and whenever the presenter blanks the stage. */
export function Waiting({
  blank = false,
  rehearsal = false,
}: {
  readonly blank?: boolean;
  /** Said here too: a photograph of a rehearsal is one, whatever it shows. */
  readonly rehearsal?: boolean;
}): JSX.Element {
  return (
    <main className="waiting" data-testid={blank ? "blank" : "waiting"}>
      <p className="waiting-name">Cablecut</p>
      {blank ? null : (
        <p className="waiting-word">
          <Bilingual text={stageTexts.connecting} />
        </p>
      )}
      {rehearsal ? (
        <p className="waiting-word" data-testid="rehearsal">
          <Bilingual text={stageTexts.rehearsalMark} />
        </p>
      ) : null}
    </main>
  );
}
