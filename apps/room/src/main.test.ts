import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { createMesh, type LinkCertificates, type Mesh } from "@cablecut/link";
import { Authority, usualValidity } from "@cablecut/link/certificates";
import { defaultTopology, type RoomConfig } from "@cablecut/protocol";
import { testProgram } from "@cablecut/test-program";
import { afterEach, beforeEach, expect, test } from "vitest";

const main = await testProgram(new URL("main.ts", import.meta.url));
const waitMs = 120_000;

let folder: string;
const children: ChildProcess[] = [];
const meshes: Mesh[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-room-"));
});
afterEach(async () => {
  for (const mesh of meshes.splice(0)) await mesh.close();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const noFiles = { authority: "authority.pem", certificate: "room.pem", key: "room.key" };
const outside = [{ room: "hz-b", paths: [{ host: "192.0.2.7", port: 2700 }] }];

function configOf(room: string, different: Partial<RoomConfig> = {}): RoomConfig {
  return {
    showId: "show-of-the-test",
    topology: defaultTopology,
    room,
    dataDirectory: join(folder, "data"),
    listen: { host: "127.0.0.1", port: 0 },
    peers: [],
    linkSecret: "cd".repeat(32),
    receiptKey: "ab".repeat(32),
    pace: {
      name: "full-speed",
      heartbeatMs: 50,
      suspectMs: 450,
      leaseMs: 500,
      moveIntervalMs: 0,
    },
    ...different,
  };
}

interface Started {
  readonly child: ChildProcess;
  /** Resolves with the exit code and everything it said on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
  /** The port at which it takes links. */
  readonly ready: Promise<number>;
  /** The exit code alone: a child whose channel was closed from here never says "close". */
  readonly exited: Promise<number | null>;
}

function start(config: unknown): Started {
  const file = join(folder, `config-${children.length}.json`);
  writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
  return startWith(["--config", file, "--lang", "en"]);
}

/** `as`: what is started instead, and as whom. */
function startWith(
  args: readonly string[],
  as: { readonly program?: string; readonly uid?: number } = {},
): Started {
  const { program = main, ...who } = as;
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    ...who,
  });
  children.push(child);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return {
    child,
    ended: new Promise((resolve) => child.once("close", (code) => resolve({ code, said }))),
    ready: new Promise((resolve) =>
      child.once("message", (message: { port: number }) => resolve(message.port)),
    ),
    exited: new Promise((resolve) => child.once("exit", (code) => resolve(code))),
  };
}

/** What it tells its supervisor first. */
function firstWord(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once("message", resolve));
}

test(
  "a room that cannot run on what it is given says why in one line and changes nothing",
  async () => {
    const cases: readonly (readonly [unknown, string])[] = [
      ["{", "is not JSON"],
      [{ ...configOf("hz-a"), receiptKey: "short" }, "must be 64 hex digits"],
      [configOf("bj-a"), "room bj-a is not in the topology"],
      [
        configOf("hz-a", { listen: { host: "0.0.0.0", port: 0 } }),
        "without certificates links are on the loopback only",
      ],
      [
        configOf("hz-a", { listen: { host: "0.0.0.0", port: 0 }, certificates: noFiles }),
        "authority.pem: there is no such file",
      ],
      [configOf("hz-a", { peers: outside }), "without certificates links are on the loopback only"],
      [configOf("hz-a", { linkSecret: "guess" }), "must be 64 hex digits"],
    ];
    for (const [config, reason] of cases) {
      const { code, said } = await start(config).ended;
      expect(said).toContain(reason);
      expect(code).toBe(2);
    }
  },
  waitMs,
);

test.each([
  ["en", "/dev/zero: it is no file"],
  ["zh", "/dev/zero：不是文件"],
])(
  "a configuration without an end is refused in the reader's language: %s",
  async (language, reason) => {
    const { code, said } = await startWith(["--config", "/dev/zero", "--lang", language]).ended;
    expect(said).toBe(`room: ${reason}\n`);
    expect(code).toBe(2);
  },
  waitMs,
);

test(
  "a directory that may not be written is named in one sentence, in both languages, and may be mended before another start",
  async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed, { mode: 0o555 });
    const data = join(closed, "data");
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify(configOf("hz-a", { dataDirectory: data })));
    // Root may write everywhere, so it starts the room as somebody else, who may read what is started.
    const program = join(folder, "room.mjs");
    copyFileSync(main, program);
    chmodSync(folder, 0o755);
    const who = process.getuid?.() === 0 ? { program, uid: 65_534 } : {};
    const room = startWith(["--config", config, "--lang", "zh"], who);
    const told = firstWord(room.child);
    const { code, said } = await room.ended;
    expect(said).toBe(`room: 运行者无权在此读写：打开 ${data}（EACCES）\n`);
    expect(code).toBe(1);
    expect(await told).toEqual({
      kind: "last-words",
      reason: {
        en: `who runs this may not read or write there: open ${data} (EACCES)`,
        zh: `运行者无权在此读写：打开 ${data}（EACCES）`,
      },
    });
    expect(readdirSync(closed)).toEqual([]);
  },
  waitMs,
);

