import type { BlockFile } from "@cablecut/archive";
import { expect, test } from "vitest";
import { tellingOfTheCache } from "./cache-notice.ts";

const file: BlockFile = {
  write: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

function failing(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(`${code}: of the system`), { code }));
}

function told(open: () => Promise<BlockFile | null>) {
  const said: string[] = [];
  const allocate = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes);
  return { said, files: tellingOfTheCache({ allocate, open }, (why) => void said.push(why)) };
}

test("nothing is said of an archive that is written past the page cache", async () => {
  const { said, files } = told(() => Promise.resolve(file));
  const opened = await files.open("segment");
  await opened?.write(new Uint8Array(1), 0);
  await opened?.close();
  expect(said).toEqual([]);
});

test("where a file system has no such way it is said once, whether it says so at once or at the first write", async () => {
  const without = told(() => Promise.resolve(null));
  expect(await without.files.open("segment")).toBeNull();
  await without.files.open("segment");
  expect(without.said).toEqual(["this file system has no other way"]);
  const late = told(() => Promise.resolve({ ...file, write: failing("EINVAL") }));
  for (let more = 0; more < 2; more += 1) {
    const opened = await late.files.open("segment");
    await expect(opened?.write(new Uint8Array(1), 0)).rejects.toThrow("EINVAL");
  }
  expect(late.said).toEqual(["Error: EINVAL: of the system"]);
});

test("a file that cannot be opened so is said as well; a disk that is full is another matter", async () => {
  const closed = told(failing("EACCES"));
  await expect(closed.files.open("segment")).rejects.toThrow("EACCES");
  expect(closed.said).toEqual(["Error: EACCES: of the system"]);
  const full = told(() => Promise.resolve({ ...file, write: failing("ENOSPC") }));
  const opened = await full.files.open("segment");
  await expect(opened?.write(new Uint8Array(1), 0)).rejects.toThrow("ENOSPC");
  expect(full.said).toEqual([]);
});
