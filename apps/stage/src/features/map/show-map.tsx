import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { stageTexts, useLanguage } from "@cablecut/ui";
import { useMemo, type JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { planMap, planSize } from "../../model/map/plan.ts";
import { tilesByRoom } from "../../model/map/shards.ts";
import type { StageView } from "../../model/show/view.ts";
import type { StageState } from "../../model/store.ts";
import { CableLine } from "./cable-line.tsx";
import { MapLegend } from "./map-legend.tsx";
import { MapNow } from "./map-now.tsx";
import { RecoveryRing } from "./recovery-ring.tsx";
import { RoomBox } from "./room-box.tsx";
import { Travellers } from "./travellers-layer.tsx";

/** Cities, rooms, cables and the backbone as they are now, with the payments that really were booked moving on them. */
export function ShowMap({
  store,
  description,
  snapshot,
  view,
}: {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly view: StageView;
}): JSX.Element {
  const language = useLanguage();
  const { topology } = description;
  const plan = useMemo(() => planMap(topology), [topology]);
  const tiles = useMemo(() => tilesByRoom(snapshot.shards, topology), [snapshot.shards, topology]);
  return (
    <section className="map" aria-label={stageTexts.title[language]}>
      <svg viewBox={`0 0 ${planSize.width} ${planSize.height}`} className="map-picture">
        <defs>
          <pattern
            id="switching-stripes"
            width="22"
            height="22"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="22" height="22" fill="#1d1a10" />
            <rect width="9" height="22" fill="#5a430f" />
          </pattern>
        </defs>
        {plan.cables.map((place) => (
          <CableLine
            key={place.cable}
            place={place}
            fault={snapshot.cables.find((cable) => cable.cable === place.cable)?.fault ?? "unknown"}
          />
        ))}
        <RecoveryRing
          centre={plan.ringCentre}
          snapshot={snapshot}
          topology={topology}
          view={view}
        />
        {plan.rooms.map((place) => {
          const health = snapshot.rooms.find((room) => room.room === place.room);
          return health === undefined ? null : (
            <RoomBox
              key={place.room}
              place={place}
              health={health}
              name={topology.rooms[place.room]!.name}
              tiles={tiles[place.room] ?? []}
              hideAccounts={snapshot.people.hidden}
            />
          );
        })}
        {plan.cornersFree ? (
          <>
            <MapLegend />
            <MapNow snapshot={snapshot} topology={topology} />
          </>
        ) : null}
      </svg>
      <Travellers store={store} plan={plan} topology={topology} />
    </section>
  );
}
