import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RoomStop } from "@cablecut/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  cablecut,
  cablecutProgram,
  expectRoomsReady,
  ShowOfDirectory,
  type RunningShow,
} from "./show-of-directory.ts";

const showMs = 300_000;
/** What is printed is read by and by. */
const patience = { timeout: 30_000, interval: 50 };

let data: string;
const show = new ShowOfDirectory(() => data);

/** A show with payments in it, which was stopped. */
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "cablecut-damaged-"));
  const { ready } = await show.start("--pace", "full-speed");
  const { origin } = new URL(ready.join);
  cablecut("crowd", "--url", origin, "--people", "10", "--rate", "20", "--seconds", "3");
  await show.stop();
}, showMs);

afterAll(async () => {
  await show.stop();
  rmSync(data, { recursive: true, force: true });
});

const ctl = (...args: readonly string[]): ReturnType<typeof cablecut> =>
  cablecut("ctl", ...args, "--data", data, "--lang", "en");

/** Without those that are only late when the show begins, as they may be on a busy machine. */
const unable = ({ stopped }: RunningShow["ready"]): readonly RoomStop[] =>
  stopped.filter(({ why }) => why !== "not-started");

/** Each room runs in the end: on a busy machine one may be ready only after the show has begun. */
async function expectEveryRoom({ ready, printed }: RunningShow): Promise<void> {
  expect(unable(ready)).toEqual([]);
  await expectRoomsReady(printed);
}

