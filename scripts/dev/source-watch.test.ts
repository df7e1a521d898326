import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchSources } from "./source-watch.ts";

let root = "";
let watching: { close(): void } | null = null;
let heard = 0;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-sources-"));
  heard = 0;
});
afterEach(() => {
  watching?.close();
  rmSync(root, { recursive: true });
});

/** Resolves once a change was heard of since `act`. */
async function expectHeardAfter(act: () => void): Promise<void> {
  const before = heard;
  act();
  await expect.poll(() => heard, { timeout: 20_000 }).toBeGreaterThan(before);
}

test("a source that is written, replaced and written again, and one in a new folder, are all heard of", async () => {
  const file = join(root, "main.ts");
  writeFileSync(file, "1");
  watching = watchSources([root], () => (heard += 1));
  await expectHeardAfter(() => writeFileSync(file, "2"));
  // Many editors write beside the file and put it in its place.
  await expectHeardAfter(() => {
    writeFileSync(join(root, "main.ts~"), "3");
    renameSync(join(root, "main.ts~"), file);
  });
  await expectHeardAfter(() => writeFileSync(file, "4"));
  await expectHeardAfter(() => mkdirSync(join(root, "rooms")));
  await expectHeardAfter(() => writeFileSync(join(root, "rooms", "room.ts"), "5"));
});
