import { stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { planSize } from "../../model/map/plan.ts";
import { useBoth } from "../../shared/stage-languages.ts";

/** What a line means, by its shape. */
export function MapLegend(): JSX.Element {
  const t = useBoth();
  const top = planSize.height - 118;
  return (
    <g className="legend" transform={`translate(4 ${top})`}>
      <g className="cable" data-look="whole">
        <path className="cable-core" d="M0 12H76" />
      </g>
      <text x="96" y="21">
        {t(stageTexts.legendWhole, " ")}
      </text>
      <g className="cable" data-look="cut" transform="translate(0 42)">
        <path className="cable-core" d="M0 12H76" />
        <g className="cable-cross" transform="translate(38 12) scale(0.8)">
          <circle r="19" />
          <path d="M-10 -10L10 10M10 -10L-10 10" />
        </g>
      </g>
      <text x="96" y="63">
        {t(stageTexts.legendCut, " ")}
      </text>
      <rect className="legend-stripes" x="1" y="86" width="75" height="28" rx="8" />
      <text x="96" y="109">
        {t(stageTexts.legendSwitching, " ")}
      </text>
    </g>
  );
}
