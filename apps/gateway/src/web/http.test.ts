import { createHash } from "node:crypto";
import {
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type Server,
} from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { createBoundedServer } from "../edge/bounded-server.ts";
import { descriptorBudget } from "../edge/descriptors.ts";
import { takeHostsOutOfTargets } from "../edge/targets.ts";
import { RequestsAhead } from "../edge/requests-ahead.ts";
import { createHttp } from "./http.ts";

/** A busy machine takes its time. */
const patience = { timeout: 60_000 };

const script = "console.log('a script of the page'); ".repeat(50);
let web: string;
let server: Server;
const bugs: unknown[] = [];
const failures: unknown[] = [];
const origins = {
  connectSources: (host?: string) => ["'self'", `ws://${host}`],
  isOfShow: (origin?: string) => origin !== "http://elsewhere.example",
};
beforeEach(async () => {
  bugs.length = 0;
  failures.length = 0;
  web = mkdtempSync(join(tmpdir(), "cablecut-web-"));
  for (const page of ["phone", "stage", "presenter"]) {
    mkdirSync(join(web, page));
    writeFileSync(join(web, page, "index.html"), `<title>${page}</title>`);
    mkdirSync(join(web, page, "assets"));
    writeFileSync(join(web, page, "assets", "app-Ab12Cd34.js"), script);
    writeFileSync(join(web, page, "assets", "app-Ab12Cd34.js.gz"), gzipSync(script));
    writeFileSync(join(web, page, "assets", "app-Ab12Cd34.js.br"), brotliCompressSync(script));
  }
  const core = { rooms: { answering: [] } } as unknown as Parameters<typeof createHttp>[0];
  const config = { showId: "show-of-the-test", webDirectory: web };
  const pages = createHttp(
    core,
    config,
    origins,
    (error) => bugs.push(error),
    (failure) => failures.push(failure),
  );
  server = createServer(pages);
  takeHostsOutOfTargets(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
});
afterEach(() => {
  server.close();
  rmSync(web, { recursive: true, force: true });
});

/** The path as it stands: `fetch` would mend it. */
function get(path: string): Promise<{ status: number; body: string }> {
  return ask(path).then(({ status, body }) => ({ status, body: body.toString() }));
}

function ask(
  path: string,
  headers: OutgoingHttpHeaders = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      );
    });
    asked.once("error", reject);
    asked.end();
  });
}

test.each([
  ["/", "phone"],
  ["/?pay=10234", "phone"],
  ["/stage/", "stage"],
  ["/STAGE/?lang=zh", "stage"],
  ["/presenter/", "presenter"],
])("%s is the page of the %s", async (path, page) => {
  expect(await get(path)).toEqual({ status: 200, body: `<title>${page}</title>` });
});

test.each([
  "/admin",
  "/phone",
  "/index.php",
  "/stage/nothing.js",
  "/../../etc/passwd",
  "/.git/config",
])("%s is not part of the show", async (path) => {
  const { status, body } = await get(path);
  expect(status).toBe(404);
  expect(body).toBe("This page is not part of the show. 没有这个页面。\n");
});

test.each(["/%ff", "/stage/%ff", "/%E0%A4%A"])(
  "%s is not understood, and nothing of this machine is told",
  async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body).toBe("The show did not understand this. 请求无法识别。\n");
    expect(bugs).toEqual([]);
  },
);

test.each([
  ["http://show.example/", 200, "<title>phone</title>"],
  ["HTTP://show.example/stage/?lang=zh", 200, "<title>stage</title>"],
  ["http://show.example/../admin", 404, "This page is not part of the show. 没有这个页面。\n"],
  ["http://", 400, "The show did not understand this. 请求无法识别。\n"],
  ["ftp://show.example/", 400, "The show did not understand this. 请求无法识别。\n"],
])("a proxy that asks for %s is answered as for the path alone", async (target, status, body) => {
  expect(await get(target)).toEqual({ status, body });
  const folder = await ask("http://show.example/stage");
  expect([folder.status, folder.headers.location]).toEqual([301, "/stage/"]);
});

test("a script that is not there may be there in a moment, and nobody keeps that it was not", async () => {
  const { status, headers } = await ask("/assets/app-Zz98Yy76.js");
  expect([status, headers["cache-control"]]).toEqual([404, "no-store"]);
});

