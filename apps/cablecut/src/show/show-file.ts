import { randomBytes, randomInt, scryptSync } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { jsonIn, reasonText, writeSynced } from "@cablecut/named-files";
import {
  paceSchema,
  showIdSchema,
  topologySchema,
  type LocalizedText,
  type Pace,
  type Topology,
} from "@cablecut/protocol";
import * as z from "zod";

const pinSchema = z.string().regex(/^[0-9A-Za-z]{6,12}$/, "6 to 12 letters or digits");
/** Shows of earlier builds may have a shorter one; it is replaced when they go on. */
const storedPinSchema = z
  .string()
  .regex(/^[0-9A-Za-z]{4,12}$/, "must be 4 to 12 letters or digits");

/** What can make the log of a show. */
export const engines = ["raft", "etcd"] as const;
export type Engine = (typeof engines)[number];

/** 32 random bytes as hex. */
const keySchema = z.string().regex(/^[0-9a-f]{64}$/);

const showBytesMax = 4 * 1024 * 1024;
const knownFormat = 1;
const anyFormatSchema = z.object({
  format: z
    .number()
    .int()
    .min(knownFormat + 1),
});

/** What makes a show the same show after a restart: its id, secrets and PIN. Mode 600, synced. */
const showFileSchema = z.strictObject({
  format: z.literal(knownFormat),
  showId: showIdSchema,
  createdAt: z.iso.datetime(),
  topology: topologySchema,
  /**
   * The pace that the show began with. The chain of its log starts from it, so it never changes; what is chosen later is
   * in the log.
   */
  pace: paceSchema,
  /** What makes the log: the rooms' own where nothing is said. Of the whole show, like its rooms. */
  engine: z.enum(engines).exactOptional(),
  receiptKey: keySchema,
  presenterSalt: z.string().regex(/^[0-9a-f]{32}$/),
  pin: storedPinSchema,
  // A show of an earlier version gets these when it goes on.
  /** Signs the show's report; see `report-key.ts`. Of the operator's command line only: no process of a show is told it. */
  reportKey: keySchema.exactOptional(),
  /** Signs console sessions. */
  consoleKey: keySchema.exactOptional(),
  /** What rooms and gateways prove to each other that they know. */
  linkSecret: keySchema.exactOptional(),
  /** Counts the PINs of this show. */
  pinGeneration: z.number().int().min(1).exactOptional(),
  /**
   * Rooms that were ready once: an empty directory of theirs has lost a log. Earlier versions did not note it, and of
   * their shows all rooms count as such.
   */
  roomsRan: z.array(z.string()).exactOptional(),
});
/** As it may stand in the file of an earlier version. */
export type StoredShow = z.infer<typeof showFileSchema>;
export type Show = StoredShow &
  Required<
    Pick<StoredShow, "reportKey" | "consoleKey" | "linkSecret" | "pinGeneration" | "roomsRan">
  >;

export type ShowOutcome =
  | {
      readonly ok: true;
      readonly show: Show;
      readonly continued: boolean;
      /** Writes what is new of it: until then nothing was changed, and it may still be refused for another reason. */
      readonly keep: () => void;
    }
  | { readonly ok: false; readonly refusal: ShowRefusal };

export type ShowRefusal =
  /** show.json is there and cannot be read; it is never replaced, the rooms belong to it. */
  | { readonly kind: "show-file-damaged"; readonly path: string; readonly reason: LocalizedText }
  /** A newer build wrote it. */
  | { readonly kind: "show-file-newer"; readonly path: string; readonly found: number }
  /** Rooms have data, but the show they belong to is gone. */
  | { readonly kind: "show-file-missing"; readonly path: string }
  /** The show's log is made by another engine than the one asked for now. */
  | { readonly kind: "other-engine"; readonly path: string; readonly engine: Engine }
  /** The show has other rooms than those asked for now. */
  | { readonly kind: "other-topology"; readonly path: string }
  | { readonly kind: "bad-pin"; readonly reason: string };

export interface ShowDefaults {
  readonly topology: Topology;
  readonly pace: Pace;
}

export interface ShowWishes {
  readonly topology?: Topology;
  /** Of a new show only. */
  readonly pace?: Pace;
  readonly engine?: Engine;
  readonly pin?: string;
}

/** Goes on with the show of a data directory, or begins a new one, once it is kept. A wished PIN replaces the old. */
export function openShow(
  directory: string,
  defaults: ShowDefaults,
  wishes: ShowWishes,
): ShowOutcome {
  const wrongPin = wishes.pin === undefined ? null : pinRefusal(wishes.pin);
  if (wrongPin !== null) return { ok: false, refusal: wrongPin };
  const path = showPath(directory);
  const stored = storedAt(path);
  if (stored === null) {
    if (foldersOfRooms.some((folder) => hasContent(join(directory, folder)))) {
      return { ok: false, refusal: { kind: "show-file-missing", path } };
    }
    const { topology = defaults.topology, pace = defaults.pace } = wishes;
    const show = newShow(topology, pace, wishes.pin, wishes.engine);
    return { ok: true, show, continued: false, keep: () => write(path, show) };
  }
  if (!stored.ok) return stored;
  const parsed = stored.show;
  if (
    wishes.topology !== undefined &&
    JSON.stringify(wishes.topology) !== JSON.stringify(parsed.topology)
  ) {
    return { ok: false, refusal: { kind: "other-topology", path } };
  }
  const engine = engineOf(parsed);
  if (wishes.engine !== undefined && wishes.engine !== engine) {
    return { ok: false, refusal: { kind: "other-engine", path, engine } };
  }
  const show = goingOn(parsed, wishes.pin);
  const isNew = JSON.stringify(show) !== JSON.stringify(parsed);
  return { ok: true, show, continued: true, keep: () => void (isNew && write(path, show)) };
}

