import {
  asRoomIndex,
  type EngineSecond,
  type GatewayCounts,
  type IncidentView,
  type Percentiles,
  type RoomCondition,
} from "@cablecut/protocol";
import type { IncidentWatch } from "../recovery/incident-watch.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { AnswerMeter } from "./answer-meter.ts";
import type { Counts } from "./counts.ts";

const secondMs = 1_000;

/** What this gateway counts and measures, for whoever watches over it. */
export interface GatewayFigures {
  /** Of the phones here. */
  readonly counts: GatewayCounts;
  /** Payments that were answered here since the start, by what was answered. */
  readonly answers: EngineSecond["answers"];
  /** From the request to the answer `booked`, over the last whole second; null where none came. */
  readonly answerMs: Percentiles | null;
  /** In the order of the topology; null as long as nothing can be said of the rooms. */
  readonly rooms:
    | readonly { readonly condition: RoomCondition; readonly answering: boolean }[]
    | null;
  readonly lacksQuorum: boolean;
  /** The incident that goes on, or the last one. */
  readonly incident: IncidentView | null;
}

interface FigureParts {
  readonly rooms: Pick<
    RoomWatch,
    "topology" | "condition" | "isAnswering" | "isStarting" | "lacksQuorum"
  >;
  readonly counts: Pick<Counts, "own">;
  readonly answers: Pick<AnswerMeter, "at" | "totals">;
  readonly incidents: Pick<IncidentWatch, "view">;
  /** Monotonic. */
  readonly nowMs: () => number;
}

export function gatewayFigures({
  rooms,
  counts,
  answers,
  incidents,
  nowMs,
}: FigureParts): GatewayFigures {
  const lastSecondMs = (Math.floor(nowMs() / secondMs) - 1) * secondMs;
  const ofRoom = (_: unknown, index: number) => {
    const room = asRoomIndex(index);
    return { condition: rooms.condition(room), answering: rooms.isAnswering(room) };
  };
  return {
    counts: counts.own(),
    answers: { ...answers.totals },
    answerMs: answers.at(lastSecondMs).answerMs,
    rooms: rooms.isStarting ? null : rooms.topology.rooms.map(ofRoom),
    lacksQuorum: rooms.lacksQuorum,
    incident: incidents.view(),
  };
}
