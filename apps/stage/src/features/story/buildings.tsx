import type { ShowSnapshot } from "@cablecut/protocol";
import type { JSX } from "react";
import { lostRooms } from "../../model/story/hall.ts";
import type { Building, CityPlace } from "../../model/story/plan.ts";
import { fittingSize } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth } from "../../shared/stage-languages.ts";

/** The facades: a dead one is dashed, so that it is told from its edge alone. Windows are painted over them. */
export function Facades({
  buildings,
  snapshot,
}: {
  readonly buildings: readonly Building[];
  readonly snapshot: ShowSnapshot;
}): JSX.Element {
  const lost = lostRooms(snapshot);
  return (
    <g>
      {buildings.map(({ room, x, y, width, height }) => (
        <rect
          key={room}
          className="facade"
          data-lost={lost.has(room)}
          x={x}
          y={y}
          width={width}
          height={height}
        />
      ))}
    </g>
  );
}

/** A name may reach so far into the gaps beside its city. */
const beside = 14;

export function CityNames({
  cities,
  snapshot,
  baseline,
  size,
  widthMin,
}: {
  readonly cities: readonly CityPlace[];
  readonly snapshot: ShowSnapshot;
  readonly baseline: number;
  readonly size: number;
  /** A city of one small building has room beside it, where the hall is wide. */
  readonly widthMin: number;
}): JSX.Element {
  const t = useBoth();
  const lost = lostRooms(snapshot);
  const boxOf = (width: number): number => Math.max(width + beside, widthMin);
  // As large as the narrowest city allows: one size for all of them.
  const common = Math.min(
    ...cities.map(({ name, width }) => fittingSize(t(name, " "), size, 700, boxOf(width))),
  );
  return (
    <g>
      {cities.map(({ city, name, centreX, width, rooms }) => (
        <Line
          key={city}
          text={t(name, " ")}
          x={centreX}
          y={baseline}
          size={common}
          weight={700}
          max={boxOf(width)}
          className={rooms.every((room) => lost.has(room)) ? "lost-city" : "ink"}
        />
      ))}
    </g>
  );
}
