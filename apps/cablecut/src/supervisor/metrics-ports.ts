import { gatewaysMax } from "@cablecut/protocol";
import { loopback } from "../show/loopback.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import { portRefusal } from "./free-ports.ts";
import type { ShowOptions } from "./show-options.ts";

/** Rooms in the largest topology. */
const roomsMax = 7;
/** Supervisor and fabric, before the gateways. */
const ofTheMachine = 2;
/** So many ports in a row belong to a show, whatever runs in it: so what Prometheus reads can be written down once. */
export const metricsPortsMax = ofTheMachine + gatewaysMax + 2 * roomsMax;

/** All that belong to the show, whatever runs in it. */
export function metricsRow({ metricsPort }: Pick<ShowOptions, "metricsPort">): readonly number[] {
  if (metricsPort === undefined) return [];
  return Array.from({ length: metricsPortsMax }, (_, at) => metricsPort + at);
}

/** Where each process of a show but the supervisor tells Prometheus what it measures; all on the loopback. */
export interface MetricsPorts {
  readonly fabric: number;
  readonly gateways: readonly number[];
  readonly rooms: readonly number[];
  /** In the order of the rooms; none where the rooms make the log themselves. */
  readonly members: readonly number[];
}

/** Of all of them. */
export function allPortsOf({ fabric, gateways, rooms, members }: MetricsPorts): readonly number[] {
  return [fabric, ...gateways, ...rooms, ...members];
}

/**
 * In this order from the first port on: supervisor, fabric, four gateways, seven rooms, their etcd members. Null where none is
 * asked for.
 */
export async function metricsPortsOf(
  { metricsPort }: Pick<ShowOptions, "metricsPort">,
  webPorts: readonly number[],
  { rooms, members }: { readonly rooms: number; readonly members: number },
): Promise<MetricsPorts | null | { readonly ok: false; readonly refusal: StartRefusal }> {
  if (metricsPort === undefined) return null;
  const row = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, at) => metricsPort + from + at);
  const ports = {
    fabric: metricsPort + 1,
    gateways: row(ofTheMachine, webPorts.length),
    rooms: row(ofTheMachine + gatewaysMax, rooms),
    members: row(ofTheMachine + gatewaysMax + roomsMax, members),
  };
  // The supervisor has its own by now.
  for (const port of allPortsOf(ports)) {
    // Nobody listens at a gateway's yet.
    const code = webPorts.includes(port) ? "gateway" : await portRefusal(port, loopback);
    if (code !== null) return { ok: false, refusal: { kind: "metrics-port", port, code } };
  }
  return ports;
}
