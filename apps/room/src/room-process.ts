import { createHmac, hash, randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { ArchiveWriter } from "@cablecut/archive";
import { createMesh, type LinkCertificates, type Mesh } from "@cablecut/link";
import {
  linkReports,
  RecentDurations,
  type StartHindrance,
  type LinkReport,
  type LocalizedText,
  type LogEvent,
  type Percentiles,
  type RoomConfig,
} from "@cablecut/protocol";
import { openWalStorage } from "@cablecut/replicated-log";
import { MachineRoom } from "@cablecut/room";
import { describeRefusal, nodeFiles, timedFiles } from "@cablecut/wal";
import type { Logger } from "pino";
import { drained } from "./drain.ts";
import { createEngine, type LogEngine } from "./engine.ts";
import { logNotices, transferTracer } from "./notices.ts";
import { openRoomArchive } from "./room-archive.ts";
import type { RoomFigures } from "./room-families.ts";

export interface RoomProcess {
  readonly port: number;
  /**
   * Finishes what it has taken, as far as the log lets it, says goodbye to gateways and rooms, and closes the log.
   * `at-once`: finishes nothing; whoever waits for an answer asks again.
   */
  stop(how: "drain" | "at-once"): Promise<void>;
  /** What it measures, as of now. */
  figures(): RoomFigures;
}

export type StartOutcome =
  | { readonly ok: true; readonly process: RoomProcess }
  /** Why this room cannot run on what it was given; nothing was changed. */
  | RoomFailure;

export interface RoomFailure {
  readonly ok: false;
  readonly reason: LocalizedText;
  /** What keeps it from running until something else is changed; null where trying again may help. */
  readonly hindrance: Exclude<StartHindrance["kind"], "port-taken"> | "configuration" | null;
}

/** Writes of so long ago still count as lately, ms. */
const writesLatelyMs = 10_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What this process may send to others; false where it could not be queued. */
type Send = (peer: string, chunks: readonly Uint8Array[]) => boolean;

/** What a room is given besides its configuration. */
export interface RoomSurroundings {
  readonly log: Logger;
  /** As PEM; null where links are plain. */
  readonly certificates: LinkCertificates | null;
  /** Called when the disk failed: nothing is acknowledged any more and the process must end. */
  readonly failed: (failure: RoomFailure) => void;
}

export async function startRoom(
  config: RoomConfig,
  { log, certificates, failed }: RoomSurroundings,
): Promise<StartOutcome> {
  const { topology } = config;
  const index = topology.rooms.findIndex((room) => room.id === config.room);
  if (index === -1) {
    const reason = notInTopology(config.room);
    return { ok: false, reason, hindrance: "configuration" };
  }
  const disk = measuredDisk();
  const opened = await openLog(config, disk.files, failed);
  if (!opened.ok) return failureOf(opened.refusal);
  const { storage, restored, tornBytes } = opened.value;
  if (tornBytes > 0) log.warn({ tornBytes }, "an unfinished write of an earlier run was cut off");
  if (restored.recovering)
    log.warn("the log was lost: no vote, no acknowledgement until recovered");

  const boot = Date.now() * 1_000 + randomInt(1_000);
  const { snapshot, entries, recovering, follows } = restored;
  const logIsNew = snapshot === null && entries.length === 0 && !recovering && follows !== true;
  let mesh: Mesh | null = null;
  const send: Send = (peer, chunks) => mesh?.send(peer, chunks) ?? false;
  const trace = transferTracer(log);
  const links = (): readonly LinkReport[] => linkReports(mesh?.status() ?? [], topology);
  const room = machineRoom(config, index, boot, {
    send: (gateway, chunks) => {
      trace?.(gateway, chunks[0]);
      return send(gateway, chunks);
    },
    diskSyncMs: disk.syncMs,
    halt: (reason) => {
      failed({ ok: false, reason, hindrance: "newer-build" });
      throw new Error(reason.en);
    },
    ...(certificates === null ? {} : { links }),
  });
  const genesisChain = room.ledger.chainHash();
  const archive = await openRoomArchive({ config, log, logIsNew, genesisChain, sha256: digest });
  if (archive !== null) room.attachArchive(archive);
  room.onEvents = (events) => logEvents(log, events);
  const engine = await createEngine({
    config,
    replica: index,
    boot,
    consumer: room.consumer,
    storage,
    restored,
    send: (to, chunks) => send(topology.rooms[to]!.id, chunks),
    log,
  });
  room.attach(engine.log);
  mesh = connect(config, boot, { room, engine, log, certificates, trace });
  const address = await mesh.listening();
  const port = address?.port ?? config.listen.port;
  const running = { room, engine, mesh, archive, stopTicks: tickWhenDue(room) };
  return { ok: true, process: { port, ...controlsOf(running, log) } };
}

interface Running {
  readonly room: MachineRoom;
  readonly engine: LogEngine;
  readonly mesh: Mesh;
  readonly archive: ArchiveWriter | null;
  readonly stopTicks: () => void;
}

/** What is asked of a room that runs. */
function controlsOf(
  { room, engine, mesh, archive, stopTicks }: Running,
  log: Logger,
): Pick<RoomProcess, "figures" | "stop"> {
  return {
    figures: () => ({
      status: room.status(),
      log: engine.log.status(),
      links: mesh.status(),
      unanswered: room.unanswered,
    }),
    stop: async (how) => {
      const draining = {
        drain: () => room.drain(),
        unanswered: () => room.unanswered,
        log: () => engine.log.status(),
        transferLeadership: (to: number) => engine.log.transferLeadership(to),
      };
      const nowMs = (): number => performance.now();
      const outcome = how === "drain" ? await drained(draining, { nowMs, pause }) : "not drained";
      log.info({ outcome, unanswered: room.unanswered }, "stopping");
      stopTicks();
      await mesh.close();
      await engine.stop();
      await archive?.close();
    },
  };
}

function logEvents(log: Logger, events: readonly LogEvent[]): void {
  for (const event of events) {
    if (event.kind !== "account-opened") log.info(event, event.kind);
  }
}

/** The real disk, and how long its writes took lately. */
function measuredDisk() {
  const nowMs = (): number => performance.now();
  const writes = new RecentDurations(writesLatelyMs);
  return {
    files: timedFiles(nodeFiles, nowMs, (tookMs) => writes.add(tookMs, nowMs())),
    syncMs: () => writes.percentiles(nowMs()),
  };
}

function openLog(
  config: RoomConfig,
  files: ReturnType<typeof timedFiles>,
  failed: RoomSurroundings["failed"],
): ReturnType<typeof openWalStorage> {
  return openWalStorage({
    files,
    directory: config.dataDirectory,
    identity: { room: config.room, show: config.showId },
    ifEmpty: config.ifEmpty ?? "create",
    onFailure: (failure) => failed(failureOf(failure)),
  });
}

function failureOf(refusal: Parameters<typeof describeRefusal>[0]): RoomFailure {
  return { ok: false, reason: describeRefusal(refusal), hindrance: hindranceOf(refusal) };
}

function notInTopology(room: string): LocalizedText {
  return { en: `room ${room} is not in the topology`, zh: `布局中没有机房 ${room}` };
}

function hindranceOf({ kind }: Parameters<typeof describeRefusal>[0]): RoomFailure["hindrance"] {
  switch (kind) {
    case "damaged":
    case "incomplete":
    case "misplaced":
    case "nothing-there":
      return "log-unreadable";
    case "other-room":
    case "other-show":
      return "log-of-another";
    case "newer-format":
      return "newer-build";
    case "locked":
    case "disk-full":
    case "not-allowed":
    case "io-failed":
    case "overrun":
      return null;
  }
}

function machineRoom(
  config: RoomConfig,
  index: number,
  boot: number,
  {
    send,
    ...told
  }: {
    send: Send;
    diskSyncMs: () => Percentiles | null;
    halt: (reason: LocalizedText) => never;
    links?: () => readonly LinkReport[];
  },
): MachineRoom {
  return new MachineRoom({
    topology: config.topology,
    room: index,
    boot,
    pace: config.pace,
    sha256: digest,
    ports: {
      nowMs: () => performance.now(),
      clockMs: () => Date.now(),
      mac: (text) => createHmac("sha256", config.receiptKey).update(text).digest(),
      send: (gateway, message) => send(gateway, [message]),
      defer: (task) => void setImmediate(task),
      encodeText: (text) => encoder.encode(text),
      decodeText: (bytes) => decoder.decode(bytes),
      ...told,
    },
  });
}

interface Linked extends Pick<RoomSurroundings, "log" | "certificates"> {
  readonly room: MachineRoom;
  readonly engine: LogEngine;
  readonly trace: ReturnType<typeof transferTracer>;
}

/** Other rooms speak to the log, gateways to the room. */
function connect(
  config: RoomConfig,
  instance: number,
  { room, engine, log, certificates, trace }: Linked,
): Mesh {
  const replicaOf = new Map(config.topology.rooms.map((each, replica) => [each.id, replica]));
  return createMesh({
    self: { id: config.room, kind: "room", showId: config.showId, instance, reads: room.reads },
    secret: config.linkSecret,
    listen: config.listen,
    peers: config.peers.map(({ room: id, paths }) => ({ id, paths })),
    ...(certificates === null ? {} : { certificates }),
    accept: ({ kind, id }) => {
      const named = id.split(".")[0] ?? "";
      const isOurs =
        kind === "gateway"
          ? (config.gateways?.includes(named) ?? true)
          : kind === "room" && replicaOf.has(id);
      return isOurs ? { ok: true } : { ok: false, reason: `no ${kind} of this show` };
    },
    onMessage: (peer, kind, bytes) => {
      const replica = kind === "room" ? replicaOf.get(peer) : undefined;
      if (replica !== undefined) return engine.receive(replica, bytes);
      trace?.(peer, bytes);
      room.receive(peer, bytes);
    },
    onPeerUp: (peer, resumed) => {
      log.info({ peer: peer.id }, "peer reached");
      if (peer.kind === "gateway") room.gatewayJoined(peer.id, resumed);
      const replica = replicaOf.get(peer.id);
      if (replica !== undefined) {
        room.roomJoined(replica, peer.reads ?? null);
        engine.peerUp(replica);
      }
    },
    onPeerDown: (peer, reason) => {
      log.info({ peer, reason }, "peer silent");
      const replica = replicaOf.get(peer);
      if (replica === undefined) room.gatewayLeft(peer);
      else engine.peerDown(replica);
    },
    onNotice: logNotices(log),
  });
}

/** The one-shot hash is three times as fast as a Hash object for short inputs. */
function digest(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/** Wakes the room when it has something to do. It may have sooner than it said: entries were applied meanwhile. */
function tickWhenDue(room: MachineRoom): () => void {
  const longestMs = 20;
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    room.tick();
    const waitMs = Math.min(longestMs, Math.max(1, room.nextWakeMs() - performance.now()));
    timer = setTimeout(tick, waitMs);
  };
  timer = setTimeout(tick, 1);
  return () => clearTimeout(timer);
}
