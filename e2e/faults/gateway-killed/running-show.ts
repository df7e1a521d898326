import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerDial } from "@cablecut/fabric";
import { gatewayConfigSchema, type Topology } from "@cablecut/protocol";

/** What a program beside a show on this machine can find out about it from its data directory. */
export interface RunningShow {
  readonly showId: string;
  readonly linkSecret: string;
  readonly topology: Topology;
  /** To every room, as a gateway goes. */
  readonly dials: readonly PeerDial[];
  /** Without a path. */
  readonly gateway: string;
  readonly fabric: { readonly host: string; readonly port: number; readonly token: string };
}

interface Running {
  readonly gateway: string;
  readonly fabric: RunningShow["fabric"];
  readonly processes: Readonly<Record<string, number>>;
}

function running(dataDirectory: string): Running {
  return JSON.parse(readFileSync(join(dataDirectory, "running.json"), "utf8")) as Running;
}

export function readRunningShow(dataDirectory: string): RunningShow {
  const { gateway, fabric } = running(dataDirectory);
  const config = join(dataDirectory, "config", "gateway.json");
  const { showId, linkSecret, topology, rooms } = gatewayConfigSchema.parse(
    JSON.parse(readFileSync(config, "utf8")),
  );
  const dials = rooms.map(({ room, paths }) => ({
    id: room,
    paths: paths.map(({ host, port }, path) => ({ host, port, name: String(path) })),
  }));
  return { showId, linkSecret, topology, dials, gateway, fabric };
}

/** kill -9 of the gateway; what the supervisor does then is its own affair. */
export function killGateway(dataDirectory: string): void {
  const pid = running(dataDirectory).processes["gateway"];
  if (pid === undefined) throw new Error("no gateway runs");
  process.kill(pid, "SIGKILL");
}