/** What is in them belongs to the show that `show.json` was of. */
const foldersOfRooms = ["rooms", "etcd"];

function hasContent(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

function write(path: string, show: Show): void {
  writeSynced(path, `${JSON.stringify(show, null, 2)}\n`);
}

/** Null of one that may be wished. */
export function pinRefusal(pin: string): Extract<ShowRefusal, { kind: "bad-pin" }> | null {
  if (pinSchema.safeParse(pin).success) return null;
  return { kind: "bad-pin", reason: "6 to 12 letters or digits" };
}

/** What makes the show's log. */
export function engineOf(show: Pick<StoredShow, "engine">): Engine {
  return show.engine ?? "raft";
}

/** Notes that a room has been ready: from now on an empty directory of its has lost a log. */
export function noteRoomRan(directory: string, show: Show, room: string): Show {
  if (show.roomsRan.includes(room)) return show;
  const noted = { ...show, roomsRan: [...show.roomsRan, room] };
  write(showPath(directory), noted);
  return noted;
}

/**
 * The show of a data directory, for those who only look: null if there is none. A file that cannot be read is refused;
 * it is for the operator's eyes only.
 */
export function readShow(
  directory: string,
): { readonly ok: true; readonly show: StoredShow | null } | { ok: false; refusal: ShowRefusal } {
  return storedAt(showPath(directory)) ?? { ok: true, show: null };
}

/**
 * The presenter's PIN as the gateway is told it: scrypt with the gateway's light cost (a PIN of a
 * few digits is guarded by counting wrong ones, not by its hash), hex.
 */
export function presenterPinHash(show: Pick<Show, "presenterSalt" | "pin">): string {
  return scryptSync(show.pin, show.presenterSalt, 32, { N: 1024, r: 8, p: 1 }).toString("hex");
}

function showPath(directory: string): string {
  return join(directory, "show.json");
}

/** A show that begins, with new keys. */
export function newShow(
  topology: Topology,
  pace: Pace,
  pin: string | undefined,
  engine: Engine = "raft",
): Show {
  return {
    format: knownFormat,
    ...(engine === "raft" ? {} : { engine }),
    showId: randomBytes(6).toString("hex"),
    createdAt: new Date().toISOString(),
    topology,
    pace,
    receiptKey: newKey(),
    presenterSalt: randomBytes(16).toString("hex"),
    pin: pin ?? newPin(),
    reportKey: newKey(),
    consoleKey: newKey(),
    linkSecret: newKey(),
    pinGeneration: 1,
    roomsRan: [],
  };
}

/** A new PIN raises the generation: whoever logged in with the former one logs in again. */
function goingOn(stored: StoredShow, wished: string | undefined): Show {
  const pin = wished ?? (pinSchema.safeParse(stored.pin).success ? stored.pin : newPin());
  const { reportKey = newKey(), consoleKey = newKey(), linkSecret = newKey() } = stored;
  const { pinGeneration = 1 } = stored;
  const generation = pin === stored.pin ? pinGeneration : pinGeneration + 1;
  const roomsRan = stored.roomsRan ?? stored.topology.rooms.map(({ id }) => id);
  const keys = { reportKey, consoleKey, linkSecret };
  return { ...stored, pin, ...keys, pinGeneration: generation, roomsRan };
}

function newPin(): string {
  return String(randomInt(1_000_000)).padStart(6, "0");
}

/** 32 random bytes as hex. */
function newKey(): string {
  return randomBytes(32).toString("hex");
}

/** Null where there is no such file. */
function storedAt(
  path: string,
): { readonly ok: true; readonly show: StoredShow } | { ok: false; refusal: ShowRefusal } | null {
  const refused = (reason: LocalizedText): { ok: false; refusal: ShowRefusal } => ({
    ok: false,
    refusal: { kind: "show-file-damaged", path, reason },
  });
  const read = jsonIn(path, showBytesMax);
  if (!read.ok) return read.absent ? null : refused(read.reason);
  const { content } = read;
  const parsed = showFileSchema.safeParse(content);
  if (parsed.success) return { ok: true, show: parsed.data };
  const newer = anyFormatSchema.safeParse(content);
  if (newer.success) {
    return { ok: false, refusal: { kind: "show-file-newer", path, found: newer.data.format } };
  }
  return refused(reasonText(showFileSchema, content));
}
