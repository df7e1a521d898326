import type { LocalizedText, RoomHealth } from "@cablecut/protocol";
import { ConditionMark, conditionTexts, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { roomHue } from "../../model/map/hues.ts";
import { boxSize, type RoomPlace } from "../../model/map/plan.ts";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";
import { tileGrid, type ShardTile } from "../../model/map/shards.ts";

const tileArea = { x: 20, y: 124, width: boxSize.width - 40, height: 66 } as const;

/** One machine room: its name, its state as a shape, its people, and a tile for every shard it owns. */
export function RoomBox({
  place,
  health,
  name,
  tiles,
  hideAccounts,
}: {
  readonly place: RoomPlace;
  readonly health: RoomHealth;
  readonly name: LocalizedText;
  readonly tiles: readonly ShardTile[];
  readonly hideAccounts: boolean;
}): JSX.Element {
  const t = useBoth();
  const [language, other] = useStageLanguages();
  const condition = conditionTexts[health.condition];
  return (
    <g
      className="room"
      data-condition={health.condition}
      data-room={place.room}
      data-testid="room"
      transform={`translate(${place.x} ${place.y})`}
    >
      <rect className="room-box" width={boxSize.width} height={boxSize.height} rx="18" />
      <text className="room-name" x="20" y="46">
        {name[language]}
      </text>
      <g transform={`translate(${boxSize.width - 54} 20)`} className="room-mark">
        <ConditionMark condition={health.condition} size={34} />
      </g>
      <text className="room-second" x="20" y="80">
        {[
          ...(other === undefined ? [] : [name[other]]),
          ...(hideAccounts ? [] : [stageTexts.people(health.accounts)[language]]),
        ].join(" · ")}
      </text>
      <text className="room-state" x="20" y="112">
        {health.condition === "normal"
          ? health.leader
            ? t(stageTexts.leader, " ")
            : ""
          : t(condition, " ")}
      </text>
      <Tiles tiles={tiles} room={place.room} />
    </g>
  );
}

/** Tiles keep the colour of their home, so that guests from a dark room are seen; those that wait are hollow. */
function Tiles({
  tiles,
  room,
}: {
  readonly tiles: readonly ShardTile[];
  readonly room: number;
}): JSX.Element {
  const { columns, size } = tileGrid(tiles.length, tileArea.width, tileArea.height, 24);
  const side = size * 0.74;
  return (
    <g transform={`translate(${tileArea.x} ${tileArea.y})`}>
      {tiles.map((tile, position) => (
        <rect
          key={tile.shard}
          className="tile"
          data-status={tile.status}
          data-guest={tile.home !== room}
          x={(position % columns) * size + 1}
          y={Math.floor(position / columns) * size + 1}
          width={side}
          height={side}
          rx={tile.home === room ? 3 : side / 2}
          style={{ "--hue": roomHue(tile.home) } as React.CSSProperties}
        />
      ))}
    </g>
  );
}
