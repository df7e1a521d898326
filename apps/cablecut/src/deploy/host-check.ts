import { randomBytes, X509Certificate } from "node:crypto";
import {
  closeSync,
  fdatasyncSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { connect, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import { probeRoom, type LinkCertificates, type ProbeOutcome } from "@cablecut/link";
import type { CableName } from "@cablecut/protocol";
import { findEtcd, type EtcdFound } from "@cablecut/replicated-log/etcd-place";
import { healthIn } from "../show/gateway-health.ts";
import { loopback } from "../show/loopback.ts";
import { codeOf } from "../show/system-error.ts";
import { custodyOf, looseFiles, type Custody } from "./host-custody.ts";
import type { HostDescription } from "./host-description.ts";
import { hostLog, type HostLog } from "./host-log.ts";
import { startOf, type Start } from "./host-start.ts";
import {
  portState,
  probeTimeoutMs,
  type PortHolder,
  type PortState,
  type WantedPort,
} from "./port-state.ts";

const syncs = 50;

/** How another host is reached over one network. */
export interface Reach {
  readonly host: string;
  readonly network: CableName;
  readonly outcome: ProbeOutcome;
}

/** What was found on a host; `judgeHost` says what is wrong with it. */
export interface HostFindings {
  readonly cards: Readonly<Record<CableName, boolean>>;
  readonly reaches: readonly Reach[];
  readonly ports: readonly PortState[];
  /** A sync of 4 KiB in the data directory, ms, or the system's reason why nothing can be written there. */
  readonly sync:
    | {
        readonly medianMs: number;
        readonly worstMs: number;
        /** Null on a file system that tells nothing about its space. */
        readonly freeBytes: number | null;
      }
    | { readonly code: string };
  /** Files with secrets that others can read. */
  readonly loose: readonly string[];
  /** Null where the folder does not say as whom processes run. */
  readonly custody: Custody | null;
  /** Null where the folder does not say what is started. */
  readonly start: Start | null;
  /** Null where no room is, and where nobody may look. */
  readonly log: HostLog | null;
  /** Null where it is not needed. */
  readonly etcd: EtcdFound | null;
  readonly certificate: { readonly fromMs: number; readonly toMs: number };
  readonly nowMs: number;
}

/**
 * Looks at this host, and dials every other one from either card. Takes two seconds where others are silent, and `patienceMs`
 * where somebody on this host has a port and says nothing.
 */
export async function inspectHost(
  host: HostDescription,
  certificates: LinkCertificates,
  folder: string,
  patienceMs = probeTimeoutMs,
): Promise<HostFindings> {
  const own = Object.values(networkInterfaces()).flatMap((cards) =>
    (cards ?? []).map(({ address }) => address),
  );
  const { validFrom, validTo } = new X509Certificate(certificates.certificate);
  const { room } = host;
  const { linkPort, webPort } = host;
  const wanted: readonly WantedPort[] = [
    ...(room === null
      ? []
      : [{ port: linkPort, holder: () => roomAt(host, room, certificates, patienceMs) }]),
    ...(host.gateway === null
      ? []
      : [{ port: webPort, holder: () => gatewayAt(webPort, patienceMs) }]),
    ...host.etcdPorts.map((port) => ({ port, holder: () => anybodyAt(port) })),
    ...host.metricsPorts.map((port) => ({
      port,
      holder: () => figuresAt(host.a, port, patienceMs),
      at: host.a,
    })),
  ];
  // Before anything is written there: who looks may not be whose they are.
  const custody = host.user === undefined ? null : custodyOf(host.data, host.user, room);
  return {
    cards: { A: own.includes(host.a), B: own.includes(host.b) },
    reaches: await Promise.all(
      host.others.flatMap((other) => [
        reach(host, other, "A", certificates),
        reach(host, other, "B", certificates),
      ]),
    ),
    ports: await Promise.all(wanted.map((each) => portState(each))),
    loose: looseFiles(folder),
    custody,
    start: startOf(host),
    log: room === null ? null : await hostLog(host, room).catch(() => null),
    sync: measureSync(host.data),
    etcd: host.etcdPorts.length === 0 ? null : findEtcd(),
    certificate: { fromMs: Date.parse(validFrom), toMs: Date.parse(validTo) },
    nowMs: Date.now(),
  };
}

type Other = HostDescription["others"][number];

async function reach(
  host: HostDescription,
  other: Other,
  network: CableName,
  certificates: LinkCertificates,
): Promise<Reach> {
  const [localAddress, to] = network === "A" ? [host.a, other.a] : [host.b, other.b];
  const port = other.room === null ? host.webPort : host.linkPort;
  const address = { host: to, port, localAddress };
  const outcome =
    other.room === null
      ? await knock(address)
      : await probeRoom({
          address,
          id: other.room,
          showId: host.showId,
          certificates,
          timeoutMs: probeTimeoutMs,
        });
  return { host: other.name, network, outcome };
}

/** A host without a room: whether its gateway takes calls on this card. */
function knock(address: {
  host: string;
  port: number;
  localAddress?: string;
}): Promise<ProbeOutcome> {
  const startMs = performance.now();
  const socket = connect(address);
  return new Promise((settle) => {
    const end = (outcome: ProbeOutcome): void => {
      settle(outcome);
      socket.destroy();
    };
    socket.setTimeout(probeTimeoutMs, () => end({ kind: "silent" }));
    socket.on("connect", () =>
      end({ kind: "answers", rttMs: performance.now() - startMs, clockAheadMs: null }),
    );
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const code = error.code ?? "?";
      if (code === "ECONNREFUSED") end({ kind: "nothing-listens" });
      else end(code === "ETIMEDOUT" ? { kind: "silent" } : { kind: "no-way", code });
    });
  });
}

