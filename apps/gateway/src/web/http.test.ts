import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHttp } from "./http.ts";

let web: string;
let server: Server;
const bugs: unknown[] = [];
beforeEach(async () => {
  bugs.length = 0;
  web = mkdtempSync(join(tmpdir(), "cablecut-web-"));
  for (const page of ["phone", "stage", "presenter"]) {
    mkdirSync(join(web, page));
    writeFileSync(join(web, page, "index.html"), `<title>${page}</title>`);
  }
  const core = { rooms: { answering: [] } } as unknown as Parameters<typeof createHttp>[0];
  const config = { showId: "show-of-the-test", webDirectory: web };
  const origins = { connectSources: (host?: string) => ["'self'", `ws://${host}`] };
  server = createServer(createHttp(core, config, origins, (error) => bugs.push(error)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
});
afterEach(() => {
  server.close();
  rmSync(web, { recursive: true, force: true });
});

/** The path as it stands: `fetch` would mend it. */
function get(path: string): Promise<{ status: number; body: string }> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
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

test("a page may connect to its own host and the show's gateways, as they are named for that host", async () => {
  const { port } = server.address() as AddressInfo;
  const policy = (await fetch(`http://127.0.0.1:${port}/`)).headers.get("content-security-policy");
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port}`);
});
