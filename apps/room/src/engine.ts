import type { RoomConfig } from "@cablecut/protocol";
import { nodeTimers, RaftLog, type LogStorage, type RestoredLog } from "@cablecut/replicated-log";
import {
  EtcdLog,
  grpcStore,
  keysBelow,
  MemberStreams,
  type EtcdNotice,
} from "@cablecut/replicated-log/etcd";
import type { LogConsumer, ReplicaId, ReplicatedLog } from "@cablecut/replicated-log/port";
import type { Logger } from "pino";

/** The log of a room, whatever makes it, with what it wants to hear of the other rooms. */
export interface LogEngine {
  readonly log: ReplicatedLog;
  receive(from: ReplicaId, bytes: Uint8Array): void;
  peerUp(peer: ReplicaId): void;
  peerDown(peer: ReplicaId): void;
  stop(): Promise<void>;
}

export interface EngineParts {
  readonly config: RoomConfig;
  readonly replica: ReplicaId;
  readonly boot: number;
  readonly consumer: LogConsumer;
  readonly storage: LogStorage;
  readonly restored: RestoredLog;
  readonly send: (to: ReplicaId, chunks: readonly Uint8Array[]) => boolean;
  readonly log: Logger;
}

const loopback = "127.0.0.1";

/** The rooms' own log, or etcd where the configuration names a member. */
export async function createEngine(parts: EngineParts): Promise<LogEngine> {
  const { etcd } = parts.config;
  return etcd === undefined ? raftEngine(parts) : etcdEngine(parts, etcd);
}

function raftEngine({ config, replica, log: logger, send, ...parts }: EngineParts): LogEngine {
  const log = new RaftLog({
    ...parts,
    replica,
    replicas: config.topology.rooms.length,
    transport: { send },
    timers: nodeTimers,
    random: Math.random,
    onMessageRefused: (from, reason) => logger.warn({ from, reason }, "message refused"),
  });
  return {
    log,
    receive: (from, bytes) => log.receive(from, bytes),
    peerUp: () => undefined,
    peerDown: () => undefined,
    stop: () => new Promise((stopped) => log.stop(stopped)),
  };
}

async function etcdEngine(
  { config, replica, log: logger, send, ...parts }: EngineParts,
  { clientPort, peerPort, proxyPort }: NonNullable<RoomConfig["etcd"]>,
): Promise<LogEngine> {
  const memberNames = config.topology.rooms.map(({ id }) => id);
  const keys = keysBelow(`cablecut/${config.showId}/`);
  const streams = new MemberStreams({
    replica,
    replicas: memberNames.length,
    member: { host: loopback, peers: peerPort, clients: clientPort },
    send,
  });
  await streams.listen({ host: loopback, port: proxyPort });
  const log = new EtcdLog({
    ...parts,
    replica,
    memberNames,
    store: grpcStore(`${loopback}:${clientPort}`, keys),
    keys,
    transport: { send },
    timers: nodeTimers,
    onNotice: (notice) => tell(logger, notice),
  });
  return {
    log,
    receive: (from, bytes) => {
      if (!streams.receive(from, bytes)) log.receive(from, bytes);
    },
    peerUp: (peer) => streams.peerUp(peer),
    peerDown: (peer) => streams.peerDown(peer),
    stop: async () => {
      await new Promise<void>((stopped) => log.stop(stopped));
      await streams.close();
    },
  };
}

function tell(logger: Logger, notice: EtcdNotice): void {
  if (notice.kind === "message-refused" || notice.kind === "foreign-put")
    logger.warn(notice, notice.kind);
  else logger.info(notice, notice.kind);
}
