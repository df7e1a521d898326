import { answerKinds, type AnswerKind, type Topology } from "@cablecut/protocol";
import { answerKindTexts, engineTexts, roomName } from "@cablecut/ui";
import { memo, useMemo, type JSX } from "react";
import {
  chartMarks,
  chartRows,
  type ChartMark,
  type ChartRow,
} from "../../model/engine/chart-rows.ts";
import type { EngineState } from "../../model/engine/engine.ts";
import { roomHue } from "../../model/map/hues.ts";
import { useStageLanguages } from "../../shared/stage-languages.ts";
import { TimeChart, type Series } from "./time-chart.tsx";

const kindHues: Readonly<Record<AnswerKind, string>> = {
  booked: "#62d9d2",
  "not-now": "#ffb224",
  unknown: "#c3d3ff",
  refused: "#b98cf0",
};

/** Two minutes of the show. They are drawn once a second, and not for every snapshot. */
export const EngineCharts = memo(function EngineCharts({
  seconds,
  moments,
  topology,
  isOneOfSeveral,
}: Pick<EngineState, "seconds" | "moments"> & {
  readonly topology: Topology;
  /** Of its gateway: then what it answered is not all. */
  readonly isOneOfSeveral: boolean;
}): JSX.Element {
  const [language] = useStageLanguages();
  const rows = useMemo(() => chartRows(seconds), [seconds]);
  const marks = useMemo(() => chartMarks(moments, seconds), [moments, seconds]);
  const byRoom = useMemo(
    () =>
      topology.rooms.map((room, index): Series => ({
        key: room.id,
        name: roomName(topology, index)[language],
        hue: roomHue(index),
        valueOf: ({ second }) => second?.byRoom[index] ?? null,
      })),
    [topology, language],
  );
  const byKind = useMemo(
    () =>
      answerKinds.map((kind): Series => ({
        key: kind,
        name: answerKindTexts[kind][language],
        hue: kindHues[kind],
        valueOf: ({ second }) => second?.answers[kind] ?? null,
      })),
    [language],
  );
  const note = isOneOfSeveral ? engineTexts.oneGateway[language] : null;
  const shared: { rows: readonly ChartRow[]; marks: readonly ChartMark[] } = { rows, marks };
  return (
    <section className="engine-charts figures" data-testid="charts">
      <TimeChart title={engineTexts.bookedByRoom} series={byRoom} isStacked {...shared} />
      <TimeChart
        title={engineTexts.answersByKind}
        note={note}
        series={byKind}
        isStacked
        {...shared}
      />
      <TimeChart
        title={engineTexts.latency}
        note={note}
        series={latencies}
        isStacked={false}
        {...shared}
      />
    </section>
  );
});

const latencies: readonly Series[] = [
  {
    key: "p50",
    name: "p50",
    hue: "#62d9d2",
    valueOf: ({ second }) => second?.answerMs?.p50Ms ?? null,
  },
  {
    key: "p99",
    name: "p99",
    hue: "#f7ebc8",
    valueOf: ({ second }) => second?.answerMs?.p99Ms ?? null,
  },
];
