import { join } from "node:path";
import { fabricPlan, fabricPortCount, type FabricConfig, type PeerDial } from "@cablecut/fabric";
import type { Address, GatewayConfigInput, RoomConfig } from "@cablecut/protocol";
import { loopback } from "../show/loopback.ts";
import { roomDirectory, type EmptyMeans } from "../show/room-logs.ts";
import { operatorTokenHash } from "../show/operator-token.ts";
import { reportKeyOf } from "../show/report-key.ts";
import { presenterPinHash, type Show } from "../show/show-file.ts";
import type { Wifi } from "./addresses.ts";

/** What the configuration of a show's processes is made of. */
export interface ShowSetting {
  readonly show: Show;
  /** Of this machine's operator. */
  readonly operatorToken: string;
  readonly dataDirectory: string;
  /** What an empty directory of a room means. */
  readonly ifEmpty: EmptyMeans;
  readonly webDirectory: string;
  /** As browsers reach them and where they listen; the first one is what phones open. */
  readonly gateways: readonly { readonly url: string; readonly listen: Address }[];
  readonly wifi: Wifi | null;
  readonly rehearsal: boolean;
  /** As many free loopback ports as `loopbackPortCount` says. */
  readonly ports: readonly number[];
}

export interface ShowConfigs {
  readonly fabric: FabricConfig;
  readonly rooms: readonly RoomConfig[];
  readonly gateways: readonly GatewayConfigInput[];
}

/** One for the fabric's control, one per room, and those of the cables. */
export function loopbackPortCount(rooms: number): number {
  return 1 + rooms + fabricPortCount(rooms);
}

/**
 * The configuration of every process of a show on this machine. Rooms and gateways are given the
 * addresses of the cables as those of their peers; that there are cables is told to nobody but the
 * fabric, and to the gateways, which cut them.
 */
export function showConfigs(setting: ShowSetting): ShowConfigs {
  const { show, ports } = setting;
  const { rooms: roomsOfShow } = show.topology;
  const [controlPort, ...others] = ports as readonly [number, ...number[]];
  const rooms = roomsOfShow.map(({ id, city }, index) => ({
    id,
    city,
    host: loopback,
    port: others[index]!,
  }));
  const cablePorts = { host: loopback, ports: others.slice(rooms.length) };
  const plan = fabricPlan(rooms, cablePorts);
  const control = { host: loopback, port: controlPort } as const;
  return {
    fabric: {
      control,
      stateFile: join(setting.dataDirectory, "fabric", "cables.json"),
      rooms,
      ports: cablePorts,
    },
    rooms: rooms.map(({ id, host, port }) => ({
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
    })),
    gateways: gatewaysOf(setting, plan, control),
  };
}

function gatewaysOf(
  setting: ShowSetting,
  plan: ReturnType<typeof fabricPlan>,
  control: Address,
): readonly GatewayConfigInput[] {
  const { show } = setting;
  const gateways = setting.gateways.map(({ url }, at) => ({ id: `gateway-${at + 1}`, url }));
  const [first] = gateways;
  if (first === undefined) throw new Error("a show has a gateway");
  return setting.gateways.map(({ listen }, at) => ({
    id: `gateway-${at + 1}`,
    gateways,
    showId: show.showId,
    topology: show.topology,
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
    joinUrl: first.url,
    ...(setting.wifi === null ? {} : { wifi: setting.wifi }),
    rehearsal: setting.rehearsal,
    keyFingerprint: reportKeyOf(show).fingerprint,
    webDirectory: setting.webDirectory,
  }));
}

function dialAddresses(peer: PeerDial): { room: string; paths: Address[] } {
  return { room: peer.id, paths: peer.paths.map(({ host, port }) => ({ host, port })) };
}
