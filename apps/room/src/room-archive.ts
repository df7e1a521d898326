import { readdir, rename, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { openArchive, type ArchiveNotice, type ArchiveWriter } from "@cablecut/archive";
import type { RoomConfig } from "@cablecut/protocol";
import { nodeFiles } from "@cablecut/wal";
import type { Logger } from "pino";
import { blockFiles } from "./block-files.ts";
import { tellingOfTheCache } from "./cache-notice.ts";

const MiB = 1024 * 1024;
/**
 * Of a room whose configuration says nothing. An idle show writes 50 MB an hour into each archive, 70 at full speed, and what has
 * been dropped no report can add up any more: a day of a booth must be in it. It is also about what one report takes.
 */
const bytesDefaultMax = 1_024 * MiB;
const bytesDefaultMin = 256 * MiB;
/** Five rooms may stand on one disk: together they take a quarter of what is free. */
const shareOfFree = 20;

/**
 * What an archive may take where nobody says how much, bytes: never less than it has already, so that a start on a fuller disk drops
 * nothing. `freeBytes`: 0 where the file system does not say.
 */
export function archiveBytesFor(disk: {
  readonly freeBytes: number;
  readonly heldBytes: number;
}): number {
  const share = Math.floor((disk.freeBytes + disk.heldBytes) / shareOfFree);
  const bounded = Math.min(Math.max(share, bytesDefaultMin), bytesDefaultMax);
  return Math.max(bounded, disk.heldBytes);
}

export interface RoomArchiveParts {
  readonly config: RoomConfig;
  readonly log: Logger;
  /** The room's log begins now: what an archive beside it holds is of another one. */
  readonly logIsNew: boolean;
  /** Chain hash before the first entry. */
  readonly genesisChain: Uint8Array;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

/** The archive in the room's data directory; null where there is to be none, or it cannot be written: the room runs without. */
export async function openRoomArchive(parts: RoomArchiveParts): Promise<ArchiveWriter | null> {
  const { config, log, logIsNew, genesisChain, sha256 } = parts;
  const directory = join(config.dataDirectory, "archive");
  const bytesMax = config.archiveBytesMax ?? archiveBytesFor(await diskOf(config, directory));
  if (bytesMax === 0) return null;
  log.info({ bytesMax }, "what the archive may take");
  const blocks = tellingOfTheCache(blockFiles, (why) =>
    log.info({ why }, "the archive is written through the page cache"),
  );
  const open = (): ReturnType<typeof openArchive> =>
    openArchive({
      files: { ...nodeFiles, size: async (path) => (await stat(path)).size },
      blocks,
      directory,
      owner: { show: config.showId, room: config.room },
      genesisChain,
      sha256,
      limits: { bytesMax },
      after: (delayMs, task) => void setTimeout(task, delayMs).unref(),
      onNotice: (notice) => tell(log, notice),
    });
  let opened = await open();
  if (opened.ok && logIsNew && opened.archive.lastIndex > 0) {
    await opened.archive.close();
    await rename(directory, `${directory}-before-${Date.now()}`);
    opened = await open();
  }
  if (opened.ok) return opened.archive;
  log.warn({ refusal: opened.refusal, detail: opened.detail }, "no archive is written");
  return null;
}

async function diskOf(
  { dataDirectory }: RoomConfig,
  directory: string,
): Promise<Parameters<typeof archiveBytesFor>[0]> {
  const names = await readdir(directory).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(directory, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const heldBytes = sizes.reduce((sum, size) => sum + size, 0);
  const freeBytes = await statfs(dataDirectory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return { freeBytes, heldBytes };
}

function tell(log: Logger, notice: ArchiveNotice): void {
  switch (notice.kind) {
    case "gap": {
      const { from, to, reason } = notice;
      return log.warn({ from, to, reason }, "entries are missing in the archive");
    }
    case "failed":
      return log.warn({ detail: notice.detail }, "the archive cannot be written");
    case "other-history":
      return log.warn({ index: notice.index }, "the archive is of another log; it is left alone");
  }
}
