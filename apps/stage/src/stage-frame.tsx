import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { formatClock, formatDate, stageTexts, useLive } from "@cablecut/ui";
import type { JSX, ReactNode } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { StageView } from "./model/show/view.ts";
import { pictureAtMs } from "./model/story/picture-subject.ts";
import type { StageState } from "./model/store.ts";
import { Funds } from "./features/frame/funds.tsx";
import { useSinceStop } from "./shared/since-stop.ts";
import { useBoth } from "./shared/stage-languages.ts";
import { ShowMark } from "./features/frame/show-mark.tsx";

/** What stands in every scene at the same place: funds and show. */
export function StageFrame({
  store,
  description,
  snapshot,
  view,
  children,
}: {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly view: StageView;
  readonly children: ReactNode;
}): JSX.Element {
  const t = useBoth();
  const connection = useLive(store, (state) => state.connection);
  const rehearsal = snapshot.rehearsal || description.rehearsal;
  const mark = { connected: connection === "connected", rehearsal, atMs: snapshot.atMs };
  const shownAtMs = pictureAtMs(snapshot, useSinceStop(), "dashboard");
  const when = `${formatDate(shownAtMs)} ${formatClock(shownAtMs)}`;
  return (
    <div className="frame" data-view={view} data-testid="stage">
      {rehearsal ? (
        <p className="watermark" aria-hidden="true">
          {t(stageTexts.rehearsalMark, " ")}
        </p>
      ) : null}
      <header className="frame-head">
        <Funds
          funds={snapshot.funds}
          hidden={snapshot.people.hidden}
          mark={mark}
          when={`${snapshot.showId} · ${when}`}
        />
        <ShowMark snapshot={snapshot} mark={mark} when={when} />
      </header>
      <main className="frame-body">{children}</main>
    </div>
  );
}
