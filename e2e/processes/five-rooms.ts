import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FabricClient, fabricPlan, fabricPortCount, type PeerDial } from "@cablecut/fabric";
import { paceProfiles } from "@cablecut/failover";
import {
  defaultTopology,
  type ChosenPaceName,
  type Pace,
  type RoomConfig,
  type Topology,
} from "@cablecut/protocol";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { bundle } from "./bundle.ts";
import { loopback } from "./loopback.ts";
import { engineUnderTest, memberPortCount, membersOf, type Engine } from "./members.ts";
import { ProcessUnderTest } from "./process-under-test.ts";

/** A show whose data are there already, as its show.json tells of it. */
export interface KeptShow {
  readonly showId: string;
  readonly topology: Topology;
  readonly pace: Pace;
  readonly linkSecret: string;
  readonly receiptKey: string;
  /** Holds `rooms/<id>`; it stays when the processes end. */
  readonly dataDirectory: string;
}

/** Five rooms and the fabric between them, each a process of its own. */
export interface FiveRooms {
  readonly topology: Topology;
  readonly showId: string;
  /** What a gateway proves to the rooms that it knows. */
  readonly linkSecret: string;
  readonly directory: string;
  /** In the order of the topology. */
  readonly rooms: readonly ProcessUnderTest[];
  /** Beside the rooms, in the same order; none where the rooms make the log themselves. */
  readonly members: readonly ProcessUnderTest[];
  /** Of the members, in the same order. */
  readonly memberDirectories: readonly string[];
  /** Of the rooms, in the same order. */
  readonly dataDirectories: readonly string[];
  readonly fabric: ProcessUnderTest;
  /** Cuts and restores cables. */
  readonly cables: FabricClient;
  /** Where a gateway finds the rooms. */
  readonly gatewayDials: readonly PeerDial[];
  /** Processes that ended by themselves; there must be none. */
  readonly crashes: readonly string[];
  /** Ends all processes; deletes the data unless it is to be looked at, or was there before. */
  stop(options?: { readonly keepData: boolean }): Promise<void>;
}

function writeConfig(directory: string, name: string, config: object): string {
  const path = join(directory, `${name}.json`);
  writeFileSync(path, JSON.stringify(config, null, 2));
  return path;
}

/** On fresh data. Resolves when all six processes are ready; that is before the rooms have elected a leader. */
export function startFiveRooms(
  chosen: ChosenPaceName | Pace,
  engine: Engine = engineUnderTest(),
): Promise<FiveRooms> {
  const directory = newDirectory();
  return startRoomsOf(
    directory,
    {
      showId: `test-${randomBytes(6).toString("hex")}`,
      topology: defaultTopology,
      pace: typeof chosen === "string" ? paceProfiles[chosen] : chosen,
      linkSecret: randomBytes(32).toString("hex"),
      receiptKey: randomBytes(32).toString("hex"),
      dataDirectory: join(directory, "data"),
    },
    engine,
  );
}

/** The same, on the data of a show that was stopped. */
export function continueFiveRooms(show: KeptShow): Promise<FiveRooms> {
  return startRoomsOf(newDirectory(), show, "raft");
}

function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), "cablecut-rooms-"));
}

async function startRoomsOf(directory: string, show: KeptShow, engine: Engine): Promise<FiveRooms> {
  const { showId, topology, linkSecret, receiptKey, pace } = show;
  const count = topology.rooms.length;
  const memberPorts = memberPortCount(engine, count);
  const allPorts = await lastingPorts(1 + count + fabricPortCount(count) + memberPorts);
  const [controlPort = 0, ...ports] = allPorts.slice(memberPorts);
  const places = topology.rooms.map(({ id, city }, index) => ({
    id,
    city,
    host: loopback,
    port: ports[index]!,
  }));
  const cablePorts = { host: loopback, ports: ports.slice(count) };
  const plan = fabricPlan(places, cablePorts);
  const crashes: string[] = [];
  const onCrash = (what: string): void => void crashes.push(what);
  const members = membersOf(engine, {
    directory,
    showId,
    rooms: topology.rooms,
    ports: allPorts.slice(0, memberPorts),
    onCrash,
  });
  const processOf = (app: "room" | "fabric", name: string, config: object): ProcessUnderTest => {
    const process = new ProcessUnderTest({
      name,
      script: bundle(app),
      configPath: writeConfig(directory, name, config),
      logPath: join(directory, `${name}.log`),
    });
    process.onCrash = onCrash;
    return process;
  };
  const fabric = processOf("fabric", "fabric", {
    control: { host: loopback, port: controlPort },
    stateFile: join(directory, "cables.json"),
    rooms: places,
    ports: cablePorts,
  });
  const rooms = places.map(({ id, host, port }, index) => {
    const dataDirectory = join(show.dataDirectory, "rooms", id);
    mkdirSync(dataDirectory, { recursive: true });
    const peers = (plan.rooms[id] ?? []).map(({ id: room, paths }) => ({ room, paths }));
    const config: RoomConfig = {
      showId,
      topology,
      room: id,
      dataDirectory,
      listen: { host, port },
      peers: peers.map(({ room, paths }) => ({ room, paths: [...paths] })),
      linkSecret,
      receiptKey,
      pace,
      ...members.configOf(index),
    };
    return processOf("room", id, config);
  });
  const stop = async (options?: { readonly keepData: boolean }): Promise<void> => {
    await Promise.all([...rooms, ...members.processes, fabric].map((process) => process.kill()));
    if (options?.keepData !== true) rmSync(directory, { recursive: true, force: true });
  };
  try {
    await fabric.start();
    // As a supervisor does.
    for (const group of [members.processes, rooms]) {
      await Promise.all(group.map((process) => process.start()));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  // Only when a test gives up: on a busy machine the fabric may not be run for some seconds, and cuts all the same.
  const cables = new FabricClient({ host: loopback, port: controlPort, timeoutMs: 60_000 });
  return {
    topology,
    showId,
    linkSecret,
    directory,
    rooms,
    members: members.processes,
    memberDirectories: members.directories,
    dataDirectories: places.map(({ id }) => join(show.dataDirectory, "rooms", id)),
    fabric,
    cables,
    gatewayDials: plan.gateway,
    crashes,
    stop,
  };
}
