import { z } from "zod";
import { gatewaysMax } from "./gateway-words.ts";
import { isLoopback, linkOffLoopback } from "./loopback.ts";
import { paceSchema } from "./pace.ts";
import { fingerprintPattern } from "./report-key.ts";
import { topologySchema } from "./topology.ts";

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

/**
 * Where a link is accepted. Links are not encrypted, so none leaves the machine: another address is refused until
 * links have certificates.
 */
const linkListenSchema = addressSchema.refine(({ host }) => isLoopback(host), {
  path: ["host"],
  message: linkOffLoopback,
});

/** 32 random bytes as hex: a key under which something is signed. */
const secret = z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits");
/** Random id of a show; data, tokens and reports of different shows never mix. */
export const showIdSchema = z.string().regex(/^[0-9a-z-]{4,40}$/);

export const roomConfigSchema = z.strictObject({
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
  listen: linkListenSchema,
  /**
   * The rooms that this one dials: of two rooms the one that comes first in the topology. Addresses best first; what
   * lies between is not the room's business.
   */
  peers: z.array(z.strictObject({ room: z.string(), paths: z.array(addressSchema).min(1).max(8) })),
  /** Whoever links with a room proves that it knows this. Known to the rooms and the gateways. */
  linkSecret: secret,
  /** Signs receipts. Known to the rooms only. */
  receiptKey: secret,
  /**
   * What the archive of applied entries may take on the disk, in bytes; the oldest are dropped beyond it. 0: none is
   * written. 256 MiB where nothing is said.
   */
  archiveBytesMax: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional(),
  /** The pace at the very first start of a show; afterwards the log knows. */
  pace: paceSchema,
});
export type RoomConfig = z.infer<typeof roomConfigSchema>;

/** A gateway as browsers reach it. */
const gatewayAddressSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  url: z.url({ protocol: /^https?$/ }),
});

export const gatewayConfigSchema = z.strictObject({
  /** Of this gateway, the same at every start; among the show's gateways nobody else's. */
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/)
    .default("gateway-1"),
  /** All gateways of the show, this one included; none are named where it is alone. */
  gateways: z.array(gatewayAddressSchema).max(gatewaysMax).default([]),
  showId: showIdSchema,
  topology: topologySchema,
  listen: addressSchema,
  rooms: z.array(z.strictObject({ room: z.string(), paths: z.array(addressSchema).min(1).max(8) })),
  /** Control address of the fabric; without one there are no cables to cut and an incident starts at the last heartbeat. */
  fabric: addressSchema.optional(),
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
  joinUrl: z.url(),
  /** The hall's network; an empty password is an open one. */
  wifi: z
    .strictObject({ ssid: z.string().min(1).max(32), password: z.string().max(63) })
    .optional(),
  rehearsal: z.boolean().default(false),
  /** Of the key that signs the show's report; the key itself is in no gateway. */
  keyFingerprint: z.string().regex(fingerprintPattern, "20 hex digits").exactOptional(),
  webDirectory: z.string().min(1),
});
export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;
export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;
