import { rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { openArchive, type ArchiveNotice, type ArchiveWriter } from "@cablecut/archive";
import type { RoomConfig } from "@cablecut/protocol";
import { nodeFiles } from "@cablecut/wal";
import type { Logger } from "pino";
import { blockFiles } from "./block-files.ts";
import { tellingOfTheCache } from "./cache-notice.ts";

/** Of a room whose configuration says nothing: some ten million transfers. */
const bytesDefaultMax = 256 * 1024 * 1024;

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
  const bytesMax = config.archiveBytesMax ?? bytesDefaultMax;
  if (bytesMax === 0) return null;
  const directory = join(config.dataDirectory, "archive");
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
