import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, closeSync, rmSync, rmdirSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cablecut, ShowOfDirectory } from "./show-of-directory.ts";

const showMs = 300_000;
/** Five rooms have a segment of 64 MiB each, and a second one when they need it. */
const diskBytes = "900m";

/** A disk of its own; null where this user may not mount one. */
let disk: string | null = null;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "cablecut-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${diskBytes}`, "tmpfs", folder]);
  if (mounted.status === 0) disk = folder;
  else rmdirSync(folder);
});
afterAll(async () => {
  await show.stop();
  if (disk === null) return;
  spawnSync("umount", [disk]);
  rmdirSync(disk);
});

const data = (): string => join(disk!, "data");
const show = new ShowOfDirectory(data);
const filler = (): string => join(disk!, "filler");

/** Takes every byte that is left. */
function fill(): void {
  const file = openSync(filler(), "a");
  try {
    for (const bytes of [1 << 20, 1 << 12, 1]) {
      const block = Buffer.alloc(bytes, 1);
      for (;;) if (writeSync(file, block) < bytes) break;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
}

const free = (): void => rmSync(filler());

const pay = (origin: string): ReturnType<typeof cablecut> =>
  cablecut("crowd", "--url", origin, "--people", "10", "--rate", "20", "--seconds", "3");

test(
  "a disk that is full at the start is refused by name, and nothing is half begun",
  async ({ skip }) => {
    skip(disk === null, "needs the right to mount a disk");
    fill();
    const { ended, printed } = show.begin();
    expect(await ended, printed()).toBe(1);
    expect(printed()).toContain("There is no space left for ");
    free();
    await show.start();
    await show.stop();
  },
  showMs,
);

test(
  "a disk that fills up after people have paid ends the show's supervision at no moment, and with space again all is back by itself",
  async ({ skip }) => {
    skip(disk === null, "needs the right to mount a disk");
    const { ready, supervisor, printed } = await show.start();
    const { origin } = new URL(ready.join);
    const paid = pay(origin);
    expect(paid.status, paid.said + printed()).toBe(0);
    fill();
    const ofGateway = /"gateway": (\d+)/.exec(
      spawnSync("cat", [join(data(), "running.json")], { encoding: "utf8" }).stdout,
    );
    process.kill(Number(ofGateway?.[1]), "SIGKILL");
    await expect
      .poll(printed, { timeout: 60_000, interval: 500 })
      .toContain("running.json cannot be written and is tried again; the show goes on");
    // What a room cannot write it does not promise: it ends, and is started again until it can.
    await expect.poll(printed, { timeout: 60_000 }).toContain("ended by itself (exit code 1)");
    expect(supervisor.exitCode).toBeNull();
    free();
    await expect
      .poll(printed, { timeout: 60_000, interval: 500 })
      .toContain("running.json is written again");
    await expect.poll(() => pay(origin).status, { timeout: 120_000, interval: 500 }).toBe(0);
    await expect
      .poll(() => cablecut("ctl", "audit", "--data", data(), "--lang", "en").said, {
        timeout: 60_000,
        interval: 500,
      })
      .toContain("5 of 5 rooms answered: all equal and sound, no difference");
    await show.stop();
    expect(cablecut("verify", "--data", data(), "--lang", "en")).toMatchObject({ status: 0 });
  },
  showMs,
);
