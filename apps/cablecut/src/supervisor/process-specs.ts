import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ShowConfigs } from "./process-configs.ts";
import { writeSynced } from "../show/show-file.ts";
import type { ProcessSpec } from "./supervised-process.ts";

/** Writes each process its configuration file; fabric first, since the others dial through it. */
export function writeConfigs(
  configs: ShowConfigs,
  dataDirectory: string,
  bundles: string,
): readonly (readonly ProcessSpec[])[] {
  for (const folder of ["config", "logs", "rooms", "fabric", "gateway"]) {
    mkdirSync(join(dataDirectory, folder), { recursive: true, mode: 0o700 });
  }
  const spec = (name: string, file: string, bundle: string, config: object): ProcessSpec => {
    const path = join(dataDirectory, "config", `${file}.json`);
    writeSynced(path, `${JSON.stringify(config, null, 2)}\n`);
    return {
      name,
      script: join(bundles, `${bundle}.mjs`),
      args: ["--config", path],
      logPath: join(dataDirectory, "logs", `${file}.log`),
    };
  };
  return [
    [spec("fabric", "fabric", "fabric", configs.fabric)],
    [
      ...configs.rooms.map((room) => spec(`room ${room.room}`, `room-${room.room}`, "room", room)),
      spec("gateway", "gateway", "gateway", configs.gateway),
    ],
  ];
}
