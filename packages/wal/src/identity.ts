import { join } from "node:path";
import { crc32 } from "./checksum.ts";
import type { Files } from "./files.ts";
import { nodeFiles } from "./node-files.ts";
import type { WalRefusal } from "./refusals.ts";
import { segmentNumbers } from "./segment.ts";
import type { Result } from "./types.ts";
import { writeAll } from "./write-all.ts";
import { damageWords, missingWords } from "./words.ts";

/** Whose log a directory holds. */
export interface WalIdentity {
  readonly room: string;
  readonly show: string;
}

/** Version of everything in the directory. */
export const walFormat = 1;

const identityName = "identity";
/** Present while a directory is being set up: what is in it then was never acknowledged to anybody. */
const unfinishedIdentityName = "identity.tmp";

function encodeIdentity(identity: WalIdentity): Uint8Array {
  const line = JSON.stringify({ format: walFormat, room: identity.room, show: identity.show });
  const encoded = new TextEncoder().encode(line);
  const checksum = crc32(encoded).toString(16).padStart(8, "0");
  return new TextEncoder().encode(`${line}\n${checksum}\n`);
}

interface FoundIdentity extends WalIdentity {
  readonly format: number;
}

/** Null if the file is damaged. A newer format may say more in its line, but must keep these fields and the checksum. */
function decodeIdentity(bytes: Uint8Array): FoundIdentity | null {
  const text = new TextDecoder().decode(bytes);
  const lineEnd = text.indexOf("\n");
  const line = text.slice(0, Math.max(0, lineEnd));
  const checksum = crc32(new TextEncoder().encode(line)).toString(16).padStart(8, "0");
  if (lineEnd < 0 || text.slice(lineEnd + 1) !== `${checksum}\n`) return null;
  try {
    const found: unknown = JSON.parse(line);
    if (typeof found !== "object" || found === null) return null;
    if (!("format" in found && "room" in found && "show" in found)) return null;
    const { format, room, show } = found;
    if (typeof format !== "number" || typeof room !== "string" || typeof show !== "string") {
      return null;
    }
    return { format, room, show };
  } catch {
    return null;
  }
}

export type DirectoryState = "new" | "existing";

/**
 * Decides whether the directory is this room's and whether a log is in it. Rejects with the system's errors.
 *
 * A directory is set up in this order: unfinished identity, first segment, identity. So segments without either are
 * the remains of a wal whose identity was lost, and an identity without segments is one that lost its log.
 */
export async function checkIdentity(
  files: Files,
  directory: string,
  identity: WalIdentity,
): Promise<Result<DirectoryState, WalRefusal>> {
  const file = join(directory, identityName);
  const refuse = (refusal: WalRefusal): Result<DirectoryState, WalRefusal> => ({
    ok: false,
    refusal,
  });
  const names = await files.list(directory);
  const hasSegments = segmentNumbers(names).length > 0;
  const bytes = await files.readWhole(file);
  if (bytes === null) {
    if (hasSegments && !names.includes(unfinishedIdentityName)) {
      return refuse({ kind: "incomplete", directory, missing: missingWords.identity });
    }
    return { ok: true, value: "new" };
  }
  const found = decodeIdentity(bytes);
  if (found === null) {
    return refuse({
      kind: "damaged",
      file,
      offset: 0,
      what: damageWords.identity,
    });
  }
  if (found.format > walFormat) {
    return refuse({ kind: "newer-format", file, found: found.format, known: walFormat });
  }
  if (found.show !== identity.show) {
    return refuse({ kind: "other-show", directory, found: found.show, wanted: identity.show });
  }
  if (found.room !== identity.room) {
    return refuse({ kind: "other-room", directory, found: found.room, wanted: identity.room });
  }
  if (!hasSegments)
    return refuse({ kind: "incomplete", directory, missing: missingWords.segments });
  return { ok: true, value: "existing" };
}

/**
 * Why `openWal` would refuse the log in there before it reads any of it: it is another room's or show's, say. Null where it
 * would not. Rejects with the system's errors.
 */
export async function refusalOfLog(
  directory: string,
  identity: WalIdentity,
  files: Files = nodeFiles,
): Promise<WalRefusal | null> {
  const state = await checkIdentity(files, directory, identity);
  return state.ok ? null : state.refusal;
}

/** First step of setting up a directory. */
export async function beginIdentity(
  files: Files,
  directory: string,
  identity: WalIdentity,
): Promise<void> {
  const path = join(directory, unfinishedIdentityName);
  await files.remove(path);
  const file = await files.open(path, "create", true);
  await writeAll(file, [encodeIdentity(identity)], 0);
  await file.sync();
  await file.close();
  await files.syncDirectory(directory);
}

/** Last step: from here on the directory counts as a log. */
export async function finishIdentity(files: Files, directory: string): Promise<void> {
  await files.rename(join(directory, unfinishedIdentityName), join(directory, identityName));
  await files.syncDirectory(directory);
}
