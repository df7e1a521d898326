import type { ShowSnapshot } from "@cablecut/protocol";
import { sideOf, type Box, type Building, type Fibre, type Side } from "./plan.ts";

/** Where most of the lost rooms stand: over them their phones' payments are kept, and from there people come to live rooms. */
export function lostSide(
  { incident }: Pick<ShowSnapshot, "incident">,
  buildings: readonly Building[],
): Side {
  const lost = buildings.filter(({ room }) => incident?.roomsLost.includes(room));
  const on = (side: Side): number => lost.filter((building) => sideOf(building) === side).length;
  const sides: readonly Side[] = ["left", "right", "centre"];
  // As many on two of them: as where the city to be cut stands.
  return sides.toSorted((one, other) => on(other) - on(one))[0] ?? "left";
}

/** Where words about the lost rooms stand, px; `y` are baselines. */
export interface LostWords {
  readonly x: number;
  readonly width: number;
  readonly lineSize: number;
  readonly tray: {
    readonly number: { readonly y: number; readonly size: number; readonly max: number };
    readonly slipsX: number;
    readonly firstLineY: number;
    readonly step: number;
  };
  readonly after: {
    readonly figureY: number;
    readonly underFigureY: number;
    readonly lastLineY: number;
    readonly step: number;
  };
}

const inTheSky = {
  width: 462,
  lineSize: 56,
  /** For three lines: the third one comes and goes, and moves nothing. A comma hangs above the line below it, and the band leaves air. */
  tray: { number: { y: 344, size: 112, max: 300 }, slipsX: 242, firstLineY: 414, step: 55 },
  // Above the roofs, and below the band.
  after: { figureY: 376, underFigureY: 446, lastLineY: 522, step: 62 },
} as const;

/** In the sky over a city at the side; beside the hall in the centre, which has the figure over it. */
export const lostWords: Readonly<Record<Side, LostWords>> = {
  left: { x: 48, ...inTheSky },
  // Its figures begin beside the core, and not at its edge.
  right: { x: 1_424, ...inTheSky, width: 448 },
  centre: {
    x: 488,
    // The name of the city beside it reaches further than its hall.
    width: 256,
    lineSize: 44,
    tray: { number: { y: 748, size: 84, max: 256 }, slipsX: 96, firstLineY: 806, step: 50 },
    after: { figureY: 768, underFigureY: 836, lastLineY: 898, step: 54 },
  },
};

/** Under the words, where fibres may cross them: between the band, the core and the towers' roofs. */
export const wordsSkies: Readonly<Record<Side, Box | null>> = {
  left: { x: 40, y: 256, width: 468, height: 284 },
  right: { x: 1_412, y: 256, width: 468, height: 284 },
  centre: null,
};

/** On which side its room stands. */
export function sideOfFibre({ curve: [roof] }: Fibre): Side {
  return sideOf(roof);
}
