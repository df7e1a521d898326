import { join } from "node:path";
import { fabricPlan, fabricPortCount, type FabricConfig, type PeerDial } from "@cablecut/fabric";
import type {
  Address,
  EtcdPorts,
  GatewayConfigInput,
  MetricsAddress,
  RoomConfig,
} from "@cablecut/protocol";
import { loopback } from "../show/loopback.ts";
import { memberDirectory } from "../show/member-data.ts";
import { roomDirectory, type EmptyMeans } from "../show/room-logs.ts";
import { operatorTokenHash } from "../show/operator-token.ts";
import { reportKeyOf } from "../show/report-key.ts";
import { engineOf, presenterPinHash, type Engine, type Show } from "../show/show-file.ts";
import type { Wifi } from "./addresses.ts";
import { etcdBinary } from "@cablecut/replicated-log/etcd-place";
import type { MetricsPorts } from "./metrics-ports.ts";

interface GatewayPlace {
  readonly url: string;
  readonly listen: Address;
  /** The address in `url`, where it is one of this machine's own. */
  readonly ownAddress: string | null;
}

/** What the configuration of a show's processes is made of. */
export interface ShowSetting {
  readonly show: Show;
  /** Of this machine's operator. */
  readonly operatorToken: string;
  /** What whoever cuts shows to the fabric. */
  readonly fabricToken: string;
  readonly dataDirectory: string;
  readonly startedAt: string;
  /** Cuts played to their end before a reset began this show; null: none. */
  readonly rehearsedBefore: number | null;
  /** What an empty directory of a room means. */
  readonly ifEmpty: EmptyMeans;
  readonly webDirectory: string;
  /** What phones open: the first gateway, or what leads there. */
  readonly joinUrl: string;
  /** As pages reach them and where they listen. */
  readonly gateways: readonly GatewayPlace[];
  /** Before the gateways; their word on where a phone is counts. */
  readonly trustedProxies: readonly string[];
  readonly wifi: Wifi | null;
  readonly rehearsal: boolean;
  /** Of each room, MiB; undefined: what the disk allows. */
  readonly archiveMib?: number | undefined;
  /** Where each of them tells Prometheus what it measures; null: nowhere. */
  readonly metrics: MetricsPorts | null;
  /** As many free loopback ports as `loopbackPortCount` says. */
  readonly ports: readonly number[];
}

/** What the process that keeps an etcd member is told; `binary` is looked up. */
export interface MemberProcessConfig extends EtcdPorts {
  readonly binary: string;
  readonly names: readonly string[];
  readonly replica: number;
  readonly token: string;
  readonly directory: string;
  /** What an empty directory means: a log that begins, or a member that lost its data and gives its place to another. */
  readonly ifEmpty: "begin" | "replace";
  /** A file by which the operator says that it begins all the same. */
  readonly beginMark?: string;
  readonly metrics?: MetricsAddress;
}

export interface ShowConfigs {
  readonly fabric: FabricConfig;
  /** In the order of the rooms; none where the rooms make the log themselves. */
  readonly members: readonly MemberProcessConfig[];
  readonly rooms: readonly RoomConfig[];
  readonly gateways: readonly GatewayConfigInput[];
}

const portsPerMember = 3;

function memberPortCount(rooms: number, engine: Engine): number {
  return engine === "etcd" ? rooms * portsPerMember : 0;
}

/** One for the fabric's control, one per room, those of the cables, and those of etcd's members. */
export function loopbackPortCount(rooms: number, engine: Engine): number {
  return 1 + rooms + fabricPortCount(rooms) + memberPortCount(rooms, engine);
}

/**
 * The configuration of every process of a show on this machine. Rooms and gateways are given the
 * addresses of the cables as those of their peers; that there are cables is told to nobody but the
 * fabric, and to the gateways, which cut them.
 */
