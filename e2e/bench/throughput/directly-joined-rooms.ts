import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import {
  defaultTopology,
  type ChosenPaceName,
  type RoomConfig,
  type Topology,
} from "@cablecut/protocol";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { bundle } from "../../processes/bundle.ts";
import { loopback } from "../../processes/loopback.ts";
import { ProcessUnderTest } from "../../processes/process-under-test.ts";

export interface DirectlyJoinedRooms {
  readonly topology: Topology;
  readonly showId: string;
  readonly linkSecret: string;
  /** In the order of the topology. */
  readonly rooms: readonly ProcessUnderTest[];
  /** Where a gateway finds them. */
  readonly dials: readonly {
    readonly id: string;
    readonly paths: readonly {
      readonly host: string;
      readonly port: number;
      readonly name: string;
    }[];
  }[];
  /** Processes that ended by themselves; there must be none. */
  readonly crashes: readonly string[];
  stop(): Promise<void>;
}

/**
 * The rooms of the default topology as processes of their own, on fresh data, that dial each other over the loopback with
 * nothing between. `profileDirectory`: each room leaves a processor profile there when it stops.
 */
export async function startDirectlyJoinedRooms(options: {
  readonly pace: ChosenPaceName;
  readonly profileDirectory: string | null;
}): Promise<DirectlyJoinedRooms> {
  const topology = defaultTopology;
  const showId = `bench-${randomBytes(6).toString("hex")}`;
  const directory = mkdtempSync(join(tmpdir(), "cablecut-bench-"));
  const ports = await lastingPorts(topology.rooms.length);
  const linkSecret = randomBytes(32).toString("hex");
  const receiptKey = randomBytes(32).toString("hex");
  const crashes: string[] = [];
  const dials = topology.rooms.map(({ id }, index) => ({
    id,
    paths: [{ host: loopback, port: ports[index]!, name: "direct" }],
  }));
  const rooms = topology.rooms.map(({ id }, index) => {
    const dataDirectory = join(directory, id);
    mkdirSync(dataDirectory);
    const config: RoomConfig = {
      showId,
      topology,
      room: id,
      dataDirectory,
      listen: { host: loopback, port: ports[index]! },
      peers: dials.slice(index + 1).map((dial) => ({ room: dial.id, paths: [...dial.paths] })),
      linkSecret,
      receiptKey,
      pace: paceProfiles[options.pace],
    };
    const configPath = join(directory, `${id}.json`);
    writeFileSync(configPath, JSON.stringify(config));
    const room = new ProcessUnderTest({
      name: id,
      script: bundle("room"),
      configPath,
      logPath: join(directory, `${id}.log`),
      nodeArguments: profileArguments(options.profileDirectory, id),
    });
    room.onCrash = (what) => crashes.push(`${what}: ${room.lastWords()}`);
    return room;
  });
  const stop = async (): Promise<void> => {
    await Promise.all(rooms.map((room) => room.terminate()));
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await Promise.all(rooms.map((room) => room.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { topology, showId, linkSecret, rooms, dials, crashes, stop };
}

function profileArguments(directory: string | null, room: string): string[] {
  if (directory === null) return [];
  return ["--cpu-prof", `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${room}.cpuprofile`];
}
