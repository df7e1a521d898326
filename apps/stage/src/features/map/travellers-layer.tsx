import type { Topology } from "@cablecut/protocol";
import { useEffect, useRef, type JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { drawTravellers } from "./draw-travellers.ts";
import { departures, shardDepartures } from "../../model/map/departures.ts";
import type { MapPlan } from "../../model/map/plan.ts";
import { movesBetween } from "../../model/map/shards.ts";
import { addTravellers, dropArrived, dropCut, type Traveller } from "../../model/map/travellers.ts";
import type { StageState } from "../../model/store.ts";
import { FramePace } from "../../shared/frame-pace.ts";

/** A canvas over the map with what moves on it. It draws only while something moves. */
export function Travellers({
  store,
  plan,
  topology,
}: {
  readonly store: StoreApi<StageState>;
  readonly plan: MapPlan;
  readonly topology: Topology;
}): JSX.Element {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d") ?? null;
    if (canvas === null || context === null) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    let travellers: readonly Traveller[] = [];
    let frame = 0;
    const pace = new FramePace();
    const draw = (): void => {
      const nowMs = performance.now();
      if (pace.isDue(nowMs)) {
        travellers = dropArrived(travellers, nowMs);
        drawTravellers(canvas, context, travellers, nowMs);
      }
      frame = travellers.length > 0 ? requestAnimationFrame(draw) : 0;
    };
    const stop = store.subscribe((state, before) => {
      const nowMs = performance.now();
      if (state.snapshot !== null && state.snapshot.cables !== before.snapshot?.cables)
        travellers = dropCut(travellers, state.snapshot.cables);
      const added: Traveller[] = [];
      if (state.flows !== before.flows && state.snapshot !== null) {
        added.push(...departures(plan, state.snapshot.cables, state.flows.items, nowMs));
      }
      if (state.snapshot !== null && state.snapshot.shards !== before.snapshot?.shards) {
        const moves = movesBetween(before.snapshot?.shards ?? null, state.snapshot.shards);
        added.push(...shardDepartures(plan, topology, moves, nowMs));
      }
      if (added.length === 0) return;
      travellers = addTravellers(travellers, added);
      if (frame === 0) frame = requestAnimationFrame(draw);
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [store, plan, topology]);
  return <canvas ref={canvasRef} className="map-travellers" aria-hidden="true" />;
}
