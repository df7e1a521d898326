import { openWal } from "@cablecut/wal";
import { roomDirectory } from "../room-logs.ts";
import type { Show } from "../show-file.ts";

interface RoomLog {
  readonly ifEmpty?: "create" | "follow";
  readonly term?: number;
  /** It has all that was left after a loss. */
  readonly hasAll?: boolean;
}

/** Leaves a room the log that it would have after so many entries. */
export async function writeRoomLog(
  show: Pick<Show, "showId">,
  dataDirectory: string,
  room: string,
  entries: number,
  { ifEmpty = "create", term = 1, hasAll = false }: RoomLog = {},
): Promise<void> {
  const opened = await openWal({
    directory: roomDirectory(dataDirectory, room),
    identity: { room, show: show.showId },
    ifEmpty,
    onFailure: ({ kind }) => {
      throw new Error(kind);
    },
  });
  if (!opened.ok) throw new Error(opened.refusal.kind);
  const { wal } = opened.value;
  const data = new Uint8Array(40).fill(1);
  const written = Array.from({ length: entries }, (_, at) => ({ index: at + 1, term, data }));
  if (entries > 0)
    await new Promise<void>((done) =>
      wal.append({ hardState: null, adopt: null, entries: written }, done),
    );
  if (hasAll) wal.recovered();
  await new Promise<void>((done) => wal.close(done));
}
