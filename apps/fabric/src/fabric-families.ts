import type { CableStatus, FabricStatus } from "@cablecut/fabric";
import { seconds, yes, type Family, type Sample } from "@cablecut/metrics";

type Told = FabricStatus;

const perCable =
  (value: (cable: CableStatus) => number | null) =>
  ({ cables }: Told): readonly Sample[] =>
    cables.map((cable) => ({ labels: { cable: cable.id }, value: value(cable) }));

const gauge = (
  name: string,
  help: string,
  value: (cable: CableStatus) => number | null,
): Family<Told> => ({ kind: "gauge", name, help, labels: ["cable"], samples: perCable(value) });

/** What the fabric knows of its cables, for Prometheus. */
export function fabricFamilies(): readonly Family<Told>[] {
  return [
    gauge("cablecut_fabric_cable_carries", "Whether the cable carries bytes both ways", (cable) =>
      yes(cable.carries),
    ),
    {
      kind: "counter",
      name: "cablecut_fabric_cable_bytes_total",
      help: "Bytes that the cable delivered, as seen from the room at its end",
      labels: ["cable", "direction"],
      samples: ({ cables }) =>
        cables.flatMap(({ id, bytesToward, bytesFrom }) => [
          { labels: { cable: id, direction: "toward" }, value: bytesToward },
          { labels: { cable: id, direction: "from" }, value: bytesFrom },
        ]),
    },
    gauge(
      "cablecut_fabric_cable_connections",
      "Connections over the cable",
      (cable) => cable.connections,
    ),
    gauge("cablecut_fabric_cable_delay_seconds", "Latency that is added one way", (cable) =>
      seconds(cable.delayMs),
    ),
    gauge(
      "cablecut_fabric_cable_loss_ratio",
      "Share of the segments that are lost on purpose",
      (cable) => cable.lossRate,
    ),
    gauge(
      "cablecut_fabric_cable_limit_bytes_per_second",
      "What the cable carries at most each way; no sample where it has no limit",
      (cable) => cable.bytesPerSecond,
    ),
    {
      kind: "gauge",
      name: "cablecut_fabric_room_cables_up",
      help: "Cables of the room that carry bytes both ways",
      labels: ["room"],
      samples: ({ rooms }) =>
        rooms.map(({ id, cablesUp }) => ({ labels: { room: id }, value: cablesUp })),
    },
    {
      kind: "gauge",
      name: "cablecut_fabric_connections",
      help: "Connections through the whole fabric",
      samples: ({ connections }) => [{ value: connections }],
    },
    {
      kind: "counter",
      name: "cablecut_fabric_events_total",
      help: "Changes of cables since this process started",
      samples: ({ lastEvent }) => [{ value: lastEvent }],
    },
  ];
}
