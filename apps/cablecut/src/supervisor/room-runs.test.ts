import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import { defaultTopology, roomConfigSchema } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openShow } from "../show/show-file.ts";
import { refusalText } from "../show/start-refusal.ts";
import { ConfigFiles } from "./process-specs.ts";
import { RoomRuns, whyNotStarted, type RoomRunsParts } from "./room-runs.ts";
import type { ShowRunEvent } from "./supervisor-events.ts";
import type { Supervisor } from "./supervisor.ts";

const rooms = defaultTopology.rooms.map(({ id }) => id);
const counting = new Set(rooms);
let directory = "";
let running: Set<string>;
let orders: string[];
let events: ShowRunEvent[];
let parts: RoomRunsParts;
let runs: RoomRuns;

const supervisor: Supervisor = {
  start: async () => true,
  stop: async () => undefined,
  kill: () => undefined,
  send: () => undefined,
  pids: () => Object.fromEntries([...running].map((name) => [name, 1])),
  stopOne: async (name) => {
    running.delete(name);
    orders.push(`stop ${name}`);
  },
  startOne: async (name) => {
    const there = existsSync(roomFolder("sz-a")) ? "a log" : "no log";
    orders.push(`start ${name} with ${there}, which means ${String(ifEmptyOf("sz-a"))}`);
    runs.heard({ kind: "ready", process: name, afterMs: 1 });
    return true;
  },
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-room-runs-"));
  mkdirSync(join(directory, "config"));
  const defaults = { topology: defaultTopology, pace: paceProfiles.keynote };
  const opened = openShow(directory, defaults, {});
  if (!opened.ok) throw new Error(opened.refusal.kind);
  opened.keep();
  const { show } = opened;
  for (const room of rooms) giveLog(room);
  const configs = rooms.map((room) =>
    roomConfigSchema.parse({
      showId: show.showId,
      topology: show.topology,
      room,
      dataDirectory: roomFolder(room),
      ifEmpty: "create",
      listen: { host: "127.0.0.1", port: 0 },
      peers: [],
      linkSecret: show.linkSecret,
      receiptKey: show.receiptKey,
      pace: show.pace,
    }),
  );
  running = new Set(rooms.map((room) => `room ${room}`));
  [orders, events] = [[], []];
  const onEvent = (event: ShowRunEvent): void => void events.push(event);
  const configFiles = new ConfigFiles(directory);
  parts = { configFiles, show, dataDirectory: directory, configs, members: [], lost: [], onEvent };
  runs = new RoomRuns(parts);
});

afterEach(() => {
  runs.close();
  rmSync(directory, { recursive: true });
});

function giveLog(room: string, ...marks: readonly string[]): void {
  mkdirSync(roomFolder(room), { recursive: true });
  for (const file of ["identity", ...marks]) writeFileSync(join(roomFolder(room), file), "");
}

function roomFolder(room: string): string {
  return join(directory, "rooms", room);
}

function ifEmptyOf(room: string): unknown {
  return JSON.parse(readFileSync(join(directory, "config", `room-${room}.json`), "utf8")).ifEmpty;
}

const damaged = { en: "damaged", zh: "损坏" };

test("a damaged log is set aside, and the room starts empty as one that lost it", async () => {
  running.delete("room sz-a");
  runs.heard({ kind: "log-unreadable", process: "room sz-a", reason: damaged });
  expect(runs.stops).toEqual([{ room: "sz-a", why: "log-unreadable", reason: damaged }]);
  const answer = await runs.rebuild("sz-a", false, { supervisor, counting });
  if (!answer.ok) throw new Error(answer.refusal);
  expect(answer.aside).toContain("sz-a-");
  expect(existsSync(join(directory, answer.aside!, "identity"))).toBe(true);
  expect(orders).toEqual(["stop room sz-a", "start room sz-a with no log, which means recover"]);
  expect(events).toEqual([{ kind: "log-lost", process: "room sz-a" }]);
  expect(runs.stops).toEqual([]);
});

