import type { ConsoleSnapshot, ShowDescription } from "@cablecut/protocol";
import type { JSX } from "react";
import { useClicker } from "./features/acts/use-clicker.ts";
import { NextAct } from "./features/acts/next-act.tsx";
import { CablesPanel } from "./features/cables/cables-panel.tsx";
import { QuorumWarning } from "./features/cables/quorum-warning.tsx";
import { ReportExport } from "./features/report/report-export.tsx";
import { PacePanel } from "./features/settings/pace-panel.tsx";
import { SettingsPanel } from "./features/settings/settings-panel.tsx";
import { EventList } from "./features/watch/event-list.tsx";
import { Numbers } from "./features/watch/numbers.tsx";
import { Preflight } from "./features/watch/preflight.tsx";
import { BottomBar } from "./features/frame/bottom-bar.tsx";
import { TopBar } from "./features/frame/top-bar.tsx";

/** On a phone one column in order of urgency, on a laptop three; the bars above and below are always in sight. */
export function Console({
  description,
  snapshot,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ConsoleSnapshot;
}): JSX.Element {
  useClicker();
  const { show } = snapshot;
  return (
    <div className="console">
      <TopBar description={description} show={show} />
      <main className="columns">
        <div className="column-acts">
          <NextAct description={description} show={show} />
          <Numbers show={show} topology={description.topology} />
        </div>
        <div className="column-cables">
          <CablesPanel topology={description.topology} show={show} />
          <EventList events={snapshot.events} topology={description.topology} />
        </div>
        <div className="column-settings">
          <PacePanel show={show} waiting={snapshot.waiting.pace} />
          <SettingsPanel snapshot={snapshot} />
          <Preflight items={snapshot.preflight} />
          <ReportExport description={description} show={show} />
        </div>
      </main>
      <BottomBar show={show} />
      <QuorumWarning description={description} show={show} />
    </div>
  );
}
