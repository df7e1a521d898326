import type { RoomCondition, RoomHealth, ShowSnapshot } from "@cablecut/protocol";
import { roomCutText, roomRestsText, roomStateTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { restingSeconds } from "../../model/show/resting.ts";
import { lostRooms } from "../../model/story/hall.ts";
import type { Building } from "../../model/story/plan.ts";
import { textWidth } from "../../model/type/metrics.ts";
import { Line } from "../../shared/line.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

const sign = { size: 34, gap: 5, type: 34 } as const;

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