test("a room that was given up is named with the last thing it said", () => {
  const process = "room hz-b";
  const lastWords = { en: "no such address", zh: "没有此地址" };
  const ending = { kind: "exit", code: 1 } as const;
  runs.heard({ kind: "ended", process, ending, lastWords });
  expect(runs.stops).toEqual([{ room: "hz-b", why: "tries-again", reason: lastWords }]);
  runs.heard({ kind: "given-up", process, attempts: 4 });
  expect(runs.stops).toEqual([{ room: "hz-b", why: "not-started", reason: lastWords }]);
});

test("a room that ended for a full disk is named with that until it is ready again; one that was killed is not", () => {
  const process = "room sh-a";
  const lastWords = { en: "the disk is full", zh: "磁盘已满" };
  runs.heard({ kind: "ended", process, ending: { kind: "signal", signal: "SIGKILL" }, lastWords });
  expect(runs.stops).toEqual([]);
  runs.heard({ kind: "ended", process, ending: { kind: "exit", code: 1 }, lastWords });
  runs.heard({ kind: "restarting", process, inMs: 200 });
  expect(runs.stops).toEqual([{ room: "sh-a", why: "tries-again", reason: lastWords }]);
  runs.heard({ kind: "ready", process, afterMs: 200 });
  expect(runs.stops).toEqual([]);
});

test("a room that is killed again and again is named, though it says nothing", () => {
  const process = "room sh-b";
  const ending = { kind: "signal", signal: "SIGKILL" } as const;
  for (const inMs of [200, 400, 800]) {
    runs.heard({ kind: "ended", process, ending, lastWords: null });
    runs.heard({ kind: "restarting", process, inMs });
  }
  expect(runs.stops).toEqual([]);
  runs.heard({ kind: "restarting", process, inMs: 1_600 });
  expect(runs.stops).toEqual([{ room: "sh-b", why: "tries-again", reason: { en: "", zh: "" } }]);
});

test("a room whose port another program has is named with that", () => {
  runs.heard({ kind: "port-taken", process: "room hz-b", port: 21_007 });
  const reason = {
    en: "its port 21007 is taken by another program",
    zh: "端口 21007 已被其他程序占用",
  };
  expect(runs.stops).toEqual([{ room: "hz-b", why: "not-started", reason }]);
});

test("what a newer build wrote is the reason of a show that does not start, before anything else", () => {
  const reason = { en: "entry 7 has version 9", zh: "条目7为第9版" };
  for (const room of ["hz-a", "hz-b", "sh-a"])
    runs.heard({ kind: "newer-build", process: `room ${room}`, reason });
  runs.heard({
    kind: "log-of-another",
    process: "room sz-a",
    reason: { en: "of room hz-a", zh: "属于机房 hz-a" },
  });
  expect(whyNotStarted(runs, "logs")).toEqual({
    kind: "newer-build",
    rooms: ["hz-a", "hz-b", "sh-a"],
    reason,
    lossAccepted: false,
  });
});

test("a room that runs is rebuilt only on a second word", async () => {
  const refused = await runs.rebuild("sz-a", false, { supervisor, counting });
  expect(refused).toEqual({ ok: false, refusal: "room-runs" });
  expect(orders).toEqual([]);
  expect(await runs.rebuild("sz-a", true, { supervisor, counting })).toMatchObject({ ok: true });
});

test.each([
  ["no-quorum", "sz-a", new Set(["hz-a", "hz-b", "sz-a"])],
  ["rooms-unknown", "sz-a", null],
  ["unknown-room", "bj-a", counting],
] as const)("%s: %s is not touched", async (refusal, room, known) => {
  const answer = await runs.rebuild(room, true, { supervisor, counting: known });
  expect(answer).toEqual({ ok: false, refusal });
  expect(orders).toEqual([]);
  expect(existsSync(join(roomFolder("sz-a"), "identity"))).toBe(true);
});

test("rooms that were rebuilt a moment ago do not count, whatever was last heard of them: three are never left recovering", async () => {
  for (const room of ["sz-a", "sh-b"]) {
    expect(await runs.rebuild(room, true, { supervisor, counting })).toMatchObject({ ok: true });
    giveLog(room, "recovering");
  }
  const answer = await runs.rebuild("sh-a", true, { supervisor, counting });
  expect(answer).toEqual({ ok: false, refusal: "no-quorum" });
  expect(existsSync(join(roomFolder("sh-a"), "identity"))).toBe(true);
  // One of them has everything by now.
  rmSync(join(roomFolder("sz-a"), "recovering"));
  expect(await runs.rebuild("sh-a", true, { supervisor, counting })).toMatchObject({ ok: true });
});

