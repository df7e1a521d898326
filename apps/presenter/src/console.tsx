import type { ConsoleSnapshot, ShowDescription } from "@cablecut/protocol";
import type { DrawerSection } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { useConsoleState } from "./shared/console-context.ts";
import { drawerEntries } from "./drawer-entries.tsx";
import { useClicker } from "./features/acts/use-clicker.ts";
import { NextAct } from "./features/acts/next-act.tsx";
import { NowAct } from "./features/acts/now-act.tsx";
import { CablesPanel } from "./features/cables/cables-panel.tsx";
import { QuorumWarning } from "./features/cables/quorum-warning.tsx";
import { Drawer } from "./features/drawer/drawer.tsx";
import { BottomBar } from "./features/frame/bottom-bar.tsx";
import { StateStrip } from "./features/frame/state-strip.tsx";
import { useHeldKeysOnce } from "./shared/use-held-keys.ts";
import { TopBar } from "./features/frame/top-bar.tsx";
import { Mirror } from "./features/mirror/mirror.tsx";
import { EventList } from "./features/watch/event-list.tsx";
import { HallFigures } from "./features/watch/hall-figures.tsx";
import { StoppedLog } from "./features/watch/stopped-log.tsx";
import { StoppedRooms } from "./features/watch/stopped-rooms.tsx";

/** On a phone one column in order of urgency, on a laptop three; the bars above and below are always in sight. */
export function Console({
  description,
  snapshot,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ConsoleSnapshot;
}): JSX.Element {
  useClicker();
  useHeldKeysOnce();
  const [open, setOpen] = useState<DrawerSection | null>(null);
  const { show, events } = snapshot;
  const { topology } = description;
  const guarded = useConsoleState((state) => state.guarded);
  return (
    <div className="console">
      {/* A question stands before everything but Blank and Restore. */}
      <div className="console-rest" inert={guarded !== null}>
        <div className="console-head">
          <TopBar description={description} show={show} startedAtMs={snapshot.startedAtMs} />
          <StateStrip show={show} />
        </div>
        <main className="columns">
          <div className="column column-acts">
            <Mirror blank={show.blank} />
            <div className="card act-card">
              <NowAct description={description} show={show} />
              <NextAct description={description} show={show} />
            </div>
          </div>
          <div className="column column-cables">
            <StoppedLog alarm={snapshot.logAlarm ?? null} />
            <StoppedRooms stops={snapshot.roomStops} topology={topology} />
            <CablesPanel
              topology={topology}
              show={show}
              events={events}
              cutsUnderWay={snapshot.cutsUnderWay ?? []}
              notSaved={snapshot.cablesNotSaved === true}
            />
            <EventList events={events} topology={topology} incident={show.incident} />
          </div>
          <div className="column column-drawer">
            <HallFigures show={show} forgedBy={snapshot.forgedBy} />
            <Drawer entries={drawerEntries(description, snapshot)} open={open} onOpen={setOpen} />
          </div>
        </main>
      </div>
      <div className="console-foot">
        {guarded === null ? null : (
          <QuorumWarning asked={guarded} description={description} show={show} />
        )}
        <BottomBar show={show} />
      </div>
    </div>
  );
}
