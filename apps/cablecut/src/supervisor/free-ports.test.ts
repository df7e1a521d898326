import { createServer, Server } from "node:net";
import { expect, test, vi } from "vitest";
import { freePorts, portRefusal } from "./free-ports.ts";

test("ports are distinct, free, and below those of outgoing connections", async () => {
  const ports = await freePorts(30, "127.0.0.1");
  expect(new Set(ports).size).toBe(30);
  for (const port of ports) {
    expect(port).toBeLessThan(32_000);
    expect(port).toBeGreaterThanOrEqual(21_000);
  }
});

test("a port in use is passed over, and refused by name", async () => {
  const [port] = await freePorts(1, "127.0.0.1");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    expect(await portRefusal(port!, "127.0.0.1")).toBe("EADDRINUSE");
    const sameStart = (): number => (port! - 21_000) / 11_000;
    expect(await freePorts(2, "127.0.0.1", { random: sameStart })).not.toContain(port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  expect(await portRefusal(port!, "127.0.0.1")).toBeNull();
});

test("ports that are spoken for are passed over, though nobody listens there yet", async () => {
  const sameStart = { random: () => 0.4 };
  const first = await freePorts(3, "127.0.0.1", sameStart);
  const second = await freePorts(3, "127.0.0.1", { ...sameStart, except: first });
  expect(second.filter((port) => first.includes(port))).toEqual([]);
});

test("the range goes round at its end", async () => {
  const ports = await freePorts(3, "127.0.0.1", { random: () => 0.999_99 });
  expect(ports).toHaveLength(3);
  expect(Math.min(...ports)).toBeLessThan(21_100);
});

test("where no more files may be open no port is blamed", async () => {
  const outOfFiles = Object.assign(new Error("listen EMFILE"), { code: "EMFILE", errno: -24 });
  const listen = vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server) {
    setImmediate(() => this.emit("error", outOfFiles));
    return this;
  });
  try {
    await expect(freePorts(1, "127.0.0.1")).rejects.toBe(outOfFiles);
    await expect(portRefusal(2_626, "127.0.0.1")).rejects.toBe(outOfFiles);
  } finally {
    listen.mockRestore();
  }
});
