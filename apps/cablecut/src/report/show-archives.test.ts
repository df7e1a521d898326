import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readShowArchives } from "./show-archives.ts";
import { show, SmallShow } from "./testing/small-show.ts";

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

async function played(endsNewer: boolean): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-report-"));
  directories.push(directory);
  await SmallShow.in(directory, { endsNewer });
  return directory;
}

test("entries that a newer program wrote are refused by name, never left out of a report", async () => {
  expect(await readShowArchives(show, await played(false))).toMatchObject({ ok: true });
  expect(await readShowArchives(show, await played(true))).toEqual({
    ok: false,
    refusal: "newer-payloads",
  });
});
