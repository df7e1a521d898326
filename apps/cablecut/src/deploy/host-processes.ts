import type { EtcdPorts } from "@cablecut/protocol";

export const processKinds = ["room", "member", "gateway"] as const;
export type ProcessKind = (typeof processKinds)[number];

/** What of a host says which processes it has. */
interface Housing {
  readonly room: string | null;
  readonly gateway: object | null;
  readonly hasMember: boolean;
}

/** As `hosts.json` states them. */
interface StatedPorts {
  readonly link: number;
  readonly web: number;
  readonly etcd: number;
  readonly metrics?: number;
}

/** The processes of a host; a room before what asks it, so that it is found. */
export function processesOf({ room, gateway, hasMember }: Housing): readonly ProcessKind[] {
  return [
    ...(room === null ? [] : ["room" as const]),
    ...(hasMember ? ["member" as const] : []),
    ...(gateway === null ? [] : ["gateway" as const]),
  ];
}

/** From the first metrics port on, whichever of them a host has. */
const metricsOrder = ["room", "gateway", "member"] as const satisfies readonly ProcessKind[];
export const metricsPortsPerHost = metricsOrder.length;

/** Where a process tells Prometheus what it measures; null where none of them does. */
export function metricsPortOf(kind: ProcessKind, { metrics }: StatedPorts): number | null {
  return metrics === undefined ? null : metrics + metricsOrder.indexOf(kind);
}

/** Below it a port is had by root, or by whom that one right is given, as our units are. */
export const privilegedPorts = 1_024;

/** Ports that a process takes; `hasMember`: an etcd member stands beside the room. */
export function portsOf(
  kind: ProcessKind,
  ports: StatedPorts,
  { hasMember }: Pick<Housing, "hasMember">,
): readonly number[] {
  const { clientPort, peerPort, proxyPort } = etcdPorts(ports.etcd);
  const metrics = metricsPortOf(kind, ports);
  const own = {
    // The room takes what the member has to say to others.
    room: [ports.link, ...(hasMember ? [proxyPort] : [])],
    member: [clientPort, peerPort],
    gateway: [ports.web],
  };
  return [...own[kind], ...(metrics === null ? [] : [metrics])];
}

/** From the first of them. */
export function etcdPorts(first: number): EtcdPorts {
  return { clientPort: first, peerPort: first + 1, proxyPort: first + 2 };
}
