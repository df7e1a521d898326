import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openArchive } from "./open-archive.ts";
import { ArchivedRoom, directory, owner, told, toldOf } from "./testing/archived-room.ts";
import { MemoryFiles } from "./testing/memory-files.ts";

const [canary, till] = [0, 1];
/** A payload is some 98 KB. */
const pairs = Array.from({ length: 4_000 }, () => [canary, till, 1] as const);
const MiB = 1024 * 1024;

async function longArchive(bytes: number): Promise<{ room: ArchivedRoom; path: string }> {
  const room = new ArchivedRoom(new MemoryFiles());
  expect(await room.open({ segmentBytes: 2 * bytes })).toBe("opened");
  for (let written = 0; written < bytes; written += room.made.at(-1)!.payload.length) {
    room.pay(...pairs);
    await room.wait();
  }
  await room.archive?.close();
  const [path] = room.files.contents.keys();
  return { room, path: path! };
}

test("a long segment is opened without each of its payloads being hashed, and goes on where it ended", async () => {
  const { room } = await longArchive(12 * MiB);
  let hashed = 0;
  const opened = await openArchive({
    files: room.files,
    blocks: null,
    directory,
    owner,
    sha256: (bytes) => {
      hashed += bytes.length;
      return createHash("sha256").update(bytes).digest();
    },
    genesisChain: new Uint8Array(32),
    after: () => undefined,
    onNotice: () => undefined,
  });
  expect(opened.ok && opened.archive.lastIndex).toBe(room.made.length);
  expect(hashed).toBeGreaterThan(4 * MiB);
  expect(hashed).toBeLessThan(6 * MiB);
});

test("what is damaged at the end of a long segment is written anew; before that it is left, and named to whoever reads it", async () => {
  const { room, path } = await longArchive(12 * MiB);
  const bytes = room.files.contents.get(path)!;
  bytes[MiB]! ^= 1;
  bytes[bytes.length - 100]! ^= 1;
  const made = room.made.map(toldOf);
  room.restart();
  expect(await room.open({ segmentBytes: 24 * MiB })).toBe("opened");
  expect(room.archive?.lastIndex).toBe(made.length - 1);
  room.replay();
  await room.wait();
  await room.archive?.close();
  const read = (await room.read()).map(told);
  const damaged = read.findIndex((text) => text.endsWith("damaged"));
  expect(damaged).toBeGreaterThan(0);
  expect(read.toSpliced(damaged, 1)).toEqual(made.toSpliced(damaged, 1));
});
