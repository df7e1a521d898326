import { fileRefusalText, notJson, readFileOf, reasonIn, textOf } from "@cablecut/named-files";
import {
  archiveMibMax,
  defaultTopology,
  gatewaysMax,
  isLoopback,
  isRefusedByBrowsers,
  bareHost,
  isShortLink,
  joinUrlCharactersMax,
  paceNames,
  portOfNoPage,
  proxyAddressSchema,
  refusedPortIn,
  statedTopologySchema,
  trustedProxiesMax,
  type Topology,
  type LocalizedText,
} from "@cablecut/protocol";
import * as z from "zod";
import { repeated } from "../show/repeated.ts";
import { engines } from "../show/show-file.ts";
import { twiceNamed, wifiOf } from "../supervisor/addresses.ts";
import { cardAddressSchema, mixedNetwork } from "./card-addresses.ts";
import { metricsPortsPerHost, portsOf, processesOf } from "./host-processes.ts";
import { foldersInOneAnother, placesSchema, usualPlaces, type Places } from "./places.ts";

/** What `cablecut deploy` is told: the show's hosts, and what runs on each. */

/** The folder of whoever operates the show, beside those of the hosts; it may be carried to any host. */
export const operatorFolder = "operator";

const hostName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, "must be 1 to 31 lower-case letters, digits and hyphens")
  .refine(
    (name) => name !== operatorFolder,
    "must be another name than that of the operator's folder",
  );
/** Wherever they are typed, these name that machine: on a phone, the phone. What is no address at all is asked as well, and is refused as that. */
export function isNowhere(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return isLoopback(bareHost(hostname)) || hostname === "0.0.0.0" || hostname === "[::]";
}

const reached = "must be an address that phones reach";
/** What browsers open: it stands in the QR code, on the screen and in every page. */
const pageAddress = z
  .url({ protocol: /^https?$/, error: "must be an address that begins with http:// or https://" })
  .transform((given) => new URL(given))
  .refine(
    ({ username, password }) => username === "" && password === "",
    "must be an address without a name or password, which everybody would read in the QR code",
  )
  .refine((url) => refusedPortIn(url) === null, portOfNoPage)
  .transform(({ href }) => href)
  .pipe(z.string().max(joinUrlCharactersMax));
const port = z.number().int().min(1).max(65_535);
const hostSchema = z.strictObject({
  name: hostName,
  /** Of its card on network A, and of that on network B. */
  a: cardAddressSchema,
  b: cardAddressSchema,
  /** The room that it houses. */
  room: z.string().exactOptional(),
  /** `url`: what browsers open, where no proxy stands before it. */
  gateway: z.strictObject({ url: pageAddress }).exactOptional(),
  places: placesSchema.exactOptional(),
});

const fieldsSchema = z.strictObject({
  engine: z.enum(engines).default("raft"),
  topology: statedTopologySchema.default(defaultTopology),
  pace: z.enum(paceNames).default("keynote"),
  pin: z
    .string()
    .regex(/^[0-9A-Za-z]{6,12}$/, "must be 6 to 12 letters or digits")
    .exactOptional(),
  rehearsal: z.boolean().default(false),
  /** What each room's archive may take on its disk; 0: none. Not given: the room looks at the disk. */
  archiveMib: z.number().int().min(0).max(archiveMibMax).exactOptional(),
  wifi: z
    .strictObject({ ssid: z.string(), password: z.string().default("") })
    .refine(
      ({ ssid, password }) =>
        !("refusal" in (wifiOf({ wifiSsid: ssid, wifiPassword: password }) ?? {})),
      "must be a name of 1 to 32 bytes, and a password of 8 to 63 Latin letters, digits and signs, or none",
    )
    .exactOptional(),
  ports: z
    .strictObject({
      link: port.default(2700),
      web: port.refine((given) => !isRefusedByBrowsers(given), portOfNoPage).default(2626),
      /** Where a room tells Prometheus what it measures, at its address on network A; a gateway and an etcd member at the next two. Not given: nowhere. */
      metrics: port.max(65_536 - metricsPortsPerHost).exactOptional(),
      /** With etcd: of a room's member, and the next two; on the loopback of its host alone. */
      etcd: port.max(65_533).default(2710),
    })
    .prefault({}),
  /** Before the gateways: what browsers open then, and whose word on where they are counts. */
  proxy: z
    .strictObject({
      url: pageAddress.refine((url) => !isNowhere(url), reached),
      trusted: z.array(proxyAddressSchema).min(1).max(trustedProxiesMax),
    })
    .exactOptional(),
  places: placesSchema.default({}),
  hosts: z.array(hostSchema).min(1).max(32),
});

