import { armedMsMax } from "@cablecut/protocol";
import { useLive } from "@cablecut/ui";
import { useEffect, useState, type CSSProperties, type JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import type { Band } from "../../model/story/words.ts";
import type { StageState } from "../../model/store.ts";

/** The hand on the switch: a clicker that is armed, and a hold that fills the foot of the band. */
export function HandOnTheSwitch({
  store,
  band,
}: {
  readonly store: StoreApi<StageState>;
  readonly band: Band["shape"] | null;
}): JSX.Element {
  const { armed, holdMs, heldMs, atMs } = useLive(store, ({ hand }) => hand);
  const isArmed = useIsWithin(armed ? armedMsMax : 0, atMs);
  const leftMs = holdMs === null ? 0 : Math.max(0, holdMs - heldMs);
  const isHeld = useIsWithin(leftMs, atMs);
  return (
    <g>
      {isArmed ? (
        <g data-testid="armed">
          <rect className="armed" x={50} y={1_022} width={32} height={32} />
          <rect className="armed-dot" x={60} y={1_032} width={12} height={12} />
        </g>
      ) : null}
      {isHeld && band !== null && holdMs !== null ? (
        <rect
          key={atMs}
          className="hold-line"
          data-testid="hold-line"
          x={0}
          // On the quiet band's own line; under a band that is a field, and words reach its foot.
          y={band === "line" ? 240 : 248}
          width={1_920}
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
