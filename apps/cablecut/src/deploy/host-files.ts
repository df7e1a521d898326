import { isIPv6 } from "node:net";
import { join } from "node:path";
import {
  bareHost,
  isShortLink,
  type Address,
  type CertificateFiles,
  type GatewayConfigInput,
  type RoomConfig,
} from "@cablecut/protocol";
import { loopback } from "../show/loopback.ts";
import { memberBeginMark, memberDirectory } from "../show/member-data.ts";
import { etcdBinary } from "@cablecut/replicated-log/etcd-place";
import { archiveOf, type MemberProcessConfig } from "../supervisor/process-configs.ts";
import { roomDirectory } from "../show/room-logs.ts";
import { presenterPinHash, type Show } from "../show/show-file.ts";
import { operatorTokenHash } from "../show/operator-token.ts";
import { reportKeyOf } from "../show/report-key.ts";
import { etcdPorts, metricsPortOf } from "./host-processes.ts";
import { isNowhere, type Host, type Hosts } from "./hosts-file.ts";

/** Configurations of one host, by the name of their file. */
export interface HostConfigs {
  readonly room: RoomConfig | null;
  readonly gateway: GatewayConfigInput | null;
  readonly member: MemberProcessConfig | null;
}

/** What a deployment is made of. */
export interface DeployedShow {
  readonly hosts: Hosts;
  readonly show: Show;
  readonly operatorToken: string;
}

/** Where the certificates of a process stand, from the folder of its configuration. */
export function certificateFilesOf(kind: "room" | "gateway"): CertificateFiles {
  return {
    authority: join("certificates", "authority.pem"),
    certificate: join("certificates", `${kind}.pem`),
    key: join("certificates", `${kind}.key`),
  };
}

/**
 * What the processes of a host are told. A room accepts links on all cards, since one that is dead when the room starts
 * would otherwise keep it from listening; who may link is for the certificates to say.
 */
export function hostConfigs(deployed: DeployedShow, host: Host): HostConfigs {
  return {
    room: host.room === null ? null : roomConfig(deployed, host, host.room),
    gateway: host.gateway === null ? null : gatewayConfig(deployed, host, host.gateway.id),
    member: host.room === null || !host.hasMember ? null : memberConfig(deployed, host, host.room),
  };
}

function roomConfig({ hosts, show }: DeployedShow, host: Host, room: string): RoomConfig {
  const { topology, ports } = hosts;
  const order = topology.rooms.map(({ id }) => id);
  const later = order.slice(order.indexOf(room) + 1);
  return {
    showId: show.showId,
    topology,
    room,
    dataDirectory: roomDirectory(host.places.data, room),
    // A log is begun once, by hand; an empty directory that is found later has lost one.
    ifEmpty: "recover",
    listen: { host: everyCard([host.a, host.b]), port: ports.link },
    certificates: certificateFilesOf("room"),
    gateways: hosts.hosts.flatMap(({ gateway }) => (gateway === null ? [] : [gateway.id])),
    peers: later.map((peer) => ({ room: peer, paths: pathsBetween(hosts, host, peer) })),
    linkSecret: show.linkSecret,
    receiptKey: show.receiptKey,
    pace: show.pace,
    ...archiveOf(hosts),
    ...(host.hasMember ? { etcd: etcdPorts(ports.etcd) } : {}),
    ...metricsAt(host, metricsPortOf("room", ports)),
  };
}

function memberConfig(
  { hosts, show }: DeployedShow,
  host: Host,
  room: string,
): MemberProcessConfig {
  const names = hosts.topology.rooms.map(({ id }) => id);
  return {
    binary: etcdBinary,
    names,
    replica: names.indexOf(room),
    token: show.showId,
    directory: memberDirectory(host.places.data, room),
    // As with the log of the room: begun once, by hand.
    ifEmpty: "replace",
    beginMark: memberBeginMark(host.places.data, room),
    ...etcdPorts(hosts.ports.etcd),
    ...metricsAt(host, metricsPortOf("member", hosts.ports)),
  };
}

