import { armedMsMax } from "@cablecut/protocol";
import { useLive } from "@cablecut/ui";
import { useEffect, useState, type CSSProperties, type JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { Band } from "../../model/story/words.ts";
import type { StageState } from "../../model/store.ts";

/** Where both stand, px of the picture. */
interface HandPlace {
  readonly mark: { readonly x: number; readonly y: number };
  readonly line: { readonly x: number; readonly y: number; readonly width: number };
}

const onTheStreet = { x: 50, y: 1_022 } as const;

/** In the story; `band` is null where the picture has none. */
export function handInStory(band: Band["shape"] | null): HandPlace {
  // At the picture's edge where there is no band: no code is crossed there. On the quiet band's own line; under a band that is a
  // field, and words reach its foot.
  const y = band === null ? 0 : band === "line" ? 240 : 248;
  return { mark: onTheStreet, line: { x: 0, y, width: 1_920 } };
}

/** Beside the charts, and between the band and what stands below it. */
export const handOnDashboard: HandPlace = {
  mark: { x: 8, y: 1_022 },
  line: { x: 48, y: 247, width: 1_824 },
};

/** The hand on the switch: a clicker that is armed, and a hold that fills the foot of the band. */
export function HandOnTheSwitch({
  store,
  place: { mark, line },
}: {
  readonly store: StoreApi<StageState>;
  readonly place: HandPlace;
}): JSX.Element {
  const { armed, holdMs, heldMs, atMs } = useLive(store, ({ hand }) => hand);
  const isArmed = useIsWithin(armed ? armedMsMax : 0, atMs);
  const leftMs = holdMs === null ? 0 : Math.max(0, holdMs - heldMs);
  const isHeld = useIsWithin(leftMs, atMs);
  return (
    <g className="hand">
      {isArmed ? (
        <g data-testid="armed">
          <rect className="armed" {...mark} width={32} height={32} />
          <rect className="armed-dot" x={mark.x + 10} y={mark.y + 10} width={12} height={12} />
        </g>
      ) : null}
      {isHeld && holdMs !== null ? (
        <rect
          key={atMs}
          className="hold-line"
          data-testid="hold-line"
          {...line}
          height={8}
          style={
            { "--hold": `${holdMs}ms`, "--held": `${-Math.min(heldMs, holdMs)}ms` } as CSSProperties
          }
        />
      ) : null}
    </g>
  );
}

/** For so long after that moment, ms: what nobody takes back ends by itself. */
function useIsWithin(ms: number, sinceMs: number): boolean {
  const [endedAtMs, setEndedAtMs] = useState<number | null>(null);
  useEffect(() => {
    if (ms === 0) return;
    const timer = setTimeout(() => setEndedAtMs(sinceMs), ms);
    return () => clearTimeout(timer);
  }, [ms, sinceMs]);
  return ms > 0 && endedAtMs !== sinceMs;
}
