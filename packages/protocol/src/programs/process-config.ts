import * as z from "zod";
import { gatewaysMax } from "../rooms/gateway-words.ts";
import { bearerTokenSchema } from "./bearer-token.ts";
import { isLoopback, linkWithoutCertificates } from "./loopback.ts";
import { joinUrlCharactersMax } from "./qr-address.ts";
import { paceSchema } from "../show/pace.ts";
import { fingerprintPattern } from "../report/report-key.ts";
import { topologySchema } from "../show/topology.ts";

/** What the supervisor (or an operator) gives to a process at its start: one JSON file each, named by `--config`. */

const port = z.number().int().min(0).max(65_535);
export const addressSchema = z.strictObject({
  host: z.string().min(1),
  port,
  /** Address of the own network card to dial from. */
  localAddress: z.string().min(1).exactOptional(),
  /** Shown where the way is named, e.g. "AA". */
  name: z.string().min(1).max(16).exactOptional(),
});
export type Address = z.infer<typeof addressSchema>;

/** An operator says in MiB what an archive may take: 1 TiB at the most. */
export const archiveMibMax = 1_048_576;

/** Where a process tells Prometheus what it measures: an address of its own, where no audience is. */
export const metricsAddressSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: z.number().int().min(1).max(65_535),
});
export type MetricsAddress = z.infer<typeof metricsAddressSchema>;

