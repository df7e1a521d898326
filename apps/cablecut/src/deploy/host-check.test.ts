import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memberDirectory } from "../show/member-data.ts";
import { beginCommand, checkCommand, deployCommand } from "./deploy-command.ts";
import { custodyOf, looseFiles } from "./host-custody.ts";
import type { HostDescription } from "./host-description.ts";
import { startOf } from "./host-start.ts";
import { checkTexts } from "../texts/host-check-texts.ts";
import { sevenHosts } from "./testing/seven-hosts.ts";

let folder: string;
let said: string[];
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-check-"));
  said = [];
  const note = (...words: unknown[]): void => void said.push(words.join(" "));
  vi.spyOn(console, "log").mockImplementation(note);
  vi.spyOn(console, "error").mockImplementation(note);
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const server of servers.splice(0))
    await new Promise((closed) => server.close(closed).closeAllConnections());
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody on this machine who answers every request so. */
async function listener(body: string): Promise<number> {
  const server = createServer((_, response) => response.end(body));
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, listening));
  return (server.address() as AddressInfo).port;
}

/** Of whoever has a port: a busy machine is no other program. */
const patient = 60_000;

interface Look {
  readonly user?: string;
  readonly a?: string;
  readonly patienceMs?: number;
}

/** What the check says of a host whose processes are to have these ports. */
async function check(
  host: string,
  ports: object,
  { user = userInfo().username, a, patienceMs = patient }: Look = {},
): Promise<string[]> {
  const places = { data: join(folder, "data"), config: join(folder, "config"), user };
  const file = join(folder, "hosts.json");
  writeFileSync(file, JSON.stringify({ ...sevenHosts(), ports, places }));
  const out = join(folder, "out");
  expect(await deployCommand(file, out, "en"), said.join("\n")).toBe(0);
  mkdirSync(places.data);
  const described = join(out, host, "host.json");
  const read = JSON.parse(readFileSync(described, "utf8")) as object;
  writeFileSync(described, JSON.stringify({ ...read, ...(a === undefined ? {} : { a }) }));
  chmodSync(described, 0o644);
  said = [];
  expect(await checkCommand(join(out, host), "en", patienceMs)).toBe(1);
  return said;
}

test("a port that another program has is no port of ours, though it answers", async () => {
  const port = await listener("hello");
  const lines = await check("hz-1", { link: port });
  expect(lines).toContain(`NOT port ${port}: another program has it`);
  expect(lines).toContain("NOT card A: 10.77.1.11 is no address of this host");
  expect(lines).toContain("NOT keys: others can read host.json; chmod 600 them");
  expect(lines).toContain(`ok  ${join(folder, "data")}: of user ${userInfo().username}`);
  expect(lines.at(-1)).toMatch(/^\d+ of these must be put right$/);
});

test("a gateway that answers where it should is in order, and a user that does not exist is not", async () => {
  const port = await listener(JSON.stringify({ serving: false }));
  const lines = await check("web-1", { web: port }, { user: "nobody-of-this-name" });
  expect(lines).toContain(`ok  port ${port}: answers`);
  expect(lines.join("\n")).toContain(
    "NOT " + join(folder, "data") + ": there is no user nobody-of-this-name",
  );
});

test.each([
  ["node_load1 0.5\n", "NOT", "another program has it"],
  ["# TYPE cablecut_room_ready gauge\ncablecut_room_ready 1\n", "ok ", "answers"],
])(
  "a port for metrics is found taken before a room fails at it, unless our figures are told there: %j",
  async (figures, ok, how) => {
    const metrics = await listener(figures);
    const lines = await check("hz-1", { metrics }, { a: "127.0.0.1" });
    expect(lines).toContain(`${ok} port ${metrics}: ${how}`);
  },
);

test("a log of an earlier show is found before the room ends at it, and nothing is begun over it", async () => {
  const ports = { link: await listener("hello") };
  await check("hz-1", ports);
  expect(await beginCommand(join(folder, "out", "hz-1"), "en")).toBe(0);
  expect(said.at(-1)).toBe("The log of hz-a begins.");
  expect(await beginCommand(join(folder, "out", "hz-1"), "en")).toBe(0);
  expect(said.at(-1)).toContain("has a log already");
  const log = join(folder, "data", "rooms", "hz-a");
  for (const [language, belongs] of [
    ["en", `${log} belongs to show `],
    ["zh", `${log} 属于演示 `],
  ] as const) {
    const again = join(folder, `again-${language}`);
    expect(await deployCommand(join(folder, "hosts.json"), again, language)).toBe(0);
    expect(await beginCommand(join(again, "hz-1"), language)).toBe(1);
    expect(said.at(-1)).toContain(belongs);
    const data = join(folder, "data");
    const todo = language === "en" ? `move ${data} away first` : `移走 ${data}`;
    expect(said.at(-1)).toContain(todo);
    said = [];
    await checkCommand(join(again, "hz-1"), language);
    expect(said.find((line) => line.startsWith("NOT") && line.includes("hz-a"))).toContain(belongs);
  }
  said = [];
  await checkCommand(join(folder, "out", "hz-1"), "en");
  expect(said.join("\n")).not.toContain("log of hz-a");
});

