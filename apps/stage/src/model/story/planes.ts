import { cableNames, type CableHealth, type CableName } from "@cablecut/protocol";
import { cableLook } from "../show/cables.ts";
import type { Fibre } from "./plan.ts";

/** One of the two planes of the network, with its cables from left to right. */
export interface Plane {
  readonly plane: CableName;
  readonly cables: readonly {
    readonly cable: string;
    /** Null where nobody knows. */
    readonly carries: boolean | null;
  }[];
}

/** What carries of each plane. A cable that carries badly is not cut. */
export function planesOf(
  fibres: readonly Fibre[],
  health: readonly Pick<CableHealth, "cable" | "fault">[],
): readonly Plane[] {
  const fromLeft = fibres.toSorted((one, other) => one.curve[0].x - other.curve[0].x);
  return cableNames.map((plane) => ({
    plane,
    cables: fromLeft
      .filter(({ cable }) => cable.endsWith(`/${plane}`))
      .map(({ cable }) => {
        const look = cableLook(health.find((each) => each.cable === cable)?.fault ?? "unknown");
        return { cable, carries: look === "unknown" ? null : look !== "cut" };
      }),
  }));
}