test(
  "a directory in use, of another room, or of another show is refused by name; SIGTERM ends it cleanly",
  async () => {
    const first = start(configOf("hz-a"));
    await first.ready;
    const second = await start(configOf("hz-a")).ended;
    expect(second.said).toContain("is in use by process");
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);

    const otherRoom = await start(configOf("hz-b")).ended;
    expect(otherRoom.said).toContain("belongs to room hz-a, not to hz-b");
    const otherShow = await start(configOf("hz-a", { showId: "another-show" })).ended;
    expect(otherShow.said).toContain("belongs to show show-of-the-test, not to another-show");
    const again = start(configOf("hz-a"));
    await again.ready;
    // The supervisor is gone: nobody else would end this process.
    again.child.disconnect();
    expect(await again.exited).toBe(0);
  },
  waitMs,
);

test(
  "a directory of a newer format, or a damaged one, is refused with the file and the reason, and stays as it is",
  async () => {
    const first = start(configOf("hz-a"));
    await first.ready;
    first.child.kill("SIGTERM");
    await first.ended;
    const data = join(folder, "data");
    const identity = join(data, "identity");
    const genuine = readFileSync(identity, "utf8");

    const line = JSON.stringify({ format: 2, room: "hz-a", show: "show-of-the-test" });
    const newer = `${line}\n${crc32(line).toString(16).padStart(8, "0")}\n`;
    writeFileSync(identity, newer);
    const newerRefused = start(configOf("hz-a"));
    const newerTold = firstWord(newerRefused.child);
    const refused = await newerRefused.ended;
    expect(await newerTold).toMatchObject({ kind: "newer-build" });
    expect(refused.said).toContain(`${identity} has format 2; this version knows formats up to 1`);
    expect(refused.code).toBe(2);
    expect(readFileSync(identity, "utf8")).toBe(newer);
    writeFileSync(identity, genuine);

    const segment = join(
      data,
      readdirSync(data).find((name) => name.endsWith(".wal"))!,
    );
    const bytes = readFileSync(segment);
    bytes[5]! ^= 4;
    writeFileSync(segment, bytes);
    const refusing = start(configOf("hz-a"));
    const told = firstWord(refusing.child);
    const damaged = await refusing.ended;
    // What the supervisor goes by: it does not start the room again in vain, and names the way out.
    expect(await told).toMatchObject({
      kind: "log-unreadable",
      reason: {
        en: expect.stringContaining(`${segment} is damaged at offset 0: `),
        zh: expect.stringContaining(`${segment} 在偏移0处损坏：`),
      },
    });
    expect(damaged.said).toMatch(/segment-\d+\.wal is damaged at offset 0: /);
    expect(damaged.said).toContain(data);
    expect(damaged.code).toBe(2);
    expect(readFileSync(segment).equals(bytes)).toBe(true);
  },
  waitMs,
);

test(
  "what keeps a room from running is told by its name; a port that somebody has may become free, so it is started again",
  async () => {
    const first = start(configOf("hz-a"));
    const port = await first.ready;
    const other = start({
      ...configOf("hz-b", { listen: { host: "127.0.0.1", port } }),
      dataDirectory: join(folder, "other"),
    });
    const told = firstWord(other.child);
    expect(await other.ended).toMatchObject({ code: 1 });
    expect(await told).toEqual({ kind: "port-taken", port });

    first.child.kill("SIGTERM");
    await first.ended;
    const strange = start(configOf("hz-b"));
    const strangeTold = firstWord(strange.child);
    expect(await strange.ended).toMatchObject({ code: 2 });
    expect(await strangeTold).toMatchObject({
      kind: "log-of-another",
      reason: {
        en: expect.stringContaining("belongs to room hz-a, not to hz-b"),
        zh: expect.stringContaining("属于机房 hz-a，而非 hz-b"),
      },
    });
  },
  waitMs,
);

test(
  "an empty directory of a room that lost its log stays marked: alone it cannot recover, and says so",
  async () => {
    const room = start(configOf("hz-a", { ifEmpty: "recover" }));
    await room.ready;
    room.child.kill("SIGTERM");
    expect((await room.ended).code).toBe(0);
    expect(readdirSync(join(folder, "data"))).toContain("recovering");
  },
  waitMs,
);

test(
  "a room with certificates links with the gateways that it is told of, and with no other that the authority knows",
  async () => {
    const config = configOf("hz-a");
    const { showId, linkSecret } = config;
    const authority = await Authority.create(showId, usualValidity(Date.now()));
    const certify = (kind: string, id: string): Promise<LinkCertificates> =>
      authority.certify({ showId, kind, id });
    for (const [part, pem] of Object.entries(await certify("room", "hz-a"))) {
      writeFileSync(join(folder, `${part}.pem`), String(pem));
    }
    const files = { authority: "authority.pem", certificate: "certificate.pem", key: "key.pem" };
    const listen = { host: "0.0.0.0", port: 0 };
    const room = start({ ...config, listen, certificates: files, gateways: ["gateway-1"] });
    const port = await room.ready;
    const outcomes = ["gateway-1", "gateway-2"].map(async (id) => {
      const certificates = await certify("gateway", id);
      return new Promise<string>((resolve) => {
        const mesh = createMesh({
          self: { id: `${id}.0a1b`, kind: "gateway", showId, instance: 1 },
          secret: linkSecret,
          certificates,
          peers: [{ id: "hz-a", paths: [{ host: "127.0.0.1", port }] }],
          accept: () => ({ ok: false, reason: "no calls" }),
          onMessage: () => undefined,
          onPeerDown: () => undefined,
          onPeerUp: () => resolve("up"),
          onNotice: (notice) => "reason" in notice && resolve(notice.reason),
        });
        meshes.push(mesh);
      });
    });
    expect(await Promise.all(outcomes)).toEqual(["up", "no gateway of this show"]);
  },
  waitMs,
);
