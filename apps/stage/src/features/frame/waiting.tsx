import { stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { Bilingual } from "../../shared/bilingual.tsx";

/** The calm screen: before the first word of the gateway, and whenever the presenter blanks the stage. */
export function Waiting({ blank = false }: { readonly blank?: boolean }): JSX.Element {
  return (
    <main className="waiting" data-testid={blank ? "blank" : "waiting"}>
      <p className="waiting-name">Cablecut</p>
      {blank ? null : (
        <p className="waiting-word">
          <Bilingual text={stageTexts.connecting} />
        </p>
      )}
    </main>
  );
}