const roomsRan = (): unknown =>
  JSON.parse(readFileSync(join(directory, "show.json"), "utf8")).roomsRan;
const troubles = (): unknown[] =>
  events.flatMap((event) =>
    event.kind === "file-trouble" ? [`${event.file} ${event.reason === null}`] : [],
  );

test("that a room ran is noted once the disk takes it, and from the first moment an emptied directory is no new room", async () => {
  // A folder in the way is as good as a full disk.
  const inTheWay = join(directory, "show.json.new");
  mkdirSync(inTheWay);
  for (const room of ["hz-a", "sz-a"])
    runs.heard({ kind: "ready", process: `room ${room}`, afterMs: 1 });
  expect([ifEmptyOf("hz-a"), ifEmptyOf("sz-a")]).toEqual(["recover", "recover"]);
  expect(roomsRan()).toEqual([]);
  expect(troubles()).toEqual(["show.json false"]);
  rmSync(inTheWay, { recursive: true });
  await expect.poll(roomsRan).toEqual(["hz-a", "sz-a"]);
  expect(troubles()).toEqual(["show.json false", "show.json true"]);
});

test("what an empty directory means is written once the disk takes it, also where the note was taken at once", async () => {
  const inTheWay = join(directory, "config", "room-hz-a.json.new");
  mkdirSync(inTheWay);
  runs.heard({ kind: "ready", process: "room hz-a", afterMs: 1 });
  expect(roomsRan()).toEqual(["hz-a"]);
  expect(troubles()).toEqual(["config/room-hz-a.json false"]);
  rmSync(inTheWay, { recursive: true });
  await expect.poll(() => troubles().at(-1)).toBe("config/room-hz-a.json true");
  expect(ifEmptyOf("hz-a")).toBe("recover");
});

test("a show that is being stopped writes nothing more", async () => {
  mkdirSync(join(directory, "show.json.new"));
  runs.heard({ kind: "ready", process: "room hz-a", afterMs: 1 });
  runs.close();
  rmSync(join(directory, "show.json.new"), { recursive: true });
  await new Promise((passed) => setTimeout(passed, 1_300));
  expect(roomsRan()).toEqual([]);
});

test("where the disk does not let the log be set aside, that is said and the room runs on it again", async () => {
  // A file in the way is as good as a full disk.
  writeFileSync(join(directory, "rooms-set-aside"), "");
  const answer = await runs.rebuild("sz-a", true, { supervisor, counting });
  expect(answer).toEqual({ ok: false, refusal: "not-set-aside" });
  expect(orders).toEqual(["stop room sz-a", "start room sz-a with a log, which means recover"]);
  expect(existsSync(join(roomFolder("sz-a"), "identity"))).toBe(true);
});

test("one room after the other", async () => {
  const first = runs.rebuild("sz-a", true, { supervisor, counting });
  const second = await runs.rebuild("sh-a", true, { supervisor, counting });
  expect(second).toEqual({ ok: false, refusal: "busy" });
  expect(await first).toMatchObject({ ok: true });
});

/** As after an accepted loss of all rooms but the last one. */
const afterLoss = (): RoomRunsParts["configs"] =>
  parts.configs.map((config, at) => ({ ...config, ifEmpty: at < 4 ? "follow" : "recover" }));

test("rooms that only follow are no start without one that may lead, unless etcd has the log", () => {
  const names = rooms.map((room) => `room ${room}`);
  expect(runs.isEnough(new Set(names.slice(0, 3)), names)).toBe(true);
  const after = new RoomRuns({ ...parts, configs: afterLoss() });
  expect(after.isEnough(new Set(names.slice(0, 4)), names)).toBe(false);
  expect(after.isEnough(new Set(names.slice(2)), names)).toBe(true);
  const members = parts.configs.map((_, replica) => memberOf(replica));
  const onEtcd = new RoomRuns({ ...parts, configs: afterLoss(), members });
  expect(onEtcd.isEnough(new Set(names.slice(0, 4)), names)).toBe(true);
});

