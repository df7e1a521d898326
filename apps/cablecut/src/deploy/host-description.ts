import * as z from "zod";
import { etcdPorts, metricsPortOf, processesOf } from "./host-processes.ts";
import type { Host, Hosts } from "./hosts-file.ts";

/** What a host knows of the others when it looks whether it can be what it is meant to be: `host.json`. */
export const hostDescriptionSchema = z.strictObject({
  name: z.string(),
  showId: z.string(),
  a: z.string(),
  b: z.string(),
  room: z.string().nullable(),
  gateway: z.strictObject({ id: z.string(), url: z.string() }).nullable(),
  linkPort: z.number().int(),
  webPort: z.number().int(),
  /** Ports of the etcd member beside the room; folders that know no such thing have none. */
  etcdPorts: z.array(z.number().int()).default([]),
  /** At which its processes tell Prometheus what they measure, on network A. */
  metricsPorts: z.array(z.number().int()).default([]),
  data: z.string(),
  /** As whom its processes run; folders of earlier builds do not say. */
  user: z.string().exactOptional(),
  /** What starts them, and where they are; folders of earlier builds do not say. */
  node: z.string().exactOptional(),
  program: z.string().exactOptional(),
  others: z.array(
    z.strictObject({
      name: z.string(),
      a: z.string(),
      b: z.string(),
      room: z.string().nullable(),
      gateway: z.string().nullable(),
    }),
  ),
});
export type HostDescription = z.infer<typeof hostDescriptionSchema>;

export function describeHost(hosts: Hosts, showId: string, host: Host): HostDescription {
  const { name, a, b, room, gateway, places } = host;
  return {
    name,
    showId,
    a,
    b,
    room,
    gateway,
    linkPort: hosts.ports.link,
    webPort: hosts.ports.web,
    etcdPorts: host.hasMember ? Object.values(etcdPorts(hosts.ports.etcd)) : [],
    metricsPorts: processesOf(host).flatMap((kind) => metricsPortOf(kind, hosts.ports) ?? []),
    data: places.data,
    user: places.user,
    node: places.node,
    program: places.program,
    others: hosts.hosts
      .filter((other) => other !== host)
      .map((other) => ({
        name: other.name,
        a: other.a,
        b: other.b,
        room: other.room,
        gateway: other.gateway?.id ?? null,
      })),
  };
}
