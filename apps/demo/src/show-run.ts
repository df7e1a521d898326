import { mkdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import {
  defaultTopology,
  topologySchema,
  type Address,
  type ChosenPaceName,
  type Topology,
} from "@cablecut/protocol";
import { pagesOf, type ShowAddresses } from "./announcement.ts";
import { lockDirectory } from "./directory-lock.ts";
import { freePorts, portRefusal } from "./free-ports.ts";
import { lanAddresses, type LanAddress } from "./lan-address.ts";
import { loopback, loopbackPortCount, showConfigs, type ShowConfigs } from "./process-configs.ts";
import { publishRunningShow, withdrawRunningShow } from "./running-show.ts";
import { openShow, writeSynced, type Show } from "./show-file.ts";
import type { StartRefusal } from "./start-refusal.ts";
import type { ProcessSpec } from "./supervised-process.ts";
import type { SupervisorEvent } from "./supervisor-events.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";

export interface ShowOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly pace: ChosenPaceName;
  readonly pin?: string;
  readonly publicUrl?: string;
  /** Path of a topology file. */
  readonly topology?: string;
  /** Folder with the bundles of the processes and, in `web`, the pages. */
  readonly bundles: string;
}

export type ShowStart =
  | { readonly ok: true; readonly addresses: ShowAddresses; readonly stop: () => Promise<void> }
  | { readonly ok: false; readonly refusal: StartRefusal };

/** A show that is being started or runs; `stop` and `kill` work from the first moment. */
export interface ShowRun {
  readonly started: Promise<ShowStart>;
  stop(): Promise<void>;
  kill(): void;
}

/** Starts fabric, rooms and gateway on this machine and keeps them running. */
export function runShow(options: ShowOptions, onEvent: (event: SupervisorEvent) => void): ShowRun {
  let supervisor: Supervisor | null = null;
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    await supervisor?.stop();
  };
  const supervise = (groups: readonly (readonly ProcessSpec[])[]): Supervisor => {
    supervisor = createSupervisor({ groups, onEvent });
    if (stopping) void supervisor.stop();
    return supervisor;
  };
  return {
    started: startShow(options, supervise, stop),
    stop,
    kill() {
      stopping = true;
      supervisor?.kill();
    },
  };
}

async function startShow(
  options: ShowOptions,
  supervise: (groups: readonly (readonly ProcessSpec[])[]) => Supervisor,
  stopProcesses: () => Promise<void>,
): Promise<ShowStart> {
  const dataDirectory = resolve(options.data);
  const lock = lockDirectory(dataDirectory);
  if (!lock.ok) {
    const { holderPid } = lock;
    return refused({ kind: "data-directory-in-use", path: dataDirectory, holderPid });
  }
  const stop = async (): Promise<void> => {
    await stopProcesses();
    withdrawRunningShow(dataDirectory);
    lock.release();
  };
  const outcome = await startLocked(options, dataDirectory, supervise);
  if (outcome.ok) return { ...outcome, stop };
  await stop();
  return outcome;
}

type LockedStart =
  | { readonly ok: true; readonly addresses: ShowAddresses }
  | { readonly ok: false; readonly refusal: StartRefusal };

