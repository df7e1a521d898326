import type { ShowSnapshot, Topology } from "@cablecut/protocol";
import { roomName, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { Area, AreaChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { roomHue } from "../../model/map/hues.ts";
import { useStageLanguages } from "../../shared/stage-languages.ts";
import { Bilingual } from "../../shared/bilingual.tsx";

/** Two minutes of payments booked per second, stacked by the payer's room. */
export function BookedChart({
  history,
  topology,
}: {
  readonly history: ShowSnapshot["history"];
  readonly topology: Topology;
}): JSX.Element {
  const [language] = useStageLanguages();
  const lastMs = history.at(-1)?.atMs ?? 0;
  return (
    <section className="chart">
      <p className="chart-title">
        <Bilingual text={stageTexts.bookedPerSecond} />
        <span className="chart-key">
          {topology.rooms.map((room, index) => (
            <span key={room.id} style={{ "--hue": roomHue(index) } as React.CSSProperties}>
              {roomName(topology, index)[language]}
            </span>
          ))}
        </span>
      </p>
      <div className="chart-picture">
        <ResponsiveContainer width="100%" height="100%">
          <AreaChart data={[...history]} margin={{ top: 2, right: 0, bottom: 0, left: 0 }}>
            <XAxis dataKey="atMs" type="number" domain={[lastMs - 120_000, lastMs]} hide />
            <YAxis hide domain={[0, "dataMax"]} />
            {topology.rooms.map((room, index) => (
              <Area
                key={room.id}
                type="linear"
                stackId="rooms"
                dataKey={(point: { byRoom: readonly number[] }) => point.byRoom[index] ?? 0}
                stroke="#0b121a"
                strokeWidth={1}
                fill={roomHue(index)}
                fillOpacity={0.85}
                isAnimationActive={false}
                dot={false}
                activeDot={false}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </div>
    </section>
  );
}
