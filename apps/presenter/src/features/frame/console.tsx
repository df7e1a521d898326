import type { ConsoleSnapshot, ShowDescription } from "@cablecut/protocol";
import type { JSX } from "react";
import { useClicker } from "../acts/use-clicker.ts";
import { NextAct } from "../acts/next-act.tsx";
import { CablesPanel } from "../cables/cables-panel.tsx";
import { QuorumGuard } from "../cables/quorum-guard.tsx";
import { PacePanel } from "../settings/pace-panel.tsx";
import { SettingsPanel } from "../settings/settings-panel.tsx";
import { EventList } from "../watch/event-list.tsx";
import { Numbers } from "../watch/numbers.tsx";
import { Preflight } from "../watch/preflight.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { TopBar } from "./top-bar.tsx";

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
          <PacePanel show={show} />
          <SettingsPanel snapshot={snapshot} />
          <Preflight items={snapshot.preflight} />
        </div>
      </main>
      <BottomBar show={show} />
      <QuorumGuard description={description} show={show} />
    </div>
  );
}