async function startLocked(
  options: ShowOptions,
  dataDirectory: string,
  supervise: (groups: readonly (readonly ProcessSpec[])[]) => Supervisor,
): Promise<LockedStart> {
  const begunMs = performance.now();
  const topology = readTopology(options.topology);
  if (topology !== undefined && "refusal" in topology) return topology;
  const opened = openShow(dataDirectory, defaultTopology, {
    ...(topology === undefined ? {} : { topology }),
    ...(options.pin === undefined ? {} : { pin: options.pin }),
  });
  if (!opened.ok) return opened;
  const { show, continued } = opened;

  const web = await webPort(options.port, options.host);
  if ("refusal" in web) return web;
  const found = lanAddresses(networkInterfaces());
  const joinUrl = joinUrlOf(options, web.port, found);
  if (joinUrl === null) return refused({ kind: "bad-address", given: options.publicUrl ?? "" });
  const configs = showConfigs({
    show,
    pace: paceProfiles[options.pace],
    dataDirectory,
    webDirectory: join(options.bundles, "web"),
    joinUrl,
    web: { host: options.host, port: web.port },
    ports: await freePorts(loopbackPortCount(show.topology.rooms.length), loopback),
  });
  const supervisor = supervise(writeConfigs(configs, dataDirectory, options.bundles));
  if (!(await supervisor.start())) {
    return refused({ kind: "process-failed", logs: join(dataDirectory, "logs") });
  }
  const addresses = {
    ...pagesOf(joinUrl),
    ...reachability(options, found, joinUrl),
    showId: show.showId,
    continued,
    pin: show.pin,
    dataDirectory,
    readyAfterMs: performance.now() - begunMs,
  };
  publish(dataDirectory, show, configs, addresses.join, supervisor);
  return { ok: true, addresses };
}

function publish(
  dataDirectory: string,
  show: Show,
  configs: ShowConfigs,
  joinUrl: string,
  supervisor: Supervisor,
): void {
  publishRunningShow(dataDirectory, {
    pid: process.pid,
    showId: show.showId,
    startedAt: new Date().toISOString(),
    join: joinUrl,
    gateway: gatewayOrigin(configs.gateway.listen),
    fabric: configs.fabric.control,
    processes: supervisor.pids(),
  });
}

/** A gateway that listens everywhere is reached over loopback. */
function gatewayOrigin({ host, port }: Address): string {
  const reached = host === "0.0.0.0" || host === "::" ? loopback : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

/** Writes each process its configuration file; fabric first, since the others dial through it. */
function writeConfigs(
  configs: ShowConfigs,
  dataDirectory: string,
  bundles: string,
): readonly (readonly ProcessSpec[])[] {
  for (const folder of ["config", "logs", "rooms", "fabric"]) {
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

function readTopology(
  path: string | undefined,
): Topology | undefined | { readonly ok: false; readonly refusal: StartRefusal } {
  if (path === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "cannot be read";
    return refused({ kind: "bad-topology", path, reason });
  }
  const parsed = topologySchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = `${issue?.path.join(".") ?? ""} ${issue?.message ?? "invalid"}`.trim();
  return refused({ kind: "bad-topology", path, reason });
}

/** Port 0 means any that is free. */
async function webPort(
  port: number,
  host: string,
): Promise<{ readonly port: number } | { readonly ok: false; readonly refusal: StartRefusal }> {
  if (port === 0) {
    const [free] = await freePorts(1, host);
    return { port: free! };
  }
  const code = await portRefusal(port, host);
  return code === null ? { port } : refused({ kind: "port-taken", port, host, code });
}

/** What phones open: as given, else the likeliest address of this machine; null if not a URL. */
function joinUrlOf(
  options: ShowOptions,
  port: number,
  found: readonly LanAddress[],
): string | null {
  if (options.publicUrl !== undefined) {
    const url = URL.canParse(options.publicUrl) ? new URL(options.publicUrl) : null;
    return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
  }
  const everywhere = options.host === "0.0.0.0" || options.host === "::";
  const host = everywhere ? (found[0]?.address ?? "localhost") : options.host;
  const written = host.includes(":") ? `[${host}]` : host;
  return port === 80 ? `http://${written}/` : `http://${written}:${port}/`;
}

function reachability(
  options: ShowOptions,
  found: readonly LanAddress[],
  joinUrl: string,
): { reachable: boolean; others: readonly LanAddress[] } {
  if (options.publicUrl !== undefined) return { reachable: true, others: [] };
  const host = new URL(joinUrl).hostname;
  const reachable = host !== "localhost" && host !== "[::1]" && !host.startsWith("127.");
  const others = reachable ? found.filter(({ address }) => address !== host) : [];
  return { reachable, others };
}

function refused(refusal: StartRefusal): { readonly ok: false; readonly refusal: StartRefusal } {
  return { ok: false, refusal };
}