export function showConfigs(setting: ShowSetting): ShowConfigs {
  const { show } = setting;
  const { rooms: roomsOfShow } = show.topology;
  const memberPorts = memberPortCount(roomsOfShow.length, engineOf(show));
  const members = membersOf(setting, setting.ports.slice(0, memberPorts));
  const [controlPort, ...others] = setting.ports.slice(memberPorts) as [number, ...number[]];
  const rooms = roomsOfShow.map(({ id, city }, index) => ({
    id,
    city,
    host: loopback,
    port: others[index]!,
  }));
  const cablePorts = { host: loopback, ports: others.slice(rooms.length) };
  const plan = fabricPlan(rooms, cablePorts);
  const control = { host: loopback, port: controlPort, token: setting.fabricToken } as const;
  return {
    fabric: {
      control,
      stateFile: join(setting.dataDirectory, "fabric", "cables.json"),
      rooms,
      ports: cablePorts,
      ...metricsAt(setting.metrics?.fabric),
    },
    members,
    rooms: rooms.map(({ id, host, port }, index) => ({
      showId: show.showId,
      topology: show.topology,
      room: id,
      dataDirectory: roomDirectory(setting.dataDirectory, id),
      ifEmpty: setting.ifEmpty[id] ?? "create",
      listen: { host, port },
      peers: (plan.rooms[id] ?? []).map(dialAddresses),
      linkSecret: show.linkSecret,
      receiptKey: show.receiptKey,
      pace: show.pace,
      ...archiveOf(setting),
      ...etcdOf(members[index]),
      ...metricsAt(setting.metrics?.rooms[index]),
    })),
    gateways: gatewaysOf(setting, plan, control),
  };
}

function membersOf(
  { show, dataDirectory, metrics }: ShowSetting,
  ports: readonly number[],
): readonly MemberProcessConfig[] {
  if (engineOf(show) !== "etcd") return [];
  const names = show.topology.rooms.map(({ id }) => id);
  return names.map((id, replica) => {
    const [clientPort, peerPort, proxyPort] = ports.slice(replica * portsPerMember);
    return {
      binary: etcdBinary,
      names,
      replica,
      token: show.showId,
      directory: memberDirectory(dataDirectory, id),
      ifEmpty: show.roomsRan.includes(id) ? "replace" : "begin",
      clientPort: clientPort!,
      peerPort: peerPort!,
      proxyPort: proxyPort!,
      ...metricsAt(metrics?.members[replica]),
    };
  });
}

/** How large a room's archive may get, where somebody has said so. */
export function archiveOf({
  archiveMib,
}: {
  readonly archiveMib?: number | undefined;
}): Pick<RoomConfig, "archiveBytesMax"> {
  return archiveMib === undefined ? {} : { archiveBytesMax: archiveMib * 1024 * 1024 };
}

function etcdOf(member: MemberProcessConfig | undefined): Pick<RoomConfig, "etcd"> {
  if (member === undefined) return {};
  const { clientPort, peerPort, proxyPort } = member;
  return { etcd: { clientPort, peerPort, proxyPort } };
}

function gatewaysOf(
  setting: ShowSetting,
  plan: ReturnType<typeof fabricPlan>,
  control: FabricConfig["control"],
): readonly GatewayConfigInput[] {
  const { show } = setting;
  const gateways = setting.gateways.map(({ url }, at) => ({ id: `gateway-${at + 1}`, url }));
  return setting.gateways.map(({ listen, ownAddress }, at) => ({
    id: `gateway-${at + 1}`,
    gateways,
    showId: show.showId,
    topology: show.topology,
    dataDirectory: setting.dataDirectory,
    startedAt: setting.startedAt,
    ...(setting.rehearsedBefore === null ? {} : { rehearsedBefore: setting.rehearsedBefore }),
    listen,
    rooms: plan.gateway.map(dialAddresses),
    fabric: control,
    presenter: {
      salt: show.presenterSalt,
      pinHash: presenterPinHash(show),
      generation: show.pinGeneration,
      operatorTokenHash: operatorTokenHash(setting.operatorToken),
    },
    linkSecret: show.linkSecret,
    consoleKey: show.consoleKey,
    joinUrl: setting.joinUrl,
    joinAddress: ownAddress,
    trustedProxies: [...setting.trustedProxies],
    ...(setting.wifi === null ? {} : { wifi: setting.wifi }),
    rehearsal: setting.rehearsal,
    keyFingerprint: reportKeyOf(show).fingerprint,
    webDirectory: setting.webDirectory,
    ...metricsAt(setting.metrics?.gateways[at]),
  }));
}

function metricsAt(port: number | undefined): Pick<RoomConfig, "metrics"> {
  return port === undefined ? {} : { metrics: { host: loopback, port } };
}

function dialAddresses(peer: PeerDial): { room: string; paths: Address[] } {
  return { room: peer.id, paths: peer.paths.map(({ host, port }) => ({ host, port })) };
}
