import { join } from "node:path";
import { makeFolder, writeSynced } from "@cablecut/named-files";
import type { Language, RoomConfig } from "@cablecut/protocol";
import type { MemberProcessConfig, ShowConfigs } from "./process-configs.ts";
import type { ProcessSpec } from "./supervised-process.ts";

function configPath(dataDirectory: string, file: string): string {
  return join(dataDirectory, "config", `${file}.json`);
}

function writeConfig(path: string, config: object): void {
  writeSynced(path, `${JSON.stringify(config, null, 2)}\n`);
}

/** Writes a room's configuration anew, for its next start. */
export function writeRoomConfig(config: RoomConfig, dataDirectory: string): void {
  writeConfig(configPath(dataDirectory, `room-${config.room}`), config);
}

/** Writes a member's configuration anew, for its next start. */
export function writeMemberConfig(member: MemberProcessConfig, dataDirectory: string): void {
  writeConfig(configPath(dataDirectory, `etcd-${member.names[member.replica]}`), member);
}

/** How a gateway is called among the processes; `at` counts from 0. */
export function gatewayName(at: number): string {
  return at === 0 ? "gateway" : `gateway ${at + 1}`;
}

/**
 * Writes each process its configuration file; fabric first, since the others dial through it. Members before rooms: an empty
 * directory of a member has lost a log from the moment on that its room has run.
 */
export function writeConfigs(
  configs: ShowConfigs,
  dataDirectory: string,
  bundles: string,
  language: Language,
): readonly (readonly ProcessSpec[])[] {
  for (const folder of ["config", "logs", "rooms", "fabric", "gateway"]) {
    makeFolder(join(dataDirectory, folder), 0o700);
  }
  const spec = (name: string, file: string, bundle: string, config: object): ProcessSpec => {
    const path = configPath(dataDirectory, file);
    writeConfig(path, config);
    return {
      name,
      script: join(bundles, `${bundle}.mjs`),
      args: ["--config", path, "--lang", language],
      logPath: join(dataDirectory, "logs", `${file}.log`),
    };
  };
  const members = configs.members.map((member) => {
    const room = member.names[member.replica]!;
    return spec(`etcd ${room}`, `etcd-${room}`, "member", member);
  });
  return [
    [spec("fabric", "fabric", "fabric", configs.fabric)],
    ...(members.length === 0 ? [] : [members]),
    [
      ...configs.rooms.map((room) => spec(`room ${room.room}`, `room-${room.room}`, "room", room)),
      ...configs.gateways.map((gateway, at) => {
        const file = at === 0 ? "gateway" : `gateway-${at + 1}`;
        return spec(gatewayName(at), file, "gateway", gateway);
      }),
    ],
  ];
}
