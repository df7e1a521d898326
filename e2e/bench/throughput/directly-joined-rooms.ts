import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import {
  defaultTopology,
  type CertificateFiles,
  type ChosenPaceName,
  type RoomConfig,
  type Topology,
} from "@cablecut/protocol";
import type { LinkCertificates } from "@cablecut/link";
import { Authority, usualValidity } from "@cablecut/link/certificates";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { bundle } from "../../processes/bundle.ts";
import { loopback } from "../../processes/loopback.ts";
import {
  engineUnderTest,
  memberPortCount,
  membersOf,
  type Engine,
} from "../../processes/members.ts";
import { ProcessUnderTest } from "../../processes/process-under-test.ts";

type CertificatesOf = (
  kind: "room" | "gateway",
  id: string,
) => Promise<{ readonly certificates?: LinkCertificates }>;

export interface DirectlyJoinedRooms {
  readonly topology: Topology;
  readonly showId: string;
  readonly linkSecret: string;
  /** In the order of the topology. */
  readonly rooms: readonly ProcessUnderTest[];
  /** What keeps the etcd members, in the same order; none where the rooms make the log themselves. */
  readonly members: readonly ProcessUnderTest[];
  /** Where a gateway finds them. */
  readonly dials: readonly {
    readonly id: string;
    readonly paths: readonly {
      readonly host: string;
      readonly port: number;
      readonly name: string;
    }[];
  }[];
  /** What a further client links with; nothing where links are plain. */
  readonly certificatesOf: CertificatesOf;
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
  readonly tls: boolean;
  readonly archive: boolean;
  readonly engine?: Engine;
}): Promise<DirectlyJoinedRooms> {
  const topology = defaultTopology;
  const showId = `bench-${randomBytes(6).toString("hex")}`;
  const directory = mkdtempSync(join(tmpdir(), "cablecut-bench-"));
  const engine = options.engine ?? engineUnderTest();
  const memberPorts = memberPortCount(engine, topology.rooms.length);
  const allPorts = await lastingPorts(topology.rooms.length + memberPorts);
  const ports = allPorts.slice(memberPorts);
  const linkSecret = randomBytes(32).toString("hex");
  const receiptKey = randomBytes(32).toString("hex");
  const crashes: string[] = [];
  const dials = topology.rooms.map(({ id }, index) => ({
    id,
    paths: [{ host: loopback, port: ports[index]!, name: "direct" }],
  }));
  const certificatesOf = await certifier(showId, options.tls);
  const certified = await Promise.all(topology.rooms.map(({ id }) => certificatesOf("room", id)));
  const members = membersOf(engine, {
    directory,
    showId,
    rooms: topology.rooms,
    ports: allPorts.slice(0, memberPorts),
    onCrash: (what) => crashes.push(what),
  });
  const rooms = topology.rooms.map(({ id }, index) => {
    const dataDirectory = join(directory, id);
    mkdirSync(dataDirectory);
    const { certificates } = certified[index]!;
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
      ...(options.archive ? {} : { archiveBytesMax: 0 }),
      ...members.configOf(index),
      ...(certificates === undefined
        ? {}
        : { certificates: writeCertificates(directory, id, certificates) }),
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
    await Promise.all(members.processes.map((member) => member.kill()));
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await Promise.all([...members.processes, ...rooms].map((process) => process.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  const { processes } = members;
  return {
    topology,
    showId,
    linkSecret,
    rooms,
    members: processes,
    dials,
    certificatesOf,
    crashes,
    stop,
  };
}

async function certifier(showId: string, tls: boolean): Promise<CertificatesOf> {
  if (!tls) return async () => ({});
  const authority = await Authority.create(showId, usualValidity(Date.now()));
  return async (kind, id) => ({ certificates: await authority.certify({ showId, kind, id }) });
}

/** Their files, from the folder of the configuration. */
function writeCertificates(
  directory: string,
  room: string,
  pems: LinkCertificates,
): CertificateFiles {
  const write = (part: keyof LinkCertificates): string => {
    const file = `${room}-${part}.pem`;
    writeFileSync(join(directory, file), pems[part], { mode: 0o600 });
    return file;
  };
  return { authority: write("authority"), certificate: write("certificate"), key: write("key") };
}

function profileArguments(directory: string | null, room: string): string[] {
  if (directory === null) return [];
  return ["--cpu-prof", `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${room}.cpuprofile`];
}
