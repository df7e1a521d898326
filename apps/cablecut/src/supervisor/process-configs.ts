import { join } from "node:path";
import { fabricPlan, fabricPortCount, type FabricConfig, type PeerDial } from "@cablecut/fabric";
import type { Address, GatewayConfigInput, RoomConfig } from "@cablecut/protocol";
import { loopback } from "../show/loopback.ts";
import { roomDirectory, type EmptyMeans } from "../show/room-logs.ts";
import { operatorTokenHash } from "../show/operator-token.ts";
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
  readonly joinUrl: string;
  readonly wifi: Wifi | null;
  readonly rehearsal: boolean;
  /** Where the gateway listens for browsers. */
  readonly web: Address;
  /** As many free loopback ports as `loopbackPortCount` says. */
  readonly ports: readonly number[];
}

export interface ShowConfigs {
  readonly fabric: FabricConfig;
  readonly rooms: readonly RoomConfig[];
  readonly gateway: GatewayConfigInput;
}

/** One for the fabric's control, one per room, and those of the cables. */
export function loopbackPortCount(rooms: number): number {
  return 1 + rooms + fabricPortCount(rooms);
}

/**
 * The configuration of every process of a show on this machine. Rooms and gateway are given the
 * addresses of the cables as those of their peers; that there are cables is told to nobody but the
 * fabric, and to the gateway, which cuts them.
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
    gateway: {
      showId: show.showId,
      topology: show.topology,
      listen: setting.web,
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
      ...(setting.wifi === null ? {} : { wifi: setting.wifi }),
      rehearsal: setting.rehearsal,
      webDirectory: setting.webDirectory,
    },
  };
}

function dialAddresses(peer: PeerDial): { room: string; paths: Address[] } {
  return { room: peer.id, paths: peer.paths.map(({ host, port }) => ({ host, port })) };
}