/** Behind a proxy on its own machine a gateway may be called at the loopback. */
const hostsFileSchema = fieldsSchema.superRefine(({ proxy, hosts }, context) => {
  if (proxy !== undefined) return;
  for (const [at, { gateway }] of hosts.entries()) {
    if (gateway === undefined || !isNowhere(gateway.url)) continue;
    context.addIssue({ code: "custom", path: ["hosts", at, "gateway", "url"], message: reached });
  }
});

export interface Host {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly room: string | null;
  /** An etcd member stands beside its room. */
  readonly hasMember: boolean;
  readonly gateway: { readonly id: string; readonly url: string } | null;
  readonly places: Places;
}

export interface Hosts extends Omit<z.infer<typeof hostsFileSchema>, "hosts" | "places"> {
  readonly topology: Topology;
  readonly hosts: readonly Host[];
}

/** What all hosts together cannot be. */
export type HostsContradiction =
  | { readonly kind: "same-name"; readonly name: string }
  | { readonly kind: "same-address"; readonly address: string; readonly hosts: readonly string[] }
  | { readonly kind: "same-url"; readonly url: string }
  /** What phones open for a gateway only leads to it: pages of others could not go on there. */
  | { readonly kind: "short-link"; readonly url: string; readonly host: string }
  /** What browsers open for a gateway is the card of another host. */
  | { readonly kind: "url-elsewhere"; readonly url: string; readonly hosts: readonly string[] }
  | { readonly kind: "same-port"; readonly port: number; readonly host: string }
  /** On one network some hosts have IPv4 addresses and others IPv6. */
  | {
      readonly kind: "mixed-network";
      readonly network: "A" | "B";
      readonly hosts: readonly string[];
    }
  | { readonly kind: "folders-overlap"; readonly host: string; readonly folders: readonly string[] }
  | { readonly kind: "idle-host"; readonly name: string }
  | { readonly kind: "unknown-room"; readonly room: string; readonly rooms: readonly string[] }
  | { readonly kind: "room-twice"; readonly room: string }
  | { readonly kind: "room-missing"; readonly rooms: readonly string[] }
  | { readonly kind: "no-gateway" }
  | { readonly kind: "too-many-gateways"; readonly max: number };

/** Why nothing is written. */
export type HostsRefusal =
  | HostsContradiction
  | { readonly kind: "unreadable"; readonly path: string; readonly reason: LocalizedText }
  /** Not of the form that is wanted. `at`: where. */
  | { readonly kind: "malformed"; readonly at: string; readonly reason: LocalizedText }
  | { readonly kind: "out-not-empty"; readonly path: string }
  | { readonly kind: "out-unusable"; readonly path: string; readonly code: string };

export type HostsOutcome =
  | { readonly ok: true; readonly hosts: Hosts }
  | { readonly ok: false; readonly refusal: HostsRefusal };

/** What is written by hand is mostly wrong in one of these ways. */
const notJsonByHand: LocalizedText = {
  en: `${notJson.en} (no comments, no comma behind the last, straight quotes)`,
  zh: `${notJson.zh}（不能有注释，末项后不能有逗号，须用英文引号）`,
};
const hostsBytesMax = 1024 * 1024;

export function readHostsFile(path: string): HostsOutcome {
  const read = readFileOf(path, hostsBytesMax);
  if (read.ok) return parseHosts(textOf(read.bytes));
  return {
    ok: false,
    refusal: { kind: "unreadable", path, reason: fileRefusalText(read.refusal) },
  };
}

export function parseHosts(text: string): HostsOutcome {
  const refused = (refusal: HostsRefusal): HostsOutcome => ({ ok: false, refusal });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return refused({ kind: "malformed", at: "", reason: notJsonByHand });
  }
  const parsed = hostsFileSchema.safeParse(content);
  if (!parsed.success) {
    const { at, reason } = reasonIn(hostsFileSchema, content);
    return refused({ kind: "malformed", at: withNameOfHost(at, content), reason });
  }
  const { hosts: stated, places: shared, ...rest } = parsed.data;
  let gateways = 0;
  const hosts = stated.map(({ name, a, b, room, gateway, places }): Host => {
    if (gateway !== undefined) gateways += 1;
    return {
      name,
      a,
      b,
      room: room ?? null,
      hasMember: room !== undefined && rest.engine === "etcd",
      gateway: gateway === undefined ? null : { id: `gateway-${gateways}`, url: gateway.url },
      places: { ...usualPlaces, ...shared, ...places },
    };
  });
  const refusal =
    contradictionIn(hosts, rest.topology) ??
    contradictionOfLinks(hosts, rest.proxy) ??
    contradictionOfPorts(hosts, rest.ports);
  return refusal === null ? { ok: true, hosts: { ...rest, hosts } } : refused(refusal);
}

