import type { RoomCondition, RoomHealth, ShowSnapshot } from "@cablecut/protocol";
import { roomCutText, roomRestsText, roomStateTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { restingSeconds } from "../../model/show/resting.ts";
import { lostRooms } from "../../model/story/hall.ts";
import type { Building, CityPlace } from "../../model/story/plan.ts";
import { fittingSize, textWidth } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

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

const sign = { size: 36, gap: 7, type: 34 } as const;

/** Under each building its letter and its state, as a shape and as a word. */
export function RoomSigns({
  buildings,
  snapshot,
  baseline,
}: {
  readonly buildings: readonly Building[];
  readonly snapshot: ShowSnapshot;
  readonly baseline: number;
}): JSX.Element {
  const lost = lostRooms(snapshot);
  return (
    <g>
      {buildings.map((building) => {
        const health = snapshot.rooms.find(({ room }) => room === building.room);
        return health === undefined ? null : (
          <RoomSign
            key={building.room}
            building={building}
            health={health}
            isCut={lost.has(building.room)}
            baseline={baseline}
          />
        );
      })}
    </g>
  );
}

function RoomSign({
  building,
  health,
  isCut,
  baseline,
}: {
  readonly building: Building;
  readonly health: RoomHealth;
  /** It has lost its last cable, and answered less than a second ago. */
  readonly isCut: boolean;
  readonly baseline: number;
}): JSX.Element {
  const [first] = useStageLanguages();
  const isOnlyCut = isCut && health.condition === "normal";
  const rests = isCut ? null : restingSeconds(health);
  const word = signWord(health, isOnlyCut, rests)[first];
  const wordMax = building.width + 14 - sign.size - sign.gap;
  const width = sign.size + sign.gap + Math.min(wordMax, textWidth(word, sign.type, 600));
  const x = building.x + building.width / 2 - width / 2;
  const y = baseline - sign.size + 6;
  return (
    <g
      className="room-sign"
      data-condition={health.condition}
      data-cut={isOnlyCut}
      data-rests={rests !== null}
      data-room={health.room}
      data-testid="room"
    >
      <SignShape condition={health.condition} rests={rests !== null} x={x} y={y} />
      <text
        className="line sign-letter"
        x={x + sign.size / 2}
        y={baseline - 1}
        fontSize={sign.type}
        fontWeight={700}
        textAnchor="middle"
      >
        {building.letter}
      </text>
      <Line
        text={word}
        x={x + sign.size + sign.gap}
        y={baseline}
        size={sign.type}
        weight={600}
        max={wordMax}
        anchor="start"
        className="sign-word"
      />
    </g>
  );
}

function signWord({ condition }: RoomHealth, isOnlyCut: boolean, rests: number | null) {
  if (rests !== null) return roomRestsText(rests);
  return isOnlyCut ? roomCutText : roomStateTexts[condition];
}

/** Solid, dashed, filled, struck through, half filled: no two states share a shape. */
function SignShape({
  condition,
  rests,
  x,
  y,
}: {
  readonly condition: RoomCondition;
  readonly rests: boolean;
  readonly x: number;
  readonly y: number;
}): JSX.Element {
  const { size } = sign;
  return (
    <g>
      <rect className="sign-shape" x={x + 2} y={y + 2} width={size - 4} height={size - 4} rx={4} />
      {condition === "dark" || condition === "diverged" ? (
        <path className="sign-stroke" d={`M${x - 2} ${y + size + 2}L${x + size + 2} ${y - 2}`} />
      ) : null}
      {condition === "recovering" ? (
        <rect
          className="sign-half"
          x={x + 2}
          y={y + size * 0.72}
          width={size - 4}
          height={size * 0.28 - 2}
        />
      ) : null}
      {rests ? (
        <rect className="sign-half" x={x + 2} y={y + 2} width={size - 4} height={size * 0.2} />
      ) : null}
      {condition === "starting" ? (
        <rect
          className="sign-half"
          x={x + 2}
          y={y + size / 2}
          width={size - 4}
          height={size / 2 - 2}
        />
      ) : null}
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