async function anybodyAt(port: number): Promise<PortHolder> {
  const { kind } = await knock({ host: loopback, port });
  if (kind === "answers") return "ours";
  return kind === "silent" ? "no-answer" : "another";
}

/** The room's certificate says that it is this room of this show. */
async function roomAt(
  { linkPort: port, showId }: HostDescription,
  id: string,
  certificates: LinkCertificates,
  timeoutMs: number,
): Promise<PortHolder> {
  const address = { host: loopback, port };
  const probe = { address, id, showId, certificates, timeoutMs };
  const outcome = await probeRoom(probe);
  if (outcome.kind === "answers") return "ours";
  if (outcome.kind === "silent") return "no-answer";
  const reason = outcome.kind === "refused" ? outcome.reason : null;
  return reason === null || ofOtherPrograms.has(reason) ? "another" : { refused: reason };
}

/** What links say of programs that are no part of any show. */
const ofOtherPrograms: ReadonlySet<string> = new Set([
  "not-encrypted",
  "closed",
  "message-before-hello",
]);

async function gatewayAt(port: number, timeoutMs: number): Promise<PortHolder> {
  const url = `http://${loopback}:${port}/healthz`;
  return await askedOverHttp(url, timeoutMs, async (page) => (await healthIn(page)) !== null);
}

/** Other programs tell Prometheus something as well, and not of a show. */
async function figuresAt(address: string, port: number, timeoutMs: number): Promise<PortHolder> {
  const url = `http://${isIPv6(address) ? `[${address}]` : address}:${port}/metrics`;
  return await askedOverHttp(url, timeoutMs, async ({ body }) => {
    let page = "";
    for await (const bytes of body ?? []) {
      page += Buffer.from(bytes).toString("latin1");
      if (/^cablecut_/m.test(page)) return true;
      if (page.length > figuresBytesMax) return false;
    }
    return false;
  });
}

async function askedOverHttp(
  url: string,
  timeoutMs: number,
  isOurs: (response: Response) => Promise<boolean>,
): Promise<PortHolder> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return (await isOurs(await fetch(url, { signal, redirect: "error" }))) ? "ours" : "another";
  } catch {
    return signal.aborted ? "no-answer" : "another";
  }
}

/** Ours are some ten thousand. */
const figuresBytesMax = 1024 * 1024;

/**
 * In a file of its own, which nobody has made before, so that nothing of anybody's is written over; where the data are to be
 * put and are not yet, in the folder above: who looks makes no folder that would not be the show's user's.
 */
function measureSync(data: string): HostFindings["sync"] {
  try {
    const folder = nearestOf(data);
    const path = join(folder, `sync-check-${randomBytes(8).toString("hex")}`);
    const file = openSync(path, "wx", 0o600);
    try {
      const block = Buffer.alloc(4_096, 7);
      const times = Array.from({ length: syncs }, () => {
        const startMs = performance.now();
        writeSync(file, block);
        fdatasyncSync(file);
        return performance.now() - startMs;
      }).toSorted((one, other) => one - other);
      const { blocks, bavail, bsize } = statfsSync(folder);
      const freeBytes = blocks > 0 ? bavail * bsize : null;
      return { medianMs: times[syncs / 2] ?? 0, worstMs: times.at(-1) ?? 0, freeBytes };
    } finally {
      closeSync(file);
      rmSync(path, { force: true });
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return { code };
  }
}

/** The folder, or the first one above it that is there. Throws what the system says where nobody may look. */
function nearestOf(folder: string): string {
  const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  return isThere || dirname(folder) === folder ? folder : nearestOf(dirname(folder));
}
