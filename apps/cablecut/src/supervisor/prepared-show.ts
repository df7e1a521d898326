import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import { loopback } from "../show/loopback.ts";
import { renewOperatorToken } from "../show/operator-token.ts";
import { openShowAndLogs } from "../show/opened-show.ts";
import { putInOrder } from "../show/room-logs.ts";
import { rehearsedBefore } from "../show/rehearsed-before.ts";
import { engineOf, type Show, type ShowWishes } from "../show/show-file.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import {
  gatewayPlaces,
  gatewayUrls,
  ownAddressIn,
  ownUrl,
  proxiesOf,
  webPorts,
  wifiOf,
  type PortWishes,
} from "./addresses.ts";
import { defaultRouteAddress } from "./default-route.ts";
import { findEtcd } from "@cablecut/replicated-log/etcd-place";
import { freePorts } from "./free-ports.ts";
import { lanAddresses, type LanAddress } from "./lan-address.ts";
import { metricsPortsOf, metricsRow } from "./metrics-ports.ts";
import { loopbackPortCount, showConfigs, type ShowConfigs } from "./process-configs.ts";
import type { ShowOptions } from "./show-options.ts";

/** A show that was opened or begun, with ports chosen and everything that its processes are told; nothing runs yet. */
export interface PreparedShow {
  readonly show: Show;
  readonly continued: boolean;
  /** Rooms whose logs are lost: they recover from the others. */
  readonly lost: readonly string[];
  readonly configs: ShowConfigs;
  /** What browsers open at each gateway. */
  readonly urls: readonly string[];
  /** The first gateway at this machine's own address. */
  readonly ownUrl: string;
  /** Of this machine. */
  readonly found: readonly LanAddress[];
  readonly webPorts: readonly number[];
  /** Of this machine's operator. */
  readonly operatorToken: string;
}

type Outcome =
  | ({ readonly ok: true } & PreparedShow)
  | { readonly ok: false; readonly refusal: StartRefusal };

export interface Place {
  readonly dataDirectory: string;
  readonly startedAt: string;
  readonly ports: Pick<PortWishes, "first" | "former">;
}

/** What the command line says about a new show. */
export function wishesOf(
  { pin, pace, engine }: ShowOptions,
  topology: ShowWishes["topology"],
): ShowWishes {
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(topology === undefined ? {} : { topology }),
    ...(pin === undefined ? {} : { pin }),
    ...(pace === undefined ? {} : { pace: paceProfiles[pace] }),
  };
}

/** Rejects where the system refuses something, and with `NoFreePorts`. */
export async function prepareShow(
  options: ShowOptions,
  wishes: ShowWishes,
  { dataDirectory, startedAt, ports }: Place,
): Promise<Outcome> {
  const wifi = wifiOf(options);
  if (wifi !== null && "refusal" in wifi) return wifi;
  const before = proxiesOf(options.trustedProxy);
  if ("refusal" in before) return before;
  const web = await webPorts(
    { ...ports, except: metricsRow(options) },
    options.host,
    options.gateways ?? 1,
  );
  if ("refusal" in web) return web;
  const opened = await openShowAndLogs(dataDirectory, wishes, {
    acceptLoss: options.acceptLoss === true,
    findEtcd: () => findEtcd(),
  });
  if (!opened.ok) return opened;
  const { show, continued, logs } = opened;
  const cards = networkInterfaces();
  const found = lanAddresses(cards, await defaultRouteAddress());
  const named = gatewayUrls(options, web.ports, found);
  if ("refusal" in named) return named;
  const rooms = show.topology.rooms.length;
  const members = engineOf(show) === "etcd" ? rooms : 0;
  const metrics = await metricsPortsOf(options, web.ports, { rooms, members });
  if (metrics !== null && "refusal" in metrics) return metrics;
  // What is refused begins no show, and gives none another PIN.
  opened.keep();
  await putInOrder(dataDirectory, logs);
  const operatorToken = renewOperatorToken(dataDirectory);
  const count = loopbackPortCount(rooms, engineOf(show));
  const configs = showConfigs({
    show,
    wifi,
    rehearsal: options.rehearsal === true,
    archiveMib: options.archiveMib,
    operatorToken,
    fabricToken: randomBytes(16).toString("hex"),
    dataDirectory,
    startedAt,
    rehearsedBefore: rehearsedBefore(dataDirectory),
    ifEmpty: logs.ifEmpty,
    webDirectory: join(options.bundles, "web"),
    joinUrl: named.urls[0]!,
    gateways: gatewayPlaces(options, { ...named, ...web, ...before }, found).map((url, at) => ({
      url,
      ownAddress: ownAddressIn(url, cards),
      listen: { host: options.host, port: web.ports[at]! },
    })),
    metrics,
    trustedProxies: before.proxies,
    ports: await freePorts(count, loopback, { except: [...web.ports, ...metricsRow(options)] }),
  });
  const { urls } = named;
  const { lost } = logs;
  return {
    ok: true,
    show,
    continued,
    lost,
    configs,
    urls,
    ownUrl: ownUrl(options, web.ports[0]!, found),
    found,
    webPorts: web.ports,
    operatorToken,
  };
}