test("on etcd the data of another show's member are found before the member ends at them, and nothing is begun over them", async () => {
  const places = { data: join(folder, "data"), config: join(folder, "config") };
  const file = join(folder, "hosts.json");
  writeFileSync(file, JSON.stringify({ ...sevenHosts(), engine: "etcd", places }));
  expect(await deployCommand(file, join(folder, "out"), "en")).toBe(0);
  const host = join(folder, "out", "hz-1");
  const member = memberDirectory(places.data, "hz-a");
  mkdirSync(member, { recursive: true });
  const mark = join(member, "cablecut-member.json");
  for (const [language, owner, belongs] of [
    [
      "en",
      { show: "of-yesterday", room: "hz-a" },
      "belongs to show of-yesterday, etcd member of hz-a",
    ],
    ["zh", { show: "of-yesterday", room: "hz-a" }, "属于演示 of-yesterday 中 hz-a 的 etcd 成员"],
    ["en", "{", "cannot be read in its cablecut-member.json"],
    ["zh", "{", "读出其归属"],
  ] as const) {
    writeFileSync(mark, typeof owner === "string" ? owner : JSON.stringify(owner));
    said = [];
    expect(await beginCommand(host, language)).toBe(1);
    expect(said.join("\n")).toContain(belongs);
    expect(existsSync(join(places.data, "rooms"))).toBe(false);
    await checkCommand(host, language);
    expect(said.find((line) => line.startsWith("NOT") && line.includes(member))).toContain(belongs);
  }
  const { showId } = JSON.parse(readFileSync(join(host, "host.json"), "utf8")) as {
    showId: string;
  };
  writeFileSync(mark, JSON.stringify({ show: showId, room: "hz-a" }));
  said = [];
  expect(await beginCommand(host, "en")).toBe(0);
  await checkCommand(host, "en");
  expect(said.join("\n")).not.toContain("log of hz-a: ");
});

