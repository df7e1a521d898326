import {
  cableNames,
  homeRoomOf,
  type CableHealth,
  type FlowItem,
  type RoomIndex,
  type Topology,
} from "@cablecut/protocol";
import { sampleCubic, polylineOf } from "./curves.ts";
import type { Point } from "../point.ts";
import { roomHue } from "./hues.ts";
import { boxSize, type MapPlan } from "./plan.ts";
import { routeOf } from "./routes.ts";
import type { ShardMove } from "./shards.ts";
import type { Traveller } from "./travellers.ts";

/** The payments of one message set out over this time instead of all at once, ms. */
const spreadMs = 260;
const paymentLastsMs = 1_050;
const shardLastsMs = 800;

/** Real payments as travellers; cables A and B take turns where both carry. */
export function departures(
  plan: MapPlan,
  cables: readonly CableHealth[],
  flows: readonly FlowItem[],
  nowMs: number,
): readonly Traveller[] {
  return flows.flatMap((flow, position): readonly Traveller[] => {
    const preferred = cableNames[position % cableNames.length]!;
    const route = routeOf(plan, cables, flow, preferred);
    if (route === null) return [];
    return [
      {
        kind: flow.canary ? "canary" : "payment",
        ...route,
        startsAtMs: nowMs + (spreadMs * position) / Math.max(1, flows.length),
        lastsMs: paymentLastsMs,
        hue: roomHue(flow.from),
      },
    ];
  });
}

/**
 * Shards do not go over the cut cables: ownership changes in the log, so they are drawn in an arc from box to box, in
 * the colour of their home as their tiles are.
 */
export function shardDepartures(
  plan: MapPlan,
  topology: Topology,
  moves: readonly ShardMove[],
  nowMs: number,
): readonly Traveller[] {
  return moves.flatMap((move, position): readonly Traveller[] => {
    const from = boxCentre(plan, move.from);
    const to = boxCentre(plan, move.to);
    if (from === null || to === null) return [];
    const lift = {
      x: (from.x + to.x) / 2,
      y: Math.min(from.y, to.y) - 0.18 * Math.hypot(to.x - from.x, to.y - from.y),
    };
    return [
      {
        kind: "shard",
        cables: [],
        line: polylineOf(sampleCubic([from, lift, lift, to], 24)),
        startsAtMs: nowMs + position * 20,
        lastsMs: shardLastsMs,
        hue: roomHue(homeRoomOf(topology, move.shard)),
      },
    ];
  });
}

function boxCentre(plan: MapPlan, room: RoomIndex): Point | null {
  const place = plan.rooms.find((entry) => entry.room === room);
  if (place === undefined) return null;
  return { x: place.x + boxSize.width / 2, y: place.y + boxSize.height * 0.72 };
}
