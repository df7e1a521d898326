import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  promises,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import { makeFolder } from "@cablecut/named-files";
import { defaultTopology } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nodeFiles } from "@cablecut/wal";
import { refusalText } from "../show/start-refusal.ts";
import { openShow } from "../show/show-file.ts";
import { codeOf } from "../show/system-error.ts";
import { freePorts } from "./free-ports.ts";
import { isOfOptions } from "./option-refusals.ts";
import type { ShowOptions } from "./show-options.ts";
import { prepareShow } from "./prepared-show.ts";
import { runShow } from "./show-run.ts";
import type { ShowRun } from "./show-start.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-refused-start-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

function always(): ShowOptions {
  const data = join(directory, "data");
  return { data, port: 0, host: "127.0.0.1", language: "en", bundles: directory };
}

/** Of programs that are not there: what gets as far as starting one fails otherwise. */
function start(options: Partial<ShowOptions> = {}): ShowRun {
  const listeners = { onEvent: () => undefined, onReset: () => undefined };
  return runShow({ ...always(), ...options }, listeners);
}

test("what the options say wrong is refused before anything is written", async () => {
  const roomsLikeCities = join(directory, "topology.json");
  const rooms = defaultTopology.rooms.map((room) =>
    room.id === "sz-a" ? { ...room, id: "sz" } : room,
  );
  writeFileSync(roomsLikeCities, JSON.stringify({ ...defaultTopology, rooms }));
  for (const [options, kind] of [
    [{ pin: "12345" }, "bad-pin"],
    [{ publicUrl: "ftp://show.example.org" }, "bad-address"],
    [{ publicUrl: "http://a.example.org,http://b.example.org" }, "addresses-of-gateways"],
    [{ publicUrl: `http://a.example.org/${"x".repeat(3_000)}` }, "long-address"],
    [{ publicUrl: "http://a.example.org:6666/" }, "port-of-no-page"],
    [{ port: 6000 }, "port-of-no-page"],
    [{ host: "fe80::1%eth0" }, "bad-host"],
    [{ port: 2_626, metricsPort: 2_626 }, "metrics-port"],
    [{ trustedProxy: "nobody" }, "bad-proxy"],
    [{ trustedProxy: "10.0.0.0/8,0.0.0.0/0" }, "bad-proxy"],
    [{ trustedProxy: "::/0" }, "bad-proxy"],
    [{ wifiPassword: "12345678" }, "bad-wifi"],
    [{ topology: "/dev/zero" }, "bad-topology"],
    [{ topology: roomsLikeCities }, "bad-topology"],
  ] as const) {
    const outcome = await start(options).started;
    expect(outcome).toMatchObject({ refusal: { kind } });
    expect(!outcome.ok && isOfOptions(outcome.refusal)).toBe(true);
  }
  expect(existsSync(join(directory, "data"))).toBe(false);
});

/** Of an earlier start. */
function keptShow(): void {
  const defaults = { topology: defaultTopology, pace: paceProfiles.keynote };
  const opened = openShow(join(directory, "data"), defaults, { pin: "654321" });
  if (!opened.ok) throw new Error(opened.refusal.kind);
  opened.keep();
}

test("a port for metrics that another has begins no show and gives none another PIN", async () => {
  const file = join(directory, "data", "show.json");
  const [metricsPort, taken] = await portsInARow();
  const other = createServer().listen(taken, "127.0.0.1");
  await once(other, "listening");
  expect(await start({ metricsPort }).started).toMatchObject({ refusal: { kind: "metrics-port" } });
  expect(existsSync(file)).toBe(false);
  keptShow();
  const before = readFileSync(file, "utf8");
  const again = await start({ metricsPort, pin: "123456" }).started;
  expect(again).toMatchObject({ refusal: { kind: "metrics-port" } });
  expect(readFileSync(file, "utf8")).toBe(before);
  other.close();
});

/** The first that a show would have for metrics, and one of those that it looks at only once its rooms are known. */
async function portsInARow(): Promise<[number, number]> {
  const [first = 0] = await freePorts(1, "127.0.0.1");
  return [first - 1, first];
}

