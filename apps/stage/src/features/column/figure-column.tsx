import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { formatCount } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { Story } from "../../model/show/story.ts";
import { showsTimer, type StageView } from "../../model/show/view.ts";
import type { StageState } from "../../model/store.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { QrCode } from "../../shared/qr-code.tsx";
import { Timer } from "./timer-digits.tsx";
import { Verification } from "./verification.tsx";

/** One large figure, the line over it and the facts under it; always in the same place. */
export function FigureColumn({
  store,
  description,
  snapshot,
  view,
  story,
}: {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly view: StageView;
  readonly story: Story;
}): JSX.Element {
  return (
    <section className="column" data-view={view}>
      <p key={`label-${view}`} className="column-label appears" data-testid="label">
        <Bilingual text={story.label} />
      </p>
      {showsTimer(view) && snapshot.incident !== null ? (
        <Timer store={store} />
      ) : (
        <Figure value={figureOf(view, snapshot)} />
      )}
      {view === "recovered" ? (
        <Verification snapshot={snapshot} />
      ) : (
        <div className="facts">
          {story.facts.map((fact, position) => (
            <p key={position} className="fact figures" data-testid="fact">
              <Bilingual text={fact} lines />
            </p>
          ))}
          {view === "live" || view === "cue" ? (
            <QrCode code={description.joinQr} label={description.joinUrl} className="column-qr" />
          ) : null}
        </div>
      )}
    </section>
  );
}

function figureOf(view: StageView, snapshot: ShowSnapshot): number {
  if (view === "cue") return snapshot.cue.tapped;
  if (view === "quorum-lost" || view === "starting") return snapshot.quorum.answering;
  return snapshot.traffic.perSecond;
}

function Figure({ value }: { readonly value: number }): JSX.Element {
  const text = formatCount(value);
  return (
    <p className="figure figures" data-length={Math.min(7, text.length)} data-testid="figure">
      {text}
    </p>
  );
}