/** Whoever reads "hosts.3" counts from one, or from zero; the host's own name leaves no doubt. */
function withNameOfHost(at: string, content: unknown): string {
  const [stands] = /^hosts\.\d+(?=\.|$)/.exec(at) ?? [];
  if (stands === undefined) return at;
  const named = z.object({ hosts: z.array(z.unknown()) }).safeParse(content).data?.hosts;
  const host = named?.[Number(stands.slice("hosts.".length))];
  const name = z.object({ name: hostName }).safeParse(host).data?.name;
  return name === undefined ? at : `${stands} (${name})${at.slice(stands.length)}`;
}

/** What each host says for itself, and all of them together do not. */
function contradictionIn(hosts: readonly Host[], topology: Topology): HostsContradiction | null {
  const name = repeated(hosts.map((host) => host.name));
  if (name !== null) return { kind: "same-name", name };
  const address = repeated(hosts.flatMap(({ a, b }) => [a, b]));
  if (address !== null) {
    const named = hosts.filter(({ a, b }) => a === address || b === address);
    return { kind: "same-address", address, hosts: named.map((host) => host.name) };
  }
  const mixed = mixedNetwork(hosts);
  if (mixed !== null) return { kind: "mixed-network", ...mixed };
  for (const { name: host, places } of hosts) {
    const folders = foldersInOneAnother(places);
    if (folders !== null) return { kind: "folders-overlap", host, folders };
  }
  const idle = hosts.find(({ room, gateway }) => room === null && gateway === null);
  if (idle !== undefined) return { kind: "idle-host", name: idle.name };
  return contradictionOfRooms(hosts, topology) ?? contradictionOfGateways(hosts);
}

function contradictionOfRooms(
  hosts: readonly Host[],
  topology: Topology,
): HostsContradiction | null {
  const rooms = topology.rooms.map(({ id }) => id);
  const housed = hosts.flatMap(({ room }) => (room === null ? [] : [room]));
  const unknown = housed.find((room) => !rooms.includes(room));
  if (unknown !== undefined) return { kind: "unknown-room", room: unknown, rooms };
  const twice = repeated(housed);
  if (twice !== null) return { kind: "room-twice", room: twice };
  const missing = rooms.filter((room) => !housed.includes(room));
  return missing.length > 0 ? { kind: "room-missing", rooms: missing } : null;
}

function contradictionOfGateways(hosts: readonly Host[]): HostsContradiction | null {
  const urls = hosts.flatMap(({ gateway }) => (gateway === null ? [] : [gateway.url]));
  if (urls.length === 0) return { kind: "no-gateway" };
  if (urls.length > gatewaysMax) return { kind: "too-many-gateways", max: gatewaysMax };
  // Behind a proxy of its own each may be called at the loopback of its host, and a path makes no other gateway.
  const twice = twiceNamed(urls.filter((url) => !isNowhere(url)));
  if (twice !== null) return { kind: "same-url", url: new URL(twice).href };
  for (const { name, gateway } of hosts) {
    const opened = gateway === null ? null : bareHost(new URL(gateway.url).hostname);
    const owner = hosts.find(({ a, b }) => a === opened || b === opened);
    if (gateway === null || owner === undefined || owner.name === name) continue;
    return { kind: "url-elsewhere", url: gateway.url, hosts: [name, owner.name] };
  }
  return null;
}

/** Behind a proxy there is one address for all, and what leads to it. */
function contradictionOfLinks(
  hosts: readonly Host[],
  proxy: Hosts["proxy"],
): HostsContradiction | null {
  const opened = hosts.flatMap(({ name, gateway }) =>
    gateway === null ? [] : [{ host: name, url: gateway.url }],
  );
  if (proxy !== undefined || opened.length < 2) return null;
  const led = opened.find(({ url }) => isShortLink(url));
  return led === undefined ? null : { kind: "short-link", ...led };
}

function contradictionOfPorts(
  hosts: readonly Host[],
  ports: Hosts["ports"],
): HostsContradiction | null {
  for (const host of hosts) {
    const taken = processesOf(host).flatMap((kind) => portsOf(kind, ports, host));
    const twice = taken.find((port, at) => taken.indexOf(port) !== at);
    if (twice !== undefined) return { kind: "same-port", port: twice, host: host.name };
  }
  return null;
}