/** In the middle of what is written of the log. */
function flipOneByte(room: string): string {
  const folder = join(data, "rooms", room);
  const name = readdirSync(folder).find((each) => each.endsWith(".wal"))!;
  const bytes = readFileSync(join(folder, name));
  const end = bytes.findLastIndex((byte) => byte !== 0);
  bytes[Math.floor(end / 2)]! ^= 1;
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

test(
  "one byte of a room's log is wrong: the show starts and names it, and the room is rebuilt from the others",
  async () => {
    const file = flipOneByte("sz-a");
    const damaged = readFileSync(file);

    const { ready, printed } = await show.start();
    expect(unable(ready)).toMatchObject([{ room: "sz-a", why: "log-unreadable" }]);
    await expect.poll(printed, patience).toContain(`room sz-a    ${file} is damaged at offset `);
    await expect.poll(printed, patience).toContain("npm run cablecut -- ctl room rebuild sz-a");

    expect(ctl("room", "rebuild", "hz-a")).toMatchObject({ status: 1 });
    const rebuild = (): ReturnType<typeof cablecut> => ctl("room", "rebuild", "sz-a");
    // The gateway may not have heard the other rooms yet.
    await expect.poll(() => rebuild().status, { timeout: 30_000, interval: 500 }).toBe(0);
    await expect
      .poll(() => ctl("audit").said, { timeout: 60_000, interval: 500 })
      .toContain("5 of 5 rooms answered: all equal and sound, no difference");
    await show.stop();

    const [aside] = readdirSync(join(data, "rooms-set-aside"));
    const kept = join(data, "rooms-set-aside", aside!, file.slice(file.lastIndexOf("/") + 1));
    expect(readFileSync(kept).equals(damaged)).toBe(true);
    expect(readdirSync(join(data, "rooms", "sz-a"))).not.toContain("recovering");
    expect(cablecut("verify", "--data", data, "--lang", "en")).toMatchObject({ status: 0 });
  },
  showMs,
);

test(
  "a folder for a file of one room and a file for the directory of another: both are named, the others start, both are rebuilt",
  async () => {
    const identity = join(data, "rooms", "hz-b", "identity");
    const directory = join(data, "rooms", "sz-a");
    rmSync(identity);
    mkdirSync(identity);
    rmSync(directory, { recursive: true });
    writeFileSync(directory, "no directory");

    const { ready, printed } = await show.start();
    expect(unable(ready)).toMatchObject([
      {
        room: "hz-b",
        why: "log-unreadable",
        reason: { en: expect.stringContaining(`${identity} is not`) },
      },
      { room: "sz-a", why: "log-unreadable", reason: { en: expect.stringContaining(directory) } },
    ]);
    await expect.poll(printed, patience).toContain("npm run cablecut -- ctl room rebuild hz-b");
    for (const room of ["hz-b", "sz-a"]) {
      const rebuild = (): number | null => ctl("room", "rebuild", room).status;
      await expect.poll(rebuild, { timeout: 30_000, interval: 500 }).toBe(0);
    }
    await expect
      .poll(() => ctl("audit").said, { timeout: 60_000, interval: 500 })
      .toContain("5 of 5 rooms answered: all equal and sound, no difference");
    await show.stop();
    expect(cablecut("verify", "--data", data, "--lang", "en")).toMatchObject({ status: 0 });
  },
  showMs,
);

/** Why a start is refused; nothing of the show's own may have changed. */
async function refusedStart(...flags: readonly string[]): Promise<string> {
  const { ended, printed } = show.begin(...flags);
  expect(await ended, printed()).toBe(1);
  return printed();
}

test(
  "a show.json that is cut short, of a newer build, gone or of another show is refused by name, and put back it is right again",
  async () => {
    const path = join(data, "show.json");
    const genuine = readFileSync(path);
    const right = JSON.parse(genuine.toString()) as Record<string, unknown>;
    for (const [content, words] of [
      [genuine.subarray(0, 100), "is not JSON"],
      [JSON.stringify({ ...right, format: 2 }), "has format 2, which a newer build wrote"],
    ] as const) {
      writeFileSync(path, content);
      expect(await refusedStart()).toContain(words);
      expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
    }
    rmSync(path);
    expect(await refusedStart()).toContain("is missing although there is data of a show");
    writeFileSync(path, JSON.stringify({ ...right, showId: "0123456789ab" }));
    expect(await refusedStart()).toContain("put back the show.json that belongs to them");
    writeFileSync(path, genuine);
    await expectEveryRoom(await show.start());
    await show.stop();
  },
  showMs,
);

/** Each room finds the directory of the other. */
function swap(one: string, other: string): void {
  const [a, b] = [join(data, "rooms", one), join(data, "rooms", other)];
  renameSync(a, `${a}.aside`);
  renameSync(b, a);
  renameSync(`${a}.aside`, b);
}

test(
  "two rooms with each other's directories are not started in vain: terminal and status name them, and what to do",
  async () => {
    swap("sh-b", "sz-a");
    const { ready, printed } = await show.start();
    expect(unable(ready)).toMatchObject([
      { room: "sh-b", why: "log-of-another" },
      { room: "sz-a", why: "log-of-another" },
    ]);
    const named = (): number => printed().match(/belongs to room sz-a, not to sh-b/g)?.length ?? 0;
    await expect.poll(named, patience).toBe(1);
    // The gateway is told by the supervisor, and ctl by the gateway.
    await expect
      .poll(() => ctl("status").said, { timeout: 60_000, interval: 500 })
      .toContain("room sz-a does not run: its directory is of another room or show");
    expect(ctl("status").said).toMatch(/payloads: version \d+ is written, up to \d+ is read/);
    await show.stop();
    swap("sh-b", "sz-a");
    await expectEveryRoom(await show.start());
    await show.stop();
  },
  showMs,
);

test(
  "what the environment says wrong is refused by name before anything starts",
  async () => {
    for (const [language, words] of [
      ["en", 'LOG_LEVEL takes trace, debug, info, warn, error, fatal, silent, not "loud".'],
      ["zh", "而不是“loud”。"],
    ] as const) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [cablecutProgram, "demo", "--data", data, "--lang", language],
        { encoding: "utf8", env: { ...process.env, LOG_LEVEL: "loud" } },
      );
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) });
    }
  },
  showMs,
);

test(
  "more logs gone than the other rooms can make good are refused by name, and nothing is made anew",
  async () => {
    for (const room of ["hz-a", "hz-b", "sh-a"]) {
      rmSync(join(data, "rooms", room), { recursive: true });
    }
    const { ended, printed } = show.begin();
    expect(await ended, printed()).toBe(1);
    expect(printed()).toContain("hz-a, hz-b, sh-a ran in this show and have no complete log");
    expect(printed()).toContain("--accept-loss");
    expect(readdirSync(join(data, "rooms")).toSorted()).toEqual(["sh-b", "sz-a"]);
  },
  showMs,
);