test("a page may connect to its own host and the show's gateways, as they are named for that host", async () => {
  const { port } = server.address() as AddressInfo;
  const policy = (await fetch(`http://127.0.0.1:${port}/`)).headers.get("content-security-policy");
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port}`);
});

test.each([
  ["gzip, deflate", "gzip", gunzipSync],
  ["gzip, deflate, br", "br", brotliDecompressSync],
  ["identity", undefined, (body: Buffer) => body],
  ["br;q=0, gzip", "gzip", gunzipSync],
])("who takes %s gets a hashed file as %s, for ever", async (accepted, encoding, unpacked) => {
  const { status, headers, body } = await ask("/stage/assets/app-Ab12Cd34.js", {
    "accept-encoding": accepted,
  });
  expect(status).toBe(200);
  expect(headers["content-encoding"]).toBe(encoding);
  expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
  expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(headers.vary?.toLowerCase()).toContain("accept-encoding");
  expect(unpacked(body).toString()).toBe(script);
});

test("a page without compressed files is served as it is, asked for each time, and a folder has its slash", async () => {
  const page = await ask("/presenter/", { "accept-encoding": "gzip" });
  expect(page.body.toString()).toBe("<title>presenter</title>");
  expect(page.headers["cache-control"]).toBe("no-cache");
  const folder = await ask("/stage", { "accept-encoding": "gzip" });
  expect([folder.status, folder.headers.location]).toEqual([301, "/stage/"]);
  expect((await ask("/assets/nothing.js", { "accept-encoding": "gzip" })).status).toBe(404);
});

test("a script within the page may run, and no other", async () => {
  writeFileSync(
    join(web, "phone", "index.html"),
    "<script>watch();</script><script src=x></script>",
  );
  const core = { rooms: { answering: [] } } as unknown as Parameters<typeof createHttp>[0];
  const origins = { connectSources: () => ["'self'"], isOfShow: () => true };
  const other = createServer(
    createHttp(
      core,
      { showId: "s", webDirectory: web },
      origins,
      () => undefined,
      () => undefined,
    ),
  );
  server.close();
  server = other;
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  const digest = createHash("sha256").update("watch();").digest("base64");
  const policy = String((await ask("/")).headers["content-security-policy"]);
  expect(policy).toContain(`script-src 'self' 'sha256-${digest}';`);
});

async function fail(body: string, headers: Record<string, string> = {}): Promise<number> {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/page-failed`;
  return (await fetch(url, { method: "POST", body, headers })).status;
}
const failure = (message: string, place = "/assets/index-Ab12Cd34.js:1:2345"): string =>
  JSON.stringify({ message, place });

test("what went wrong in a page is told once, without anything that names a person", async () => {
  const told = failure(
    "x is undefined for 0123456789abcdef0123456789abcdef of 10234\nand more",
    "http://10.0.0.1:2626/?pay=10571#move=0a:1:2",
  );
  expect(await fail(told)).toBe(204);
  expect(await fail(told)).toBe(204);
  expect(failures).toEqual([
    { message: "x is undefined for … of … and more", place: "http://10.0.0.1:2626/:1:2" },
  ]);
});

test("what is no failure of a page, too long or from elsewhere is not heard, and answered all the same", async () => {
  for (const body of ["", "no json", "null", '{"message":1}', failure("m".repeat(301))])
    expect(await fail(body)).toBe(204);
  expect(await fail(failure("y"), { origin: "http://elsewhere.example" })).toBe(204);
  expect(await fail(failure("z".repeat(5_000)))).toBe(413);
  expect(failures).toEqual([]);
  expect(bugs).toEqual([]);
});

test("pages that say more than a hall has to say are not heard", async () => {
  for (let at = 0; at < 60; at += 1) await fail(failure(`failure ${at}`));
  expect(failures.length).toBeGreaterThanOrEqual(30);
  expect(failures.length).toBeLessThan(60);
});

/** A connection that has asked so many times in one breath, and reads nothing. */
function askedAhead(times: number, path = "/long.bin"): Socket {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1").pause();
  socket.on("error", () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(times));
  return socket;
}

/** How many times a file is open in this process. */
function timesOpen(file: string): number {
  const links = readdirSync("/proc/self/fd").map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return "";
    }
  });
  return links.filter((link) => link === file).length;
}

test.skipIf(process.platform !== "linux")(
  "whoever asks several times ahead and reads nothing holds one file open",
  async () => {
    const long = join(realpathSync(web), "phone", "long.bin");
    writeFileSync(long, Buffer.alloc(32 * 1024 * 1024));
    const socket = askedAhead(3);
    await vi.waitUntil(() => timesOpen(long) > 0, patience);
    // By then those asked before have been begun as well.
    for (let time = 0; time < 20; time += 1) expect((await get("/stage/")).status).toBe(200);
    expect(timesOpen(long)).toBe(1);
    socket.destroy();
    await vi.waitUntil(() => timesOpen(long) === 0, patience);
  },
);

test.skipIf(process.platform !== "linux")(
  "whoever floods while an answer is on its way is ended, and the file of that answer is closed",
  async () => {
    const long = join(realpathSync(web), "phone", "long.bin");
    writeFileSync(long, Buffer.alloc(32 * 1024 * 1024));
    const ahead = new RequestsAhead();
    const ignore = (): void => undefined;
    const core = { rooms: { answering: [] } } as unknown as Parameters<typeof createHttp>[0];
    const config = { showId: "show-of-the-test", webDirectory: web };
    const isTooMany = (socket: Socket): boolean => ahead.isTooMany(socket);
    const pages = createHttp(core, config, origins, ignore, ignore, { isTooMany });
    server.close();
    server = createBoundedServer(descriptorBudget(20_000), { isProxy: () => true }, { ahead });
    server.on("request", pages);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
    const socket = askedAhead(1);
    await vi.waitUntil(() => timesOpen(long) === 1, patience);
    socket.write("GET /long.bin HTTP/1.1\r\nhost: a\r\n\r\n".repeat(20));
    await vi.waitUntil(() => timesOpen(long) === 0, patience);
    expect((await get("/stage/")).status).toBe(200);
    socket.destroy();
  },
);

