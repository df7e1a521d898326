import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { grpcStore } from "./grpc-store.ts";
import { keysBelow } from "./keys.ts";
import { replaceMember } from "./member-replacement.ts";

const servers: Server[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0))
    await new Promise<void>((closed) => server.close(() => closed()));
});

/** Somebody who hangs up on everybody, and counts them. */
async function counting(): Promise<{ address: string; calls: () => number }> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.on("error", () => undefined).destroy();
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, calls: () => calls };
}

test.each(["http_proxy", "https_proxy", "grpc_proxy"])(
  "a proxy that the surroundings name in %s is not asked for the member of this machine",
  async (variable) => {
    const [proxy, member] = [await counting(), await counting()];
    // Of machines that name a proxy most say this as well, and then nobody would notice anything.
    for (const exempt of ["no_proxy", "no_grpc_proxy"]) vi.stubEnv(exempt, "");
    vi.stubEnv(variable, `http://${proxy.address}`);
    const store = grpcStore(member.address, keysBelow("show/"));
    store.status(60_000, () => undefined);
    await vi.waitUntil(() => member.calls() + proxy.calls() > 0, { timeout: 60_000 });
    expect(proxy.calls()).toBe(0);
    store.close();
    const before = member.calls();
    expect(await replaceMember(0, [member.address], 1)).not.toBeNull();
    expect([proxy.calls(), member.calls() > before]).toEqual([0, true]);
  },
);
