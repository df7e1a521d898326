import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, writeSynced } from "@cablecut/named-files";
import type { Language, RoomConfig } from "@cablecut/protocol";
import type { MemberProcessConfig, ShowConfigs } from "./process-configs.ts";
import type { ProcessSpec } from "./supervised-process.ts";

/** The files that processes are told everything by, with what they are to hold. */
export class ConfigFiles {
  readonly #folder: string;
  readonly #texts = new Map<string, string>();

  constructor(dataDirectory: string) {
    this.#folder = join(dataDirectory, "config");
  }

  pathOf(file: string): string {
    return join(this.#folder, `${file}.json`);
  }

  /** Throws the system's errors. */
  write(file: string, config: object): void {
    const text = `${JSON.stringify(config, null, 2)}\n`;
    writeSynced(this.pathOf(file), text);
    this.#texts.set(file, text);
  }

  /** Writes a room's configuration anew, for its next start. */
  writeRoom(config: RoomConfig): void {
    this.write(`room-${config.room}`, config);
  }

  /** Writes a member's configuration anew, for its next start. */
  writeMember(member: MemberProcessConfig): void {
    this.write(`etcd-${member.names[member.replica]}`, member);
  }

  /** One that was damaged or deleted while the show runs is written again: with it its process could not be started any more. */
  restore(file: string): void {
    const text = this.#texts.get(file);
    if (text === undefined || textOf(this.pathOf(file)) === text) return;
    try {
      makeFolder(this.#folder, 0o700);
      writeSynced(this.pathOf(file), text);
    } catch {
      // The process says what it lacks.
    }
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** How a gateway is called among the processes; `at` counts from 0. */
export function gatewayName(at: number): string {
  return at === 0 ? "gateway" : `gateway ${at + 1}`;
}

/** Whether one of these processes is a gateway. */
export function hasGateway(processes: Readonly<Record<string, unknown>>): boolean {
  const first = gatewayName(0);
  return Object.keys(processes).some((name) => name === first || name.startsWith(`${first} `));
}

/**
 * Writes each process its configuration file; fabric first, since the others dial through it. Members before rooms: an empty
 * directory of a member has lost a log from the moment on that its room has run.
 */
export function writeConfigs(
  configs: ShowConfigs,
  files: ConfigFiles,
  dataDirectory: string,
  bundles: string,
  language: Language,
): readonly (readonly ProcessSpec[])[] {
  for (const folder of ["config", "logs", "rooms", "fabric", "gateway"]) {
    makeFolder(join(dataDirectory, folder), 0o700);
  }
  const spec = (name: string, file: string, bundle: string, config: object): ProcessSpec => {
    files.write(file, config);
    return {
      name,
      script: join(bundles, `${bundle}.mjs`),
      args: ["--config", files.pathOf(file), "--lang", language],
      beforeStart: () => files.restore(file),
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