test("whoever asks a few times ahead is answered in order", async () => {
  writeFileSync(join(web, "phone", "long.bin"), "short");
  const few = askedAhead(3);
  let text = "";
  few.on("data", (chunk: Buffer) => (text += chunk.toString())).resume();
  await vi.waitUntil(() => text.split("\r\n\r\nshort").length === 4, patience);
  expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  few.destroy();
});

test("nothing is begun for whoever has asked too many times ahead", async () => {
  const long = join(realpathSync(web), "phone", "long.bin");
  writeFileSync(long, Buffer.alloc(32 * 1024 * 1024));
  const flooding = new Set<number | undefined>();
  const ignore = (): void => undefined;
  const begun: unknown[] = [];
  const turns = { run: (_: object, task: () => void) => (begun.push(task), task(), true) };
  const isTooMany = ({ remotePort }: Socket): boolean => flooding.has(remotePort);
  const core = { rooms: { answering: [] } } as unknown as Parameters<typeof createHttp>[0];
  const config = { showId: "show-of-the-test", webDirectory: web };
  server.removeAllListeners("request");
  server.on("request", createHttp(core, config, origins, ignore, ignore, { turns, isTooMany }));
  // It is known when the last of them has been parsed, in the same turn as the first.
  server.on("request", ({ socket }) => void flooding.add(socket.remotePort));
  const socket = askedAhead(3);
  await vi.waitUntil(() => flooding.size === 1, patience);
  server.removeAllListeners("request");
  server.on("request", createHttp(core, config, origins, ignore, ignore, { turns }));
  expect((await get("/stage/")).status).toBe(200);
  expect(begun).toHaveLength(1);
  socket.destroy();
});

test("who looks after the gateway is told of its health however many wait for pages, and nobody else is", async () => {
  const turns = { run: () => false };
  const core = { rooms: { answering: [1] } } as unknown as Parameters<typeof createHttp>[0];
  const isOperatorsCheck = (request: { headers: IncomingHttpHeaders }): boolean =>
    request.headers["x-forwarded-for"] === undefined;
  const config = { showId: "show-of-the-test", webDirectory: web };
  const ignore = (): void => undefined;
  server.removeAllListeners("request");
  server.on(
    "request",
    createHttp(core, config, origins, ignore, ignore, { turns, isOperatorsCheck }),
  );
  expect((await get("/")).status).toBe(503);
  expect(await get("/healthz")).toEqual({ status: 200, body: '{"serving":true}' });
  const passedOn = await ask("/healthz", { "x-forwarded-for": "192.0.2.7" });
  expect([passedOn.status, passedOn.headers["retry-after"]]).toEqual([503, "2"]);
});

test.each([
  ["over a fabric, whose cables are everybody's, it stays in", { host: "127.0.0.1", port: 1 }, 200],
  ["over cables of its own it is taken out, since another one may hear them", undefined, 503],
] as const)("a gateway that heard rooms and hears none any more: %s", async (_, fabric, status) => {
  const answering: number[] = [];
  const core = { rooms: { answering } } as unknown as Parameters<typeof createHttp>[0];
  const config = {
    showId: "show-of-the-test",
    webDirectory: web,
    ...(fabric === undefined ? {} : { fabric }),
  };
  const ignore = (): void => undefined;
  server.removeAllListeners("request");
  server.on("request", createHttp(core, config, origins, ignore, ignore));
  // It has just begun.
  expect((await get("/healthz")).status).toBe(503);
  answering.push(1);
  expect((await get("/healthz")).status).toBe(200);
  answering.length = 0;
  expect((await get("/healthz")).status).toBe(status);
});

test("for somebody who has gone while they waited for their turn no page is made", async () => {
  const waiting: (() => void)[] = [];
  const turns = { run: (_: object, task: () => void) => waiting.push(task) > 0 };
  let made = 0;
  const reportFacts = (): null => {
    made += 1;
    return null;
  };
  const parts = { rooms: { answering: [1] }, dials: { countHidden: false }, reportFacts };
  const core = parts as unknown as Parameters<typeof createHttp>[0];
  const config = { showId: "show-of-the-test", webDirectory: web };
  const ignore = (): void => undefined;
  server.removeAllListeners("request");
  server.on("request", createHttp(core, config, origins, ignore, ignore, { turns }));
  const closed = new Promise<void>((done) => {
    server.once("request", ({ socket }) => void socket.once("close", () => done()));
  });
  const gone = askedAhead(1, "/report.json");
  await vi.waitUntil(() => waiting.length === 1, patience);
  gone.destroy();
  await closed;
  waiting.shift()!();
  expect(made).toBe(0);
  const stays = ask("/report.json", {});
  await vi.waitUntil(() => waiting.length === 1, patience);
  waiting.shift()!();
  expect([(await stays).status, made]).toEqual([503, 1]);
});
