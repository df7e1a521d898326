import type { networkInterfaces } from "node:os";
import { jsonIn, reasonText } from "@cablecut/named-files";
import {
  bareHost,
  isLoopback,
  isShortLink,
  joinUrlCharactersMax,
  proxyAddressSchema,
  refusedPortIn,
  statedTopologySchema,
  trustedProxiesMax,
  type Address,
  type LocalizedText,
  type Topology,
} from "@cablecut/protocol";
import { repeated } from "../show/repeated.ts";
import { freePorts, nextFreePorts, portRefusal } from "./free-ports.ts";
import type { LanAddress } from "./lan-address.ts";
import { loopback } from "../show/loopback.ts";
import type { StartRefusal } from "../show/start-refusal.ts";

type Refused = { readonly ok: false; readonly refusal: StartRefusal };

/** The hall's network as the stage shows it. */
export interface Wifi {
  readonly ssid: string;
  readonly password: string;
}

/** Where a show listens and what it is told from outside. */
interface PlaceOptions {
  readonly host: string;
  readonly publicUrl?: string;
}

/** A gateway that listens everywhere is reached over loopback. */
export function gatewayOrigin({ host, port }: Address): string {
  const reached = host === "0.0.0.0" || host === "::" ? loopback : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

const topologyBytesMax = 1024 * 1024;

/** Undefined where no topology file is named. A pipe is not waited for, and no device is read without end. */
export function readTopology(path: string | undefined): Topology | undefined | Refused {
  if (path === undefined) return undefined;
  const no = (reason: LocalizedText): Refused => refused({ kind: "bad-topology", path, reason });
  const read = jsonIn(path, topologyBytesMax);
  if (!read.ok) return no(read.reason);
  const parsed = statedTopologySchema.safeParse(read.content);
  return parsed.success ? parsed.data : no(reasonText(statedTopologySchema, read.content));
}

/** Ports that gateways want, and must not have. */
export interface PortWishes {
  /** Of the first gateway; 0: any that is free. */
  readonly first: number;
  /** Those of the show before, in the order of the gateways: where pages are open that know no other. */
  readonly former?: readonly number[];
  readonly except?: readonly number[];
}

/**
 * For each gateway. The first is as wished; the others have those that they had, as far as these are free, else the next free
 * ones behind the first. Those of `except` are chosen for none.
 */
export async function webPorts(
  { first, former = [], except = [] }: PortWishes,
  host: string,
  count: number,
): Promise<{ readonly ports: readonly number[] } | Refused> {
  const code = await portRefusal(first, host);
  if (code !== null) return refused({ kind: "port-taken", port: first, host, code });
  if (first === 0) return { ports: await freePorts(count, host, { except }) };
  const kept: (number | null)[] = [];
  for (const port of former.slice(1, count)) {
    const isFree = !except.includes(port) && (await portRefusal(port, host)) === null;
    kept.push(isFree ? port : null);
  }
  const spoken = [...except, ...kept.filter((port) => port !== null)];
  const missing = count - 1 - kept.filter((port) => port !== null).length;
  const next = await nextFreePorts(first + 1, missing, host, spoken);
  const others = Array.from({ length: count - 1 }, (_, at) => kept[at] ?? next.shift()!);
  return { ports: [first, ...others] };
}

/** What phones open at each gateway: as given, separated by commas, else the likeliest address of this machine. */
export function gatewayUrls(
  options: PlaceOptions,
  ports: readonly number[],
  found: readonly LanAddress[],
): { readonly urls: readonly string[] } | Refused {
  const { publicUrl } = options;
  if (publicUrl === undefined) return { urls: ports.map((port) => ownUrl(options, port, found)) };
  return publicUrls(publicUrl, ports.length);
}

/** For each of `count` gateways, from what is given, separated by commas. */
export function publicUrls(
  publicUrl: string,
  count: number,
): { readonly urls: readonly string[] } | Refused {
  const urls: string[] = [];
  for (const given of publicUrl.split(",")) {
    const url = URL.canParse(given) ? new URL(given) : null;
    if (url === null || !/^https?:$/.test(url.protocol))
      return refused({ kind: "bad-address", given });
    // It stands in the QR, on the screen and in every page.
    if (url.username !== "" || url.password !== "")
      return refused({ kind: "secret-in-address", host: url.host });
    const port = refusedPortIn(url);
    if (port !== null) return refused({ kind: "port-of-no-page", port });
    if (url.href.length > joinUrlCharactersMax)
      return refused({ kind: "long-address", characters: url.href.length });
    urls.push(url.href);
  }
  // One for all: a proxy stands before them.
  const [one, ...others] = urls;
  if (one !== undefined && others.length === 0) {
    return { urls: Array.from({ length: count }, () => one) };
  }
  const isOneEach = urls.length === count && twiceNamed(urls) === null;
  if (isOneEach) return { urls };
  return refused({ kind: "addresses-of-gateways", given: urls.length, gateways: count });
}

/** A path makes no other gateway, but another link of one shortener. */
export function twiceNamed(urls: readonly string[]): string | null {
  const origins = urls.map((url) => new URL(url).origin);
  const own = origins.filter((_, at) => !isShortLink(urls[at]!));
  return repeated(urls.map((url, at) => (own.includes(origins[at]!) ? origins[at]! : url)));
}

/**
 * Where pages find each gateway: what phones open there, or this machine's own address where that is a short link, which only leads
 * on. Where a link leads to a proxy nobody knows its address, and it is one for all: pages stay there.
 */
export function gatewayPlaces(
  options: PlaceOptions,
  {
    urls,
    ports,
    proxies,
  }: Record<"urls" | "proxies", readonly string[]> & { ports: readonly number[] },
  found: readonly LanAddress[],
): readonly string[] {
  return urls.map((url, at) => {
    if (!isShortLink(url)) return url;
    return proxies.length > 0 ? urls[0]! : ownUrl(options, ports[at]!, found);
  });
}

/** Proxies before the gateways, as given, separated by commas. */
export function proxiesOf(
  given: string | undefined,
): { readonly proxies: readonly string[] } | Refused {
  const proxies = given === undefined ? [] : given.split(",").map((each) => each.trim());
  const wrong = proxies.find((each) => !proxyAddressSchema.safeParse(each).success);
  if (wrong !== undefined) return refused({ kind: "bad-proxy", given: wrong });
  if (proxies.length > trustedProxiesMax)
    return refused({ kind: "too-many-proxies", max: trustedProxiesMax });
  return { proxies };
}

/** The likeliest address of this machine itself. */
export function ownUrl(options: PlaceOptions, port: number, found: readonly LanAddress[]): string {
  const everywhere = options.host === "0.0.0.0" || options.host === "::";
  const host = everywhere ? (found[0]?.address ?? "localhost") : options.host;
  const written = host.includes(":") ? `[${host}]` : host;
  return port === 80 ? `http://${written}/` : `http://${written}:${port}/`;
}

/** The address that a page's `url` names, where it is one of these cards'; null: a name, a proxy's or a router's. */
export function ownAddressIn(
  url: string,
  cards: ReturnType<typeof networkInterfaces>,
): string | null {
  const host = bareHost(new URL(url).hostname);
  const own = Object.values(cards).flatMap((card) => (card ?? []).map(({ address }) => address));
  return own.includes(host) ? host : null;
}

/** Whether phones can reach the join address at all, and which others this machine has. */
export function reachability(
  options: PlaceOptions,
  found: readonly LanAddress[],
  joinUrl: string,
): { reachable: boolean; others: readonly LanAddress[] } {
  if (options.publicUrl !== undefined) return { reachable: true, others: [] };
  const host = new URL(joinUrl).hostname;
  const reachable = !isLoopback(bareHost(host));
  const others = reachable ? found.filter(({ address }) => address !== host) : [];
  return { reachable, others };
}

/**
 * The network that phones are to join; null where none is named. A name has 1 to 32 bytes (IEEE 802.11), a WPA password
 * 8 to 63 characters; without one the network is open.
 */
export function wifiOf(options: {
  readonly wifiSsid?: string;
  readonly wifiPassword?: string;
}): Wifi | null | Refused {
  const { wifiSsid: ssid, wifiPassword: password = "" } = options;
  if (ssid === undefined) {
    return password === "" ? null : refused({ kind: "bad-wifi", wrong: "no-ssid" });
  }
  const bytes = new TextEncoder().encode(ssid).length;
  if (bytes < 1 || bytes > 32) return refused({ kind: "bad-wifi", wrong: "ssid" });
  if (password !== "" && !/^[ -~]{8,63}$/.test(password)) {
    return refused({ kind: "bad-wifi", wrong: "password" });
  }
  return { ssid, password };
}

function refused(refusal: StartRefusal): Refused {
  return { ok: false, refusal };
}