/** Of a proxy before a gateway: an address, or a network as 10.0.0.0/8. */
export const proxyAddressSchema = z
  .union(
    [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
    "must be an IP address, or a network as 10.0.0.0/8",
  )
  // The word of a browser counted: it could take any address, and this machine's place.
  .refine((proxy) => !proxy.endsWith("/0"), "must be a network of proxies, where /0 is everybody");
export const trustedProxiesMax = 16;

/** Files of PEM, named from the folder of the configuration; see `Authority` of the link. */
const certificateFilesSchema = z.strictObject({
  /** Of the show's authority: whom it has not certified is nobody. */
  authority: z.string().min(1),
  certificate: z.string().min(1),
  /** For this process's eyes only. */
  key: z.string().min(1),
});
export type CertificateFiles = z.infer<typeof certificateFilesSchema>;

/** Ways to a room, best first. */
const waysSchema = z.array(addressSchema).min(1).max(8);

/** Plain links do not leave the machine; with certificates they may. */
function refuseUnencrypted(
  { certificates, links }: { certificates: unknown; links: readonly LinkEnd[] },
  issue: (issue: { code: "custom"; path: (string | number)[]; message: string }) => void,
): void {
  if (certificates !== undefined) return;
  const outside = links.find(({ host }) => !isLoopback(host));
  if (outside === undefined) return;
  issue({ code: "custom", path: [...outside.path, "host"], message: linkWithoutCertificates });
}

interface LinkEnd {
  readonly path: readonly (string | number)[];
  readonly host: string;
}

function waysOf(
  field: string,
  rooms: readonly { readonly paths: readonly { readonly host: string }[] }[],
): LinkEnd[] {
  return rooms.flatMap(({ paths }, at) =>
    paths.map(({ host }, way) => ({ path: [field, at, "paths", way], host })),
  );
}

/** 32 random bytes as hex: a key under which something is signed. */
const secret = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hex digits");
/** Random id of a show; data, tokens and reports of different shows never mix. */
export const showIdSchema = z.string().regex(/^[0-9a-z-]{4,40}$/);

const gatewayIdSchema = z.string().regex(/^[a-z0-9-]{1,32}$/);

/** Of the etcd member beside a room, all on the loopback. */
const etcdPortsSchema = z.strictObject({
  /** Where the member takes its room's requests. */
  clientPort: z.number().int().min(1).max(65_535),
  /** Where it takes other members. */
  peerPort: z.number().int().min(1).max(65_535),
  /** Where the room takes the member's connections to others, and carries them over its links. */
  proxyPort: z.number().int().min(1).max(65_535),
});
export type EtcdPorts = z.infer<typeof etcdPortsSchema>;

const roomFields = z.strictObject({
  showId: showIdSchema,
  topology: topologySchema,
  /** Id of this room in the topology. */
  room: z.string(),
  dataDirectory: z.string().min(1),
  /**
   * What an empty data directory means. `create`, the default: the room never ran. `recover`: it lost its log, and counts
   * for no quorum until it has everything from the others. `follow`: more rooms than that can be made good lost theirs and
   * the loss was accepted; it counts, and the others lead.
   */
  ifEmpty: z.enum(["create", "recover", "follow"]).exactOptional(),
  listen: addressSchema,
  /** With these every link is TLS 1.3, and whoever speaks is whom its certificate names. */
  certificates: certificateFilesSchema.exactOptional(),
  /** Gateways that may link with this room; not given: any that knows the secret. */
  gateways: z.array(gatewayIdSchema).max(gatewaysMax).exactOptional(),
  /**
   * The rooms that this one dials: of two rooms the one that comes first in the topology. Addresses best first; what
   * lies between is not the room's business.
   */
  peers: z.array(z.strictObject({ room: z.string(), paths: waysSchema })),
  /** Whoever links with a room proves that it knows this. Known to the rooms and the gateways. */
  linkSecret: secret,
  /** Signs receipts. Known to the rooms only. */
  receiptKey: secret,
  /**
   * What the archive of applied entries may take on the disk, in bytes; the oldest are dropped beyond it. 0: none is
   * written. Where nothing is said 1 GiB, on a disk with little space less, but never below 256 MiB.
   */
  archiveBytesMax: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional(),
  /** Without it nothing is told to Prometheus. */
  metrics: metricsAddressSchema.exactOptional(),
  /** With these the log is that of etcd, whose member stands beside this room; without, the rooms' own. */
  etcd: etcdPortsSchema.exactOptional(),
  /** The pace at the very first start of a show; afterwards the log knows. */
  pace: paceSchema,
});
export const roomConfigSchema = roomFields.superRefine((config, context) => {
  const links = [{ path: ["listen"], host: config.listen.host }, ...waysOf("peers", config.peers)];
  refuseUnencrypted({ certificates: config.certificates, links }, (issue) =>
    context.addIssue(issue),
  );
});
export type RoomConfig = z.infer<typeof roomConfigSchema>;

/** A gateway as browsers reach it. */
const gatewayAddressSchema = z.strictObject({
  id: gatewayIdSchema,
  url: z.url({ protocol: /^https?$/ }),
});

const gatewayFields = z.strictObject({
  /** Of this gateway, the same at every start; among the show's gateways nobody else's. */
  id: gatewayIdSchema.default("gateway-1"),
  /** All gateways of the show, this one included; none are named where it is alone. */
  gateways: z.array(gatewayAddressSchema).max(gatewaysMax).default([]),
  showId: showIdSchema,
  topology: topologySchema,
  listen: addressSchema,
  rooms: z.array(z.strictObject({ room: z.string(), paths: waysSchema })),
  /** As in a room's configuration. */
  certificates: certificateFilesSchema.exactOptional(),
  /** As in a room's configuration. */
  metrics: metricsAddressSchema.exactOptional(),
  /** Proxies before this gateway, whose X-Forwarded-For counts; nobody else's does. */
  trustedProxies: z.array(proxyAddressSchema).max(trustedProxiesMax).default([]),
  /** Where the show's data are, to tell how much room is left there. */
  dataDirectory: z.string().min(1).exactOptional(),
  /** When the show was started last. */
  startedAt: z.iso.datetime().exactOptional(),
  /** Cuts that were played to their end before a reset began this show. */
  rehearsedBefore: z.number().int().min(1).exactOptional(),
  /**
   * Control address of the fabric, with the token that it asks for; without one there are no cables to cut and an incident starts at the
   * last heartbeat.
   */
  fabric: addressSchema.extend({ token: bearerTokenSchema.exactOptional() }).optional(),
  /**
   * `pinHash`: scrypt (N = 1024, r = 8, p = 1, 32 bytes) of the presenter's PIN with the salt, hex. The PIN itself is in
   * no config file of the gateway. `generation`: counts the PINs of this show; a session of an earlier one is over.
   */
  presenter: z.strictObject({
    salt: z.string(),
    pinHash: z.string(),
    generation: z.number().int().min(1).max(999_999_999),
    /** SHA-256 of the token in the operator's file, hex; without it only the PIN lets in. */
    operatorTokenHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional(),
  }),
  /** As in a room's configuration. */
  linkSecret: secret,
  /** Signs console sessions, and seals what phones carry from one gateway to the other. Known to the gateways only. */
  consoleKey: secret,
  /** What phones open: scheme, host, port. */
  joinUrl: z.url().max(joinUrlCharactersMax),
  /**
   * The address at which phones open this gateway, where it was one of its machine's own as the show began; null: a proxy's or a
   * router's. Not given: whoever made the configuration does not know.
   */
  joinAddress: z.string().min(1).nullable().exactOptional(),
  /** The hall's network; an empty password is an open one. */
  wifi: z
    .strictObject({ ssid: z.string().min(1).max(32), password: z.string().max(63) })
    .optional(),
  rehearsal: z.boolean().default(false),
  /** Of the key that signs the show's report; the key itself is in no gateway. */
  keyFingerprint: z.string().regex(fingerprintPattern, "must be 20 hex digits").exactOptional(),
  webDirectory: z.string().min(1),
});
export const gatewayConfigSchema = gatewayFields.superRefine((config, context) => {
  const links = waysOf("rooms", config.rooms);
  refuseUnencrypted({ certificates: config.certificates, links }, (issue) =>
    context.addIssue(issue),
  );
});
export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;
export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;