function gatewayConfig(
  { hosts, show, operatorToken }: DeployedShow,
  host: Host,
  id: string,
): GatewayConfigInput {
  const { proxy, ports } = hosts;
  const gateways = hosts.hosts.flatMap(({ gateway }) =>
    // Behind a proxy they have one address: a page that lost its gateway comes back through it.
    gateway === null ? [] : [{ id: gateway.id, url: proxy?.url ?? gateway.url }],
  );
  return {
    id,
    gateways,
    showId: show.showId,
    topology: hosts.topology,
    listen: { host: everyCard(callersOf(host, hosts)), port: ports.web },
    rooms: hosts.topology.rooms.map((room) => ({
      room: room.id,
      paths: pathsBetween(hosts, host, room.id),
    })),
    certificates: certificateFilesOf("gateway"),
    presenter: {
      salt: show.presenterSalt,
      pinHash: presenterPinHash(show),
      generation: show.pinGeneration,
      operatorTokenHash: operatorTokenHash(operatorToken),
    },
    linkSecret: show.linkSecret,
    consoleKey: show.consoleKey,
    // The key itself stays in the operator's folder: a host that faces strangers signs nothing.
    keyFingerprint: reportKeyOf(show).fingerprint,
    joinUrl: gateways[0]!.url,
    trustedProxies: proxy?.trusted ?? [],
    ...metricsAt(host, metricsPortOf("gateway", ports)),
    ...(hosts.wifi === undefined ? {} : { wifi: hosts.wifi }),
    rehearsal: hosts.rehearsal,
    webDirectory: join(host.places.program, "web"),
  };
}

/** On network A, where the audience is not. */
function metricsAt({ a }: Host, port: number | null): Pick<RoomConfig, "metrics"> {
  return port === null ? {} : { metrics: { host: a, port } };
}

/** "::" takes calls over IPv4 as well, where a machine has IPv6 at all; so it is for those who are called over it. */
function everyCard(addresses: readonly string[]): string {
  return addresses.some((address) => isIPv6(address)) ? "::" : "0.0.0.0";
}

/** Where a gateway is called: from the hosts at its cards, by phones where they open it, by proxies from theirs. */
function callersOf({ a, b, gateway }: Host, { proxy }: Hosts): readonly string[] {
  const opened = gateway === null ? "" : bareHost(new URL(gateway.url).hostname);
  const proxies = (proxy?.trusted ?? []).map((each) => each.split("/")[0]!);
  // One on this machine calls over IPv4 as well, which every kernel has.
  const called = proxies.filter((each) => each !== "::1" || !proxies.includes("127.0.0.1"));
  return [a, b, opened, ...called];
}

/** Card to card over either network: AA and BB. The two networks are not joined anywhere. */
function pathsBetween({ hosts, ports }: Hosts, from: Host, room: string): Address[] {
  const to = hosts.find((host) => host.room === room);
  if (to === undefined) throw new Error(`no host houses ${room}`);
  // No card and no cable lies between a gateway and the room beside it.
  if (to === from) return [{ host: loopback, port: ports.link, name: "local" }];
  return [
    { host: to.a, port: ports.link, localAddress: from.a, name: "AA" },
    { host: to.b, port: ports.link, localAddress: from.b, name: "BB" },
  ];
}

/** What the command line is told of the show, wherever the operator's folder is carried. */
export function operatedShowFile({ hosts, show }: DeployedShow): object {
  const { proxy } = hosts;
  const proxied = proxy === undefined ? null : new URL(proxy.url).origin;
  const at = (address: string): string =>
    `http://${address.includes(":") ? `[${address}]` : address}:${hosts.ports.web}`;
  const gateways = hosts.hosts.flatMap(({ name, a, b, gateway }) => {
    if (gateway === null) return [];
    const opens = new URL(gateway.url).origin;
    // At a short link somebody else answers, at the loopback whatever runs where the folder was carried, and at the proxy any gateway.
    const isIts = !isShortLink(gateway.url) && !isNowhere(gateway.url) && opens !== proxied;
    const [origin, ...further] = [...(isIts ? [opens] : []), at(a), at(b)];
    return [{ name, origin, further }];
  });
  const opened =
    proxy?.url ?? hosts.hosts.find(({ gateway }) => gateway !== null)?.gateway?.url ?? "";
  return {
    pid: null,
    showId: show.showId,
    startedAt: show.createdAt,
    join: opened,
    ...(isShortLink(opened) ? { pages: gateways[0]?.origin } : {}),
    gateway: gateways[0]?.origin ?? "",
    gateways,
    fabric: null,
    control: null,
    processes: {},
  };
}
