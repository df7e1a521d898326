import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { barePages } from "./testing/bare-pages.ts";

let web: string;
let server: Server;
beforeEach(async () => {
  const bare = barePages();
  web = bare.web;
  server = createServer(bare.pages);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
});
afterEach(() => {
  server.close();
  rmSync(web, { recursive: true });
});

test.each(["POST", "PUT", "DELETE", "PATCH"])(
  "whoever sends a page a %s is told that pages can only be read, and of none that it is not part of the show",
  async (method) => {
    const { port } = server.address() as AddressInfo;
    for (const path of ["/", "/stage/", "/healthz"]) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
      expect(await answer.text()).toContain("can only be read. 演示页面只可读取。");
    }
  },
);