test("an address that cannot be listened at begins no show and gives none another PIN", async () => {
  const file = join(directory, "data", "show.json");
  const elsewhere = { host: "192.0.2.1" };
  expect(await start(elsewhere).started).toMatchObject({ refusal: { kind: "port-taken" } });
  expect(existsSync(file)).toBe(false);
  keptShow();
  const before = readFileSync(file, "utf8");
  expect((await start({ ...elsewhere, pin: "123456" }).started).ok).toBe(false);
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("a data directory behind a link that leads nowhere, as to a disk that is not mounted, is refused at once", async () => {
  symlinkSync(join(directory, "unplugged"), join(directory, "disk"));
  expect(await start({ data: join(directory, "disk", "show") }).started).toMatchObject({
    refusal: { kind: "directory-unusable", path: join(directory, "disk"), code: "EEXIST" },
  });
});

test.each(["operator-token", "show.json.new", "config/fabric.json"])(
  "a folder in the place of %s is refused by its name",
  async (name) => {
    const path = join(directory, "data", name);
    mkdirSync(path, { recursive: true });
    expect(await start().started).toMatchObject({
      refusal: { kind: "directory-unusable", path, code: "EISDIR" },
    });
  },
);

test.each([
  ["control", {}, 0],
  ["--port", { port: 2_626 }, 2_626],
  ["--metrics-port", { metricsPort: 2_626 }, 2_626],
] as const)(
  "where too few files may be open for %s that is said, and not that a port or the directory is to blame",
  async (_, options, refusedPort) => {
    const outOfFiles = Object.assign(new Error("listen EMFILE"), { code: "EMFILE", errno: -24 });
    const listen: unknown = Reflect.get(Server.prototype, "listen");
    const spied = vi.spyOn(Server.prototype, "listen").mockImplementation(function (
      this: Server,
      ...words: readonly unknown[]
    ) {
      const [where] = words;
      const port = typeof where === "object" && where && "port" in where ? where.port : where;
      if (port !== refusedPort) return Reflect.apply(listen as () => Server, this, words) as Server;
      setImmediate(() => this.emit("error", outOfFiles));
      return this;
    });
    try {
      expect(await start(options).started).toMatchObject({
        refusal: { kind: "too-few-files", code: "EMFILE" },
      });
    } finally {
      spied.mockRestore();
    }
  },
);

test("no port that is any's choice is one of those for metrics, which would then be refused at random", async () => {
  const sameStart = { random: () => 0.3 };
  const [metricsPort = 0] = await freePorts(1, "127.0.0.1", sameStart);
  const random = vi.spyOn(Math, "random").mockImplementation(sameStart.random);
  try {
    for (const port of [0, metricsPort - 1]) {
      const options = { ...always(), gateways: 2, metricsPort };
      makeFolder(options.data);
      const place = {
        dataDirectory: options.data,
        startedAt: new Date().toISOString(),
        ports: { first: port },
      };
      const prepared = await prepareShow(options, {}, place);
      // Whatever another program has meanwhile.
      expect(prepared).not.toMatchObject({ refusal: { code: "gateway" } });
      const chosen = prepared.ok ? prepared.webPorts : [];
      expect(chosen.filter((at) => at >= metricsPort && at < metricsPort + 20)).toEqual([]);
    }
  } finally {
    random.mockRestore();
  }
});

test("a disk that fills up during the start is told by name, and ends nothing with a stack when the directory is given free", async () => {
  // A folder in the way is as good as a full disk.
  mkdirSync(join(directory, "data", "show.json.new"), { recursive: true });
  const open = nodeFiles.open.bind(nodeFiles);
  let opened = 0;
  const full = vi.spyOn(nodeFiles, "open").mockImplementation((...of) => {
    if (++opened === 1) return open(...of);
    const error = new Error("ENOSPC: no space left on device, write");
    return Promise.reject(Object.assign(error, { code: "ENOSPC" }));
  });
  try {
    const run = start();
    expect(await run.started).toMatchObject({ refusal: { kind: "directory-unusable" } });
    await run.stop();
    expect(opened).toBeGreaterThan(1);
  } finally {
    full.mockRestore();
  }
});

test("a disk without hard links is told as that, in both languages, and blamed on no other user", async () => {
  const path = join(directory, "data");
  const link = vi
    .spyOn(promises, "link")
    .mockRejectedValue(Object.assign(new Error("EPERM: link"), { code: "EPERM", path: "gone" }));
  try {
    const outcome = await start().started;
    if (outcome.ok) throw new Error("started");
    expect(outcome.refusal).toEqual({ kind: "directory-unusable", path, code: "ENOTSUP" });
    const { en, zh } = refusalText(outcome.refusal);
    expect(en).toContain("without hard links");
    expect(zh).toContain("不支持硬链接");
  } finally {
    link.mockRestore();
  }
});

test("what no system refused is a defect of this program, and no disk is blamed for it", () => {
  expect(codeOf(new TypeError("Invalid URL", { cause: "" }))).toBeNull();
  expect(() => new URL("http://[fe80::1%eth0]/")).toThrow(
    expect.toSatisfy((error: unknown) => codeOf(error) === null),
  );
});