const mayActAsOthers = userInfo().uid === 0 && spawnSync("runuser", ["--version"]).status === 0;
test.skipIf(!mayActAsOthers)(
  "a host is not ready whose own user cannot start Node or read the program, though root can",
  async () => {
    chmodSync(folder, 0o755);
    const [bin, program] = [join(folder, "bin"), join(folder, "dist")];
    for (const made of [bin, program]) mkdirSync(made, { mode: 0o755 });
    const node = join(bin, "node");
    writeFileSync(node, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const room = join(program, "room.mjs");
    writeFileSync(room, "", { mode: 0o644 });
    const places = { node, program, user: "nobody" };
    const file = join(folder, "hosts.json");
    writeFileSync(file, JSON.stringify({ ...sevenHosts(), places }));
    expect(await deployCommand(file, join(folder, "out"), "en")).toBe(0);
    const told = async (): Promise<string | undefined> => {
      said = [];
      await checkCommand(join(folder, "out", "hz-1"), "en");
      return said.find((line) => line.includes("program: "));
    };
    expect(await told()).toBe("ok  program: user nobody can start it");
    chmodSync(room, 0o600);
    expect(await told()).toContain(`NOT program: user nobody cannot read ${room}; chmod -R a+rX`);
    chmodSync(bin, 0o700);
    expect(await told()).toContain(`NOT program: user nobody cannot start ${node};`);
  },
);

test("a host that does not start Node in time is not said to be unable to", () => {
  const node = join(folder, "node");
  writeFileSync(node, "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
  const user = userInfo().username;
  const described = { user, node, program: folder, room: "hz-a", gateway: null, etcdPorts: [] };
  expect(startOf(described as unknown as HostDescription, 300)).toBe("no-answer");
});

test("whoever has a port and says nothing in time is not said to be another program", async () => {
  const silent = createServer(() => undefined);
  servers.push(silent);
  await new Promise<void>((listening) => silent.listen(0, listening));
  const port = (silent.address() as AddressInfo).port;
  const lines = await check("hz-1", { metrics: port }, { a: "127.0.0.1", patienceMs: 200 });
  expect(lines.find((line) => line.includes(`port ${port}`))).toContain("did not say within 2 s");
});

test("whoever looks writes over nothing, makes no folder and follows nobody elsewhere", async () => {
  const real = await listener(JSON.stringify({ serving: true }));
  const elsewhere = createServer((_, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${real}/healthz` }).end();
  });
  servers.push(elsewhere);
  await new Promise<void>((listening) => elsewhere.listen(0, listening));
  const port = (elsewhere.address() as AddressInfo).port;
  const lines = await check("web-1", { web: port });
  expect(lines).toContain(`NOT port ${port}: another program has it`);
  const data = join(folder, "data");
  const [victim, out] = [join(folder, "victim"), join(folder, "out", "web-1")];
  writeFileSync(victim, "as it was");
  symlinkSync(victim, join(data, "sync-check"));
  await checkCommand(out, "en");
  expect(readFileSync(victim, "utf8")).toBe("as it was");
  expect(readdirSync(data)).toEqual(["sync-check"]);
  rmSync(data, { recursive: true });
  for (const _ of ["once", "and again"]) {
    said = [];
    await checkCommand(out, "en");
    expect(said).toContain(`ok  ${data}: not there yet`);
    // However fast: the disk of a busy machine is rightly said to be slow.
    expect(said.join("\n")).toContain(`disk of ${data}: a sync takes`);
  }
  expect(existsSync(data)).toBe(false);
});

test("what others can read is named from the host's folder, however that was named, and behind a link as well", () => {
  const secret = join(folder, "elsewhere");
  writeFileSync(secret, "", { mode: 0o644 });
  mkdirSync(join(folder, "host", "certificates"), { recursive: true });
  symlinkSync(secret, join(folder, "host", "certificates", "room.key"));
  symlinkSync("nowhere", join(folder, "host", "dangling"));
  symlinkSync(".", join(folder, "host", "circle"));
  writeFileSync(join(folder, "host", "room.json"), "", { mode: 0o640 });
  writeFileSync(join(folder, "host", "install.sh"), "", { mode: 0o755 });
  const named = [join(folder, "host"), `${folder}/./host/`, `${folder}//host`];
  const from = `./${relative(process.cwd(), join(folder, "host"))}`;
  for (const name of [...named, from])
    expect(looseFiles(name), name).toEqual(["certificates/room.key", "room.json"]);
});

test("whose the data are is asked only where there are any", () => {
  expect(custodyOf(join(folder, "nowhere"), userInfo().username, "hz-a")).toBe("nothing-there");
  expect(custodyOf(folder, userInfo().username, "hz-a")).toBe("right");
  const user = userInfo().uid === 0 ? "nobody" : userInfo().username;
  expect(custodyOf("/", user, null)).toEqual({ ofAnother: "/" });
});

test.skipIf(userInfo().uid !== 0).each(["rooms", "rooms/hz-a", "rooms/hz-a/1.wal", "etcd/hz-a"])(
  "data that root has put back are found, which their room could not open, and what is to be typed helps: %s",
  (path) => {
    const [data, disk] = [join(folder, "data"), join(folder, "disk")];
    for (const place of [join(data, "etcd"), disk])
      mkdirSync(join(place, "hz-a"), { recursive: true });
    // On another disk, where chown -R of the data does not go.
    symlinkSync(disk, join(data, "rooms"));
    writeFileSync(join(disk, "hz-a", "1.wal"), "");
    expect(spawnSync("chown", ["-R", "nobody", folder]).status).toBe(0);
    expect(custodyOf(data, "nobody", "hz-a")).toBe("right");
    chownSync(join(data, path), 0, 0);
    const { en, zh } = checkTexts.custody(data, "nobody", custodyOf(data, "nobody", "hz-a"));
    const [command] = /chown -R nobody \S+\/$/.exec(en) ?? [""];
    expect(zh).toContain(command);
    expect(spawnSync("sh", ["-c", command]).status).toBe(0);
    expect(custodyOf(data, "nobody", "hz-a")).toBe("right");
  },
);

test.each([
  ["en", /host\.json: .*(is not JSON|is missing|must be an object)/],
  ["zh", /host\.json：.*(不是 JSON|缺少此项|须为 \{ \} 中的对象)/],
] as const)("a folder that is no host's is refused (%s)", async (language, reason) => {
  for (const text of ["{", "{}", "[]"]) {
    writeFileSync(join(folder, "host.json"), text);
    expect(await checkCommand(folder, language)).toBe(2);
    expect(said.at(-1)).toContain(folder);
    expect(said.at(-1)).toMatch(reason);
  }
  expect(await checkCommand(join(folder, "nowhere"), language)).toBe(2);
});
