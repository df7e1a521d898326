import { cableNames, cableId } from "@cablecut/protocol";
import type { CableId, CableName } from "@cablecut/protocol";

/** A room as the fabric knows it: where it really listens. */
export interface FabricRoom {
  readonly id: string;
  readonly city: string;
  readonly host: string;
  readonly port: number;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** One listener of the fabric: what comes in crosses `cables` and goes out to `target`. */
export interface ListenerPlan {
  /** "hz-a>sh-b:AB" or "gateway>hz-a:A". */
  readonly name: string;
  /** The cable on the dialer's side; null for a gateway, which sits on the backbone itself. */
  readonly near: CableId | null;
  /** The cable on the target's side. */
  readonly far: CableId;
  readonly listen: Endpoint;
  readonly target: Endpoint;
}

/** The addresses by which one peer can be reached, in the order in which they should be preferred. */
export interface PeerDial {
  readonly id: string;
  readonly paths: readonly {
    readonly host: string;
    readonly port: number;
    readonly name: string;
  }[];
}

export interface FabricPlan {
  readonly listeners: readonly ListenerPlan[];
  /** Per room id: the peers that this room dials, which are the rooms after it in the list. */
  readonly rooms: Readonly<Record<string, readonly PeerDial[]>>;
  /** The rooms as a gateway dials them. */
  readonly gateway: readonly PeerDial[];
}

/** Where the listeners of the fabric are to be: consecutive ports, or named one by one in the order of the plan. */
export type FabricPorts =
  | { readonly host: string; readonly basePort: number }
  | { readonly host: string; readonly ports: readonly number[] };

/** The same plane first: AA, BB are the short ways; AB, BA cross over the backbone, which joins both planes. */
const pairPaths: readonly (readonly [CableName, CableName])[] = [
  ["A", "A"],
  ["B", "B"],
  ["A", "B"],
  ["B", "A"],
];

/** How many ports `fabricPlan` needs for this many rooms: four per pair of rooms, two per room for gateways. */
export function fabricPortCount(rooms: number): number {
  return (rooms * (rooms - 1) * pairPaths.length) / 2 + rooms * cableNames.length;
}

/**
 * Every listener of the fabric, and the peer addresses that rooms and gateways are given. Of two rooms the one that
 * comes first in the list dials. Throws if an explicit list of ports is too short: that is a bug of the caller.
 */
export function fabricPlan(rooms: readonly FabricRoom[], ports: FabricPorts): FabricPlan {
  const listeners: ListenerPlan[] = [];
  const add = (name: string, near: CableId | null, far: CableId, target: FabricRoom): Endpoint => {
    const index = listeners.length;
    const port = "ports" in ports ? ports.ports[index] : ports.basePort + index;
    if (port === undefined) throw new Error(`the plan needs more than ${index} ports`);
    const listen = { host: ports.host, port };
    listeners.push({ name, near, far, listen, target: { host: target.host, port: target.port } });
    return listen;
  };
  const dials: Record<string, PeerDial[]> = {};
  for (const [index, from] of rooms.entries()) {
    dials[from.id] = rooms.slice(index + 1).map((to) => ({
      id: to.id,
      paths: pairPaths.map(([near, far]) => ({
        ...add(
          `${from.id}>${to.id}:${near}${far}`,
          cableId(from.id, near),
          cableId(to.id, far),
          to,
        ),
        name: `${near}${far}`,
      })),
    }));
  }
  const gateway = rooms.map((to) => ({
    id: to.id,
    paths: cableNames.map((far) => ({
      ...add(`gateway>${to.id}:${far}`, null, cableId(to.id, far), to),
      name: far,
    })),
  }));
  return { listeners, rooms: dials, gateway };
}