test("on etcd one damaged member is no reason not to start, as long as a quorum of them is ready", () => {
  const members = rooms.map((room) => `etcd ${room}`);
  expect(runs.isEnough(new Set(members.slice(2)), members)).toBe(true);
  expect(runs.isEnough(new Set(members.slice(3)), members)).toBe(false);
});

test("on etcd members that have lost their data are ready for others to replace them, which only a quorum of whole ones can", () => {
  const onEtcd = { ...parts.show, engine: "etcd" as const, roomsRan: rooms };
  for (const room of rooms.slice(2))
    mkdirSync(join(directory, "etcd", room, "member", "wal"), { recursive: true });
  const after = new RoomRuns({ ...parts, show: onEtcd });
  const members = rooms.map((room) => `etcd ${room}`);
  expect(after.isEnough(new Set(members), members)).toBe(true);
  // Two have lost theirs, and one more is damaged: the two that are whole elect nobody.
  expect(after.isEnough(new Set(members.slice(0, 4)), members)).toBe(false);
});

const memberOf = (replica: number): RoomRunsParts["members"][number] => ({
  binary: "etcd",
  names: rooms,
  replica,
  token: "t",
  directory: join(directory, "etcd", rooms[replica]!),
  ifEmpty: "begin",
  clientPort: 1,
  peerPort: 2,
  proxyPort: 3,
});

test.each([
  ["log-unreadable", "that run have nothing", "没有任何数据"],
  ["newer-build", "start the show with that build", "请用该版本启动演示"],
  ["log-of-another", "put back the show.json", "请放回与之对应的 show.json"],
] as const)(
  "where the others began anew with nothing, %s says so, and not that nothing was changed",
  (kind, en, zh) => {
    const after = new RoomRuns({ ...parts, configs: afterLoss() });
    for (const each of [runs, after])
      each.heard({ kind, process: "room sz-a", reason: { en: "why", zh: "原因" } });
    const said = refusalText(whyNotStarted(after, "logs"));
    expect([said.en, said.zh]).toEqual([expect.stringContaining(en), expect.stringContaining(zh)]);
    expect(said.en + said.zh).not.toMatch(/Nothing was changed|no quorum|未作任何更改|不足多数/);
    const before = refusalText(whyNotStarted(runs, "logs"));
    expect(before.en).toContain("Nothing was changed.");
    expect(before.zh).toContain("未作任何更改。");
  },
);

test("a configuration that is damaged or deleted while the show runs is written again before its process is started, with what an empty directory means by now", () => {
  runs.heard({ kind: "ready", process: "room hz-a", afterMs: 1 });
  const path = join(directory, "config", "room-hz-a.json");
  writeFileSync(path, "");
  parts.configFiles.restore("room-hz-a");
  expect(ifEmptyOf("hz-a")).toBe("recover");
  rmSync(join(directory, "config"), { recursive: true });
  parts.configFiles.restore("room-hz-a");
  expect(ifEmptyOf("hz-a")).toBe("recover");
});

test("whoever was too slow each time is told from who fell over", () => {
  const process = "room sz-a";
  const givenUp = { kind: "given-up", process, attempts: 4 } as const;
  const ending = { kind: "not-ready", afterMs: 40_000 } as const;
  runs.heard({ kind: "ended", process, ending, lastWords: null });
  runs.heard(givenUp);
  const said = refusalText(whyNotStarted(runs, "logs"));
  expect(said.en).toContain("room sz-a was not ready in time");
  expect(said.zh).toContain("本机过忙或过慢");
  runs.heard({
    kind: "ended",
    process,
    ending: { kind: "exit", code: 1 },
    lastWords: { en: "no disk", zh: "无磁盘" },
  });
  expect(refusalText(whyNotStarted(runs, "logs")).en).toContain('ended with "no disk"');
  expect(refusalText(whyNotStarted(runs, "logs")).zh).toContain("原因“无磁盘”");
});
