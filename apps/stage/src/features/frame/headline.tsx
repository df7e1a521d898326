import type { LocalizedText } from "@cablecut/protocol";
import type { JSX } from "react";
import type { StageView } from "../../model/show/view.ts";
import { Bilingual } from "../../shared/bilingual.tsx";

/** The one sentence of the moment. Its place and size never change; a new sentence fades in. */
export function Headline({
  text,
  view,
}: {
  readonly text: LocalizedText;
  readonly view: StageView;
}): JSX.Element {
  return (
    <h1 className="headline" data-view={view} data-testid="headline">
      <span className="headline-mark" aria-hidden="true" />
      <span key={view} className="appears figures">
        <Bilingual text={text} />
      </span>
    </h1>
  );
}
