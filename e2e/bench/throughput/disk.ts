import { constants } from "node:fs";
import { open, rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nowMs } from "../../client/room-line.ts";
import { median } from "../statistics.ts";

/** As many as libuv writes at the same time. */
const filesAtOnce = 4;
const rounds = 300;
/** About what a room writes for one transfer. */
const writeBytes = 128;

export interface SyncTimes {
  readonly aloneMs: number;
  /** With four of them under way, as when one transfer is written in several rooms. */
  readonly atOnceMs: number;
}

/**
 * Medians of a small durable write to this machine's disk (O_DSYNC, as the rooms write). A commit waits for one in each of
 * three rooms, so this is what no idle latency can be below.
 */
export async function measureSync(): Promise<SyncTimes> {
  const directory = await mkdtemp(join(tmpdir(), "cablecut-sync-"));
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_DSYNC;
  try {
    const names = Array.from({ length: filesAtOnce }, (_, file) => join(directory, String(file)));
    const files = await Promise.all(names.map((name) => open(name, flags, 0o600)));
    const timed = async (count: number): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          files.slice(0, count).map(async (file) => {
            const startMs = nowMs();
            await file.write(Buffer.alloc(writeBytes, 1), 0, writeBytes, round * writeBytes);
            times.push(nowMs() - startMs);
          }),
        );
      }
      return median(times);
    };
    const aloneMs = await timed(1);
    const atOnceMs = await timed(filesAtOnce);
    await Promise.all(files.map((file) => file.close()));
    return { aloneMs, atOnceMs };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
