import type { ConsoleSnapshot, ShowDescription } from "@cablecut/protocol";
import { consoleTexts } from "@cablecut/ui";
import { CrowdPanel } from "./features/crowd/crowd-panel.tsx";
import type { DrawerEntry } from "./features/drawer/drawer.tsx";
import { FaultsPanel } from "./features/faults/faults-panel.tsx";
import { PeoplePanel } from "./features/people/people-panel.tsx";
import { ReportExport } from "./features/report/report-export.tsx";
import { ResetPanel } from "./features/reset/reset-panel.tsx";
import { PacePanel } from "./features/settings/pace-panel.tsx";
import { SessionSettings } from "./features/settings/session-settings.tsx";
import { StageSettings } from "./features/settings/stage-settings.tsx";
import { Numbers } from "./features/watch/numbers.tsx";
import { openChecks, Preflight } from "./features/watch/preflight.tsx";

/** What lies in the drawer, in the order in which a show needs it; real cables are not impaired from here. */
export function drawerEntries(
  description: ShowDescription,
  snapshot: ConsoleSnapshot,
): readonly DrawerEntry[] {
  const { show, preflight, venue, crowd, impaired, waiting } = snapshot;
  const { topology } = description;
  const open = openChecks(preflight, venue);
  const entry = (
    section: DrawerEntry["section"],
    content: DrawerEntry["content"],
    mark: DrawerEntry["mark"] = null,
  ): DrawerEntry => ({ section, content, mark });
  return [
    entry(
      "preflight",
      <Preflight description={description} items={preflight} venue={venue} />,
      open === 0 ? "✓" : String(open),
    ),
    entry("stage", <StageSettings snapshot={snapshot} />),
    entry("door", <PeoplePanel snapshot={snapshot} topology={topology} />, peopleMark(snapshot)),
    entry("pace", <PacePanel show={show} waiting={waiting} />),
    entry(
      "crowd",
      <CrowdPanel crowd={crowd} synthetic={show.people.synthetic} />,
      crowd?.kind === "running" ? String(crowd.people) : null,
    ),
    ...(description.realCables === true
      ? []
      : [
          entry(
            "faults",
            <FaultsPanel topology={topology} cables={show.cables} impaired={impaired} />,
            impaired.length === 0 ? null : String(impaired.length),
          ),
        ]),
    entry("report", <ReportExport description={description} show={show} />),
    entry("figures", <Numbers show={show} topology={topology} />),
    entry("session", <SessionSettings />),
    entry("reset", <ResetPanel showId={description.showId} />),
  ];
}

/** What keeps people from paying or from coming in, and is easily forgotten behind a closed section. */
function peopleMark({ paused, show }: ConsoleSnapshot): DrawerEntry["mark"] {
  if (paused) return consoleTexts.pausedMark;
  return show.doorsOpen ? null : consoleTexts.closedMark;
}
