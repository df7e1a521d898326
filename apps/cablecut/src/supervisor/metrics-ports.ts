import { gatewaysMax } from "@cablecut/protocol";
import { loopback } from "../show/loopback.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import { portRefusal } from "./free-ports.ts";

/** Rooms in the largest topology. */
const roomsMax = 7;
/** Supervisor and fabric, before the gateways. */
const ofTheMachine = 2;
/** So many ports in a row belong to a show, whatever runs in it: so what Prometheus reads can be written down once. */
export const metricsPortsMax = ofTheMachine + gatewaysMax + roomsMax;

/** Where each process of a show tells Prometheus what it measures; all on the loopback. */
export interface MetricsPorts {
  readonly supervisor: number;
  readonly fabric: number;
  readonly gateways: readonly number[];
  readonly rooms: readonly number[];
}

/** In this order from the first port on: supervisor, fabric, four gateways, the rooms. */
export function metricsPortsFrom(first: number, gateways: number, rooms: number): MetricsPorts {
  const row = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, at) => from + at);
  return {
    supervisor: first,
    fabric: first + 1,
    gateways: row(first + ofTheMachine, gateways),
    rooms: row(first + ofTheMachine + gatewaysMax, rooms),
  };
}

/** Null where the processes can have their ports; the supervisor has its own. */
export async function metricsPortsRefusal(
  ports: MetricsPorts | null,
): Promise<StartRefusal | null> {
  if (ports === null) return null;
  for (const port of [ports.fabric, ...ports.gateways, ...ports.rooms]) {
    const code = await portRefusal(port, loopback);
    if (code !== null) return { kind: "metrics-port", port, code };
  }
  return null;
}
