import { createServer, type Server } from "node:net";

/**
 * Below the range from which systems take ports for outgoing connections. A port from that range can be anybody's while
 * its listener is being started again, even that of the very connection that is dialing it.
 */
const firstPort = 10_000;
const lastPort = 19_999;

/** Test files that run at the same time look in stretches of their own, so that they never find the same port free. */
const stretches = 10;
const stretchPorts = Math.floor((lastPort - firstPort + 1) / stretches);
const stretch = Number(process.env["VITEST_POOL_ID"] ?? 0) % stretches;

/** Free loopback ports for listeners that will be closed and opened again while others dial them. */
export async function lastingPorts(count: number): Promise<number[]> {
  // All are held until the last one is found, so that none comes twice.
  const held: { readonly server: Server; readonly port: number }[] = [];
  const begin = firstPort + stretch * stretchPorts;
  const offset = Math.floor(Math.random() * stretchPorts);
  for (let step = 0; step < stretchPorts && held.length < count; step += 1) {
    const port = begin + ((offset + step) % stretchPorts);
    const server = await listenOn(port);
    if (server !== null) held.push({ server, port });
  }
  await Promise.all(held.map(({ server }) => new Promise((done) => server.close(done))));
  if (held.length < count) throw new Error(`fewer than ${count} free ports`);
  return held.map(({ port }) => port);
}

export async function lastingPort(): Promise<number> {
  const [port] = await lastingPorts(1);
  return port!;
}

function listenOn(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(null));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => done(server));
  });
}
