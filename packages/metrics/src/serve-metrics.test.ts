import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import type { FiguresPage } from "./figures-page.ts";
import { serveMetrics, tellMetrics, type MetricsServer } from "./serve-metrics.ts";

const page: FiguresPage = { contentType: "text/plain; version=0.0.4", text: async () => "a 1\n" };
const servers: MetricsServer[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) await server.close();
});

async function serve(of: FiguresPage = page): Promise<number> {
  const server = await serveMetrics(of, { host: "127.0.0.1", port: 0 });
  servers.push(server);
  return server.port;
}

function ask(
  port: number,
  { path = "/metrics", method = "GET", host = `127.0.0.1:${port}` } = {},
): Promise<{ status: number | undefined; type: string | undefined; text: string }> {
  return new Promise((done, failed) => {
    const asked = request(
      { port, host: "127.0.0.1", path, method, headers: { host } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
        answer.once("end", () =>
          done({ status: answer.statusCode, type: answer.headers["content-type"], text }),
        );
      },
    );
    asked.once("error", failed);
    asked.end();
  });
}

test("the page is at /metrics, and there is nothing else", async () => {
  const port = await serve();
  expect(await ask(port)).toEqual({ status: 200, type: page.contentType, text: "a 1\n" });
  expect((await ask(port, { host: "localhost" })).status).toBe(200);
  expect((await ask(port, { path: "/" })).status).toBe(404);
  expect((await ask(port, { method: "POST" })).status).toBe(405);
  expect(await ask(port, { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
});

test("on the loopback a web page of elsewhere reads nothing, whatever name led it here", async () => {
  const port = await serve();
  expect((await ask(port, { host: "show.example.org" })).status).toBe(403);
});

test("figures that cannot be made are an error of this page alone", async () => {
  const port = await serve({ ...page, text: () => Promise.reject(new Error("no figures")) });
  expect(await ask(port)).toMatchObject({ status: 500, text: "no figures\n" });
});

test("answers that nobody takes are given up, and whoever asks next is answered", async () => {
  // More than the system holds for who does not read.
  const text = "a 1\n".repeat(4 * 1024 * 1024);
  const long = { ...page, text: async () => text };
  const server = await serveMetrics(long, { host: "127.0.0.1", port: 0 }, { stalledMs: 100 });
  servers.push(server);
  const deaf = Array.from({ length: 16 }, () => {
    const socket = connect(server.port, "127.0.0.1").on("error", () => undefined);
    socket.pause().write("GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n");
    return socket;
  });
  const asked = (): Promise<number | undefined> =>
    ask(server.port, { path: "/" }).then(
      ({ status }) => status,
      () => undefined,
    );
  await vi.waitFor(async () => expect(await asked()).toBe(404), { timeout: 20_000, interval: 50 });
  for (const socket of deaf) socket.destroy();
});

test("an address whose card is not there is said, and keeps nobody from running; a port that is taken does", async () => {
  const warnings: string[] = [];
  await tellMetrics(page, { host: "192.0.2.1", port: 9 }, (reason) => warnings.push(reason));
  expect(warnings).toEqual(["metrics: port 9 at 192.0.2.1: this machine has no such address"]);
  const port = await serve();
  await expect(
    tellMetrics(page, { host: "127.0.0.1", port }, (reason) => warnings.push(reason)),
  ).rejects.toThrow("is taken by another program");
});

test("where the card has come and the port is taken by then, that is said as well, however long it took", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const warnings: string[] = [];
  const address = { host: "192.0.2.1", port: 9 };
  await tellMetrics(page, address, (reason) => warnings.push(reason));
  for (let tries = 0; tries < 3; tries += 1) {
    await vi.advanceTimersByTimeAsync(5_000);
    await vi.waitUntil(() => vi.getTimerCount() === 1, { timeout: 60_000 });
  }
  expect(warnings).toEqual(["metrics: port 9 at 192.0.2.1: this machine has no such address"]);
  address.host = "127.0.0.1";
  address.port = await serve();
  await vi.advanceTimersByTimeAsync(5_000);
  await vi.waitUntil(() => warnings.length > 1, { timeout: 60_000 });
  expect(warnings[1]).toBe(
    `metrics: port ${address.port} at 127.0.0.1 is taken by another program`,
  );
});

test("a port that cannot be had is refused by name", async () => {
  const port = await serve();
  await expect(serveMetrics(page, { host: "127.0.0.1", port })).rejects.toThrow(
    `metrics: port ${port} at 127.0.0.1 is taken by another program`,
  );
  await expect(serveMetrics(page, { host: "192.0.2.1", port: 9 })).rejects.toThrow(
    "metrics: port 9 at 192.0.2.1: this machine has no such address",
  );
});
